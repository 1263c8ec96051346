"""WARC files, feeds, archives and packed files: what is a page, what isn't, and where damage shows."""

import datetime as dt
import gzip
import io
import sys
import zipfile
import zlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PageError
from pipeline.read import Kind, accounted, kind_of, pages_of, pages_of_zip, read
from pipeline.read.kinds import packing_of, sniff
from pipeline.read.packed import unpack
from pipeline.read.warc import count_of
from pipeline.records import FINE, Page, RawPage
from tests.read.files import (
    BODY,
    ENTRY,
    MORE,
    NEWS,
    PAGE,
    RECORD,
    gz,
    lines,
    response,
    rss,
    warc,
    warc_record,
    zipped,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 20_000


def found(data: bytes, kind: str, *, step: int = 1000) -> list[RawPage | Page]:
    chunks = (data[at : at + step] for at in range(0, len(data), step))
    pages = pages_of(chunks, kind_of(f"a.{kind}"), source="a", fields={}, max_page_bytes=LIMIT)
    return list(accounted(pages, source="a", digest=lambda: "0" * 64, container=True))


def told(pages: list[RawPage | Page]) -> list[tuple[str, str | None]]:
    return [(page.source, page.reason if isinstance(page, Page) else None) for page in pages]


# WARC


def test_a_crawl_gives_its_pages_and_one_row_for_all_else():
    page, text, row = found(warc(), "warc")
    assert (page.source, page.data, page.media_type) == ("a#2", PAGE.encode(), "text/html")
    assert (text.source, text.data, text.media_type) == ("a#6", BODY.encode(), "text/plain")
    assert page.url == text.url == "https://example.org/1"
    assert page.fetched_at == dt.datetime(2016, 12, 5, 10, 11, 12, tzinfo=dt.UTC)
    assert (row.source, row.status, row.status in FINE) == ("a", "not-pages", True)
    assert row.reason == "4 records hold no page: 1 HTTP 404, 1 image/png, 1 request, 1 warcinfo"


HTML = "Content-Type: text/html"
PACKED = gzip.compress(PAGE.encode(), mtime=0)
RESPONSES = [
    ("as it is", response(PAGE.encode(), HTML), PAGE.encode(), None),
    ("with its encoding", response(PAGE.encode(), f"{HTML}; charset=KOI8-R"), PAGE.encode(), "koi8-r"),
    ("packed", response(PACKED, HTML, "Content-Encoding: gzip"), PAGE.encode(), None),
    ("packed by zlib", response(zlib.compress(PAGE.encode()), HTML, "content-encoding: deflate"), PAGE.encode(), None),
    ("in chunks", response(b"5\r\nWords\r\n0\r\n\r\n", HTML, "Transfer-Encoding: chunked"), b"Words", None),
    ("unpacked by the crawler, though its headers say else", response(PAGE.encode(), HTML, "Content-Encoding: gzip",
     "Transfer-Encoding: chunked"), PAGE.encode(), None),
    ("of no type, but a page", response(PAGE.encode()), PAGE.encode(), None),
    ("with bare newlines", response(PAGE.encode(), HTML).replace(b"\r\n", b"\n"), PAGE.encode(), None),
    ("packed, and cut", response(PACKED[:-12], HTML, "Content-Encoding: gzip"), None, None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "block", "data", "encoding"), RESPONSES)
def test_a_response_is_unwrapped(why, block, data, encoding):
    (page,) = found(warc_record("response", block), "warc")
    assert isinstance(page, RawPage), why
    assert data is None or page.data == data
    assert PAGE.encode().startswith(page.data[:5]) or page.data == b"Words"
    assert page.encoding == encoding


NO_PAGES = [
    ("elsewhere", warc_record("response", response(b"", status="301 Moved")), "1 HTTP 301"),
    ("a picture", warc_record("resource", b"GIF8", "image/gif"), "1 image/gif"),
    ("rules for crawlers", warc_record("resource", b"Allow: *", "text/plain", "https://example.org/robots.txt"), "1 robots.txt"),
    ("a name's address", warc_record("response", b"1.2.3.4", "text/dns", "dns:example.org"), "1 text/dns"),
    ("of no type", warc_record("response", response(b"{}")), "1 of no type"),
    ("seen before", warc_record("revisit", b"", "application/http"), "1 revisit"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "data", "counted"), NO_PAGES)
def test_what_is_no_page_is_counted(why, data, counted):
    (row,) = found(data, "warc")
    assert (row.status, row.reason) == ("not-pages", f"1 record holds no page: {counted}"), why


SET_ASIDE = [
    ("no status", warc_record("response", b"Words"), "an HTTP response without a status"),
    ("too long", warc_record("resource", b"x" * 20_001, "text/plain"), "a record of 20,001 bytes: 20,000 is the most that"
     " max_page_bytes allows"),
    ("far too long", warc_record("resource", b"x" * 300_000, "text/plain"), "a record of 300,000 bytes: 20,000 is the most"
     " that max_page_bytes allows"),
    ("a bomb", warc_record("response", response(gz(b"x" * 9_000_000), HTML, "Content-Encoding: gzip")), "a record of"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "data", "reason"), SET_ASIDE)
def test_a_broken_response_costs_no_other(why, data, reason):
    row, page, _ = found(data + warc(), "warc")[:3]
    assert row.reason.startswith(reason), why
    assert isinstance(page, RawPage)


@pytest.mark.parametrize("packing", ["", ".gz"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.995])
def test_of_a_crawl_that_breaks_off_the_whole_records_are_kept(share, packing):
    records = [warc_record("conversion", f"{BODY} {n}".encode(), "text/plain") for n in range(20)]
    whole = b"".join(map(gz, records) if packing else records)
    cut = whole[: int(share * len(whole))]
    *pages, row = found(cut, f"warc{packing}")
    assert len(pages) in (int(20 * share), int(20 * share) - 1)
    assert [page.data for page in pages] == [f"{BODY} {n}".encode() for n in range(len(pages))]
    assert row.status not in FINE
    assert "break" in row.reason or "no WARC record" in row.reason


def test_kinds_of_records_are_counted_in_one_line():
    kinds = Counter({f"image/{n}": n for n in range(1, 21)})
    said = count_of(kinds)
    assert said.startswith("210 records hold no page: 20 image/20, 19 image/19, ")
    assert said.endswith(", 9 image/9, 36 of other kinds")


# Feeds


def test_an_entry_is_a_page_with_what_the_feed_says_of_it():
    (entry,) = found(rss(ENTRY), "xml")
    assert (entry.source, entry.title, entry.url) == ("a#1", "Dredging put off", "https://example.org/1")
    page = read(entry)
    assert page.text == f"Dredging put off\n\nMon, 05 Dec 2016 10:00:00 +0000\n\n{BODY}"
    assert page.story is not None
    assert (page.story.date, page.story.body.of(page.text)) == (dt.date(2016, 12, 5), BODY)


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title>{}</entry></feed>'
ENTRIES = [
    ("escaped HTML", rss(f"<item><description>&lt;p&gt;{NEWS}&lt;/p&gt;</description></item>"), (NEWS, None, None)),
    ("the fullest words", rss("<item><description>a</description>" + ENTRY[6:]), (BODY, "Dredging put off", "https://example.org/1")),
    ("an id that is an address", rss("<item><guid>https://example.org/2</guid><description>a</description></item>"), ("a", None, "https://example.org/2")),
    ("an id that is none", rss("<item><guid>3</guid><description>a</description></item>"), ("a", None, None)),
    ("Atom with XHTML", ATOM.format(f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{NEWS}</p><p>{MORE}</p></div></content>').encode(), (BODY, "T", None)),
    ("Atom with HTML", ATOM.format('<link rel="self" href="b"/><link href="c"/><content type="html">&lt;p&gt;a&lt;/p&gt;</content>').encode(), ("a", "T", "c")),
    ("Atom with text", ATOM.format("<summary type='text'>a &lt; b</summary>").encode(), ("a < b", "T", None)),
    ("RSS 1.0", f'<rdf:RDF xmlns:rdf="r"><item><title>T</title><description>{NEWS}</description></item></rdf:RDF>'.encode(), (NEWS, "T", None)),
    ("entities of HTML", rss("<item><title>A&nbsp;&eacute;&amp;</title><description>a</description></item>"), ("a", "A é&", None)),
    ("in Latin-1", '<?xml version="1.0" encoding="iso-8859-1"?><rss><item><description>café “x”</description></item></rss>'.encode("cp1252"), ("café “x”", None, None)),
    ("a picture with a credit", rss('<item xmlns:media="http://search.yahoo.com/mrss/"><media:title>P</media:title><title>T</title><description>a</description><media:content url="p"><media:credit>b</media:credit></media:content></item>'), ("a", "T", None)),
    ("a prefix that is never declared", rss("<item><media:title>P</media:title><dc:title>T</dc:title><content:encoded>a</content:encoded></item>"), ("a", "T", None)),
    ("no words", rss("<item><title>T</title></item>"), ("", "T", None)),
    ("characters that XML forbids", rss("<item><description>a\x0bb</description></item>"), ("ab", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "data", "expected"), ENTRIES)
def test_entries_of_any_feed(why, data, expected):
    (entry,) = found(data, "xml")
    text, title, url = expected
    assert (entry.title, entry.url) == (title, url), why
    assert read(entry).text.endswith(text)


HOSTILE = '<?xml version="1.0"?><!DOCTYPE rss [{}]><rss><channel><item><description>&x; words</description></item></channel></rss>'
DTD = [
    ("a file", '<!ENTITY x SYSTEM "file:///etc/hostname">'),
    ("an address", '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">'),
    ("a billion laughs", '<!ENTITY a "' + "l" * 999 + '">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 99}">' for a, b in zip("abcdefgh", "bcdefghx", strict=True))),
]  # fmt: skip


@pytest.mark.parametrize(("why", "declared"), DTD)
def test_entities_of_a_feed_s_own_are_never_followed(why, declared):
    for page in found(HOSTILE.replace("{}", declared).encode(), "xml"):
        assert len(page.data if isinstance(page, RawPage) else page.reason) < 400, why


def test_of_a_torn_feed_the_entries_before_are_kept():
    whole = rss(ENTRY, ENTRY, ENTRY)
    *pages, row = found(whole[: whole.rindex(b"<pubDate>")], "rss")
    assert [page.url for page in pages[:2]] == ["https://example.org/1"] * 2
    assert row.reason.startswith("the feed is damaged after entry ")
    *pages, row = found(gz(whole)[:-60], "rss.gz")
    assert row.reason.startswith("the gzip data break off")


# Packed streams


@given(
    data=st.binary(max_size=2000),
    cuts=st.integers(1, 5),
    step=st.integers(1, 99),
    kind=st.sampled_from(["gz", "zst"]),
)
def test_what_was_packed_comes_out_however_it_comes(data, cuts, step, kind):
    pack = gz if kind == "gz" else zstd.compress
    packed = b"".join(
        pack(data[at : at + len(data) // cuts + 1]) for at in range(0, len(data) + 1, len(data) // cuts + 1)
    )
    chunks = [packed[at : at + step] for at in range(0, len(packed), step)]
    assert b"".join(unpack(chunks, kind)) == data


@pytest.mark.parametrize("kind", ["gz", "zst"])
@given(data=st.data())
def test_what_comes_before_damage_comes_out(kind, data):
    words = b"".join(b"%d " % n for n in range(3000))
    packed = bytearray(gz(words) if kind == "gz" else zstd.compress(words))
    at = data.draw(st.integers(1, len(packed) - 1))
    del packed[at:]
    pieces: list[bytes] = []
    with pytest.raises(PageError, match="break off"):
        pieces.extend(unpack([bytes(packed)], kind))
    came = b"".join(pieces)
    assert words.startswith(came)
    assert kind == "zst" or at < 2000 or len(came) > 1000


def test_a_wrong_sum_at_the_end_costs_no_words():
    packed = bytearray(gz(lines(RECORD, RECORD)))
    packed[-6] ^= 1
    *pages, row = found(bytes(packed), "jsonl.gz")
    assert [page.source for page in pages] == ["a#1", "a#2"]
    assert row.reason == "the gzip data are damaged; 2 pages before that"


def test_padding_with_nuls_is_none_of_the_data():
    assert b"".join(unpack([gz(b"a"), b"\0" * 10, b"\0\0"], "gz")) == b"a"


# Archives


def archived(data: bytes) -> list[RawPage | Page]:
    pages = pages_of_zip(io.BytesIO(data), source="a", fields={}, max_page_bytes=LIMIT)
    return list(accounted(pages, source="a", digest=lambda: "0" * 64, container=True))


def test_a_member_is_what_its_name_says():
    members = {
        "a.txt": BODY, "x/b.html": PAGE, "c.jsonl": lines(RECORD, RECORD).decode(), "d.warc": warc().decode("latin-1"),
        "e.rss": rss(ENTRY).decode(), "f.zip": "PK", "g.txt.gz": gz(b"a").decode("latin-1"), "h.png": "x", ".hidden.txt": "x",
        "__MACOSX/a.txt": "x", "no. #1.txt": BODY, "folder/": "", "./i.txt": BODY, "../j.txt": BODY, "./.k.txt": "x",
    }  # fmt: skip
    pages = archived(
        zipped(
            **{name: data.encode("latin-1" if name[0] in "dg" else "utf-8") for name, data in members.items()}
        )
    )
    found = dict(told(pages))
    assert {name for name, reason in found.items() if reason is None} == {
        "a#a.txt", "a#x/b.html", "a#c.jsonl#1", "a#c.jsonl#2", "a#d.warc#2", "a#d.warc#6", "a#e.rss#1", "a#g.txt.gz",
        r"a#no. \x231.txt", "a#./i.txt", "a#../j.txt",
    }  # fmt: skip
    assert found["a#d.warc"] == "4 records hold no page: 1 HTTP 404, 1 image/png, 1 request, 1 warcinfo"
    assert found["a#f.zip"] == "an archive in an archive, or in a stream: unpack it"
    assert found["a#h.png"].startswith("unsupported file type")
    assert len(found) == 14
    assert read(pages[1]).media_type == "text/html"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_and_bytes_stay_two():
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for _ in range(3):
            archive.writestr(zipfile.ZipInfo("a.txt"), BODY)
    pages = archived(into.getvalue())
    assert len({page.page_id for page in pages}) == len({page.source for page in pages}) == 3


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@given(share=st.floats(0.05, 0.95))
def test_of_an_archive_that_breaks_off_the_members_before_are_kept(method, share):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for n in range(9):
            archive.writestr(zipfile.ZipInfo(f"{n}.txt"), f"{BODY} {n}", method)
    whole = into.getvalue()
    pages = archived(whole[: int(share * len(whole))])
    kept = [page.data for page in pages if isinstance(page, RawPage)]
    assert kept == [f"{BODY} {n}".encode() for n in range(len(kept))]
    assert len(kept) >= int(9 * share) - 1
    assert pages[-1].status not in FINE


def test_a_damaged_member_costs_no_other():
    whole = bytearray(zipped(**{"a.txt": BODY.encode(), "b.txt": BODY.encode()}))
    whole[60:70] = b"\xff" * 10
    assert told(archived(bytes(whole))) == [
        ("a#a.txt", "this member of the archive is damaged"),
        ("a#b.txt", None),
    ]


def test_an_archive_that_expands_too_far_is_stopped():
    bomb = zipped(**{f"{n}.jsonl": b" " * 5_000_000 for n in range(9)})
    *_, row = archived(bomb)
    assert row.reason.startswith("expands more than 250-fold, as a decompression bomb does")


def test_links_and_secrets_in_an_archive_are_not_read():
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    data = bytearray(into.getvalue())
    assert told(archived(bytes(data))) == [("a#link.txt", "a link in an archive")]
    secret = bytearray(zipped(**{"a.txt": BODY.encode()}))
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    assert told(archived(bytes(secret))) == [("a#a.txt", "encrypted")]


# What a file is

KINDS = [
    ("a.txt", Kind("text")), ("a.TXT", Kind("text")), ("a.htm", Kind("html")), ("a.json", Kind("json")),
    ("a.jl", Kind("jsonl")), ("a.ndjson.gz", Kind("jsonl", "gz")), ("CC-MAIN.warc.wet.gz", Kind("warc", "gz")),
    ("a.zip", Kind("zip")), ("a.gz", Kind(None, "gz")), ("a", Kind(None)), ("a.tar.gz", Kind(None, "gz")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_name_tells_what_a_file_is(name, kind):
    assert kind_of(name) == kind


SNIFFED = [
    ("a page", PAGE.encode(), "html"), ("a feed", rss(), "feed"), ("a crawl", warc(), "warc"),
    ("a feed behind a comment", b"<?xml version='1.0'?>\n<!-- a -->\n<rss version='2.0'>", "feed"),
    ("lines", lines(RECORD, RECORD), "jsonl"), ("one line", lines(RECORD), "jsonl"), ("an array", b"[\n{", "json"),
    ("an object", b'{\n "a": 1,\n "b": 2}', "json"), ("text", NEWS.encode(), None), ("text that begins so", b"[Applause]", None),
    ("nothing", b"", None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "head", "form"), SNIFFED)
def test_its_beginning_tells_what_a_stream_is(why, head, form):
    assert sniff(head) == form, why


def test_its_first_bytes_tell_how_a_stream_is_packed():
    assert [packing_of(head) for head in (gz(b"a"), zstd.compress(b"a"), b"a", b"")] == [
        "gz",
        "zst",
        None,
        None,
    ]
