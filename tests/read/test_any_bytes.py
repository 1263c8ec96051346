"""Any bytes under any name end in pages and rows that the tables can hold; benchmarks/fuzz_readers.py tries more."""

import gzip
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.read import accounted, kind_of, pages_of, pages_of_zip
from pipeline.records import Page
from tests.read.files import ENTRY, RECORD, lines, rss, warc, zipped

WHOLE = {
    "jsonl": lines(RECORD, RECORD, RECORD),
    "json": b"[" + lines(RECORD).strip() + b"," + lines(RECORD) + b"]",
    "warc": warc(),
    "rss": rss(ENTRY, ENTRY),
    "zip": zipped(**{"a.txt": b"Words.", "b.jsonl": lines(RECORD)}),
    "txt": b"Words.",
}
TOKENS = st.sampled_from(
    [
        b"\0",
        b'"',
        b"\\",
        b"{",
        b"]",
        b"<",
        b"</item>",
        b"&x;",
        b"\r\n\r\n",
        b"WARC/1.0\r\n",
        b"PK\x03\x04",
        b"\xff",
    ]
)


@pytest.mark.parametrize("suffix", WHOLE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_changed_every_input_is_accounted_for(suffix, data):
    changed = bytearray(WHOLE[suffix])
    packed = suffix != "zip" and data.draw(st.booleans())
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 40))] = data.draw(TOKENS | st.binary(max_size=8))
    whole = bytearray(gzip.compress(bytes(changed), mtime=0)) if packed else changed
    del whole[data.draw(st.integers(0, len(whole)) | st.just(len(whole))) :]
    if suffix == "zip":
        found = pages_of_zip(io.BytesIO(bytes(whole)), source="a", fields={}, max_page_bytes=9000)
    else:
        step = data.draw(st.integers(1, 500))
        chunks = (bytes(whole[at : at + step]) for at in range(0, len(whole), step))
        kind = kind_of(f"a.{suffix}{'.gz' if packed else ''}")
        found = pages_of(chunks, kind, source="a", fields={}, max_page_bytes=9000)
    pages = list(accounted(found, source="a", digest=lambda: "0" * 64, container=True))
    assert pages
    assert len({page.page_id for page in pages}) == len(pages)
    for page in pages:
        assert page.source == "a" or page.source.startswith("a#")
        page.source.encode()
        if isinstance(page, Page):
            assert page.reason
            assert "\n" not in page.reason
            assert page.status != "ok"
            assert not page.text
