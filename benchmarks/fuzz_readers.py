"""Every reader under mutated input: no crash, no hang, every input accounted for.

    python benchmarks/fuzz_readers.py [--cases 100000] [--seed 1] [--only warc]

Each case is a small file of one kind, changed at random before it is packed, after that, or both; it is
read as a run would. A case fails where something is raised, where it takes more than 5 seconds of
processor time, or where a page or row isn't what the tables need. Prints the cases of each reader; a
failing one is kept beside the counts, to be read again.
"""

import argparse
import faulthandler
import gzip
import io
import json
import random
import signal
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pipeline.inventory import find_files, pages_in
from pipeline.read import read
from pipeline.records import RawPage

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONGEST = 5.0
"""Seconds of processor time that a case may take."""
READ_TO_TEXT = 8
"""Of so many cases of containers the pages of one are read to text too, those of single pages always."""
MAX_PAGE_BYTES = 20_000

NEWS = (
    "The harbour board has put off the dredging of the inner basin until the spring, its chair said on"
    " Monday. “We have no money,” Oona Fairweather told a meeting of boat owners."
)
HTML = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Dredging put off | Gazette</title><script type="
    '\'application/ld+json\'>{"@type":"NewsArticle","headline":"Dredging put off",'
    '"datePublished":"2016-12-05"}'
    f"</script></head><body><nav><a href='/'>Home</a></nav><h1>Dredging put off</h1><p>5 "
    f"December 2016</p><p>{NEWS}"
    f"</p><div class='share'><span>Share</span></div><table><tr><td>{NEWS}</td></tr></table></body></html>"
)
ITEMS: list[object] = [
    {
        "url": "https://example.org/1",
        "title": "Dredging put off",
        "date": "2016-12-05T10:00:00Z",
        "text": NEWS,
    },
    {
        "link": "https://example.org/2",
        "headline": "Again",
        "body": f"<p>{NEWS}</p>",
        "scraped_at": 1_480_932_000,
    },
    {"html": HTML, "published": 1_480_932_000_000, "title": ["a", "b"]},
    {"content": {"rendered": f"<p>{NEWS}</p>"}, "title": {"rendered": "C"}, "text": "\ud800 \ud83d\ude00 \0"},
    {"teaser": 1},
]
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>'
    "<item><title>Dredging&nbsp;off"
    f"&a;</title><link>https://example.org/1</link><pubDate>Mon, 05 Dec 2016 10:00:00 "
    f"+0000</pubDate><description>"
    f"short</description><content:encoded><![CDATA[<p>{NEWS}</p>]]></content:encoded>"
    f"</item><item><guid>https://"
    f"example.org/2</guid><description>&lt;p&gt;{NEWS}&lt;/p&gt;</description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">A &amp;amp; '
    'B</title><link rel="alternate"'
    f' href="https://example.org/1"/><updated>2016-12-05T10:00:00Z</updated><content type="xhtml"><div xmlns='
    f'"http://www.w3.org/1999/xhtml"><p>{NEWS}</p></div></content></entry></feed>'
)


def warc_record(kind: str, body: bytes, content_type: str) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: "
        f"https://example.org/1\r\n"
        f"WARC-Date: 2016-12-05T10:11:12Z\r\nContent-Type: {content_type}\r\nContent-Length: "
        f"{len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def warc() -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n"
    packed = gzip.compress(HTML.encode(), mtime=0)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    sent = "application/http; msgtype=response"
    return b"".join(
        [
            warc_record("warcinfo", b"software: none\r\n", "application/warc-fields"),
            warc_record("response", http + b"\r\n" + HTML.encode(), sent),
            warc_record("request", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
            warc_record(
                "response",
                http + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked,
                sent,
            ),
            warc_record("response", b"HTTP/1.1 404 Not Found\r\n\r\n", sent),
            warc_record("response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG", sent),
            warc_record("conversion", NEWS.encode(), "text/plain"),
        ]
    )


LINES = "\n".join(map(json.dumps, ITEMS)).encode() + b"\n"
SEEDS: dict[str, list[bytes]] = {
    "txt": [NEWS.encode(), f"12 March 2019\n{NEWS}\n\n4 May 2018\n{NEWS}".encode(), NEWS.encode("utf-16")],
    "html": [
        HTML.encode(),
        HTML.replace("utf-8", "koi8-r").encode("koi8-r", "replace"),
        f"<p>{NEWS}".encode(),
    ],
    "json": [
        json.dumps(ITEMS).encode(),
        json.dumps(ITEMS[0]).encode(),
        json.dumps({"items": ITEMS}).encode(),
    ],
    "jsonl": [LINES, LINES.replace(b"\n", b"\r\n\r\n"), LINES.decode().encode("utf-16")],
    "warc": [warc()],
    "xml": [RSS.encode(), ATOM.encode(), RSS.replace("rss", "rdf:RDF").encode()],
}
TOKENS = [
    b"<", b">", b"</", b"&", b"&#", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r\n", b"\n", b'"',
    b"\\", b"\\ud800", b"{", b"}", b"[", b"]", b",", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE",
    b"<script>", b"<div>" * 300, b"[" * 3000, b'{"a":' * 1500, b"a" * 5000, b"9" * 6000, b"<p>" * 2000,
    b"\xe2\x80\x9c" * 500, b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"Content-Length: -1\r\n",
    b"HTTP/1.1 200\r\n", b"charset=utf-7", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd", b"&nbsp;", b"<rss>", b"<feed>", b"<html>", b"1 January 2016\n", b"e+999", b"NaN",
    b"\x1b$B", b"\xfe\xff", b"2016-13-45T99:99:99Z", b"://", b"#1",
]  # fmt: skip


def mutated(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 3, 6))):
        at = draw.randrange(len(changed) + 1)
        until = min(len(changed), at + draw.choice((1, 2, 8, 64, 512)))
        match draw.randrange(7):
            case 0:
                if changed:
                    changed[at - 1] ^= 1 << draw.randrange(8)
            case 1:
                del changed[at:until]
            case 2:
                changed[at:at] = changed[at:until] * draw.choice((1, 2, 50))
            case 3:
                changed[at:at] = draw.choice(TOKENS)
            case 4:
                changed[at:until] = draw.choice(TOKENS)
            case 5:
                changed[at:until] = draw.randbytes(until - at)
            case 6:
                del changed[at:]
    return bytes(changed)


def zipped(data: bytes, name: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"page.{name}"), data, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("a/b.txt"), NEWS)
    return into.getvalue()


PACKERS: dict[str, Callable[[bytes, str], bytes]] = {
    "": lambda data, _: data,
    ".gz": lambda data, _: gzip.compress(data, 1, mtime=0),
    ".zst": lambda data, _: zstd.compress(data),
    ".zip": zipped,
}


def case(draw: random.Random, only: str | None) -> tuple[str, bytes]:
    """Draw a case: the name of its file, and its bytes."""
    name = only or draw.choices(list(SEEDS), weights=[1 if name == "html" else 8 for name in SEEDS])[0]
    packing = draw.choice(("", "", "", ".gz", ".zst", ".zip"))
    data = draw.choice(SEEDS[name])
    before = not packing or draw.random() < 0.6
    data = PACKERS[packing](mutated(data, draw) if before else data, name)
    if packing and (not before or draw.random() < 0.2):
        data = mutated(data, draw)
    return f"case.{name}{packing}", data


def check(folder: Path, name: str, data: bytes, *, to_text: bool) -> int:
    """Read a case as a run would; raises AssertionError where the tables could not hold what comes of it."""
    path = folder / name
    path.write_bytes(data)
    found = [page for file in find_files([path]) for page in pages_in(file, max_page_bytes=MAX_PAGE_BYTES)]
    assert found, "not accounted for"
    assert len({page.page_id for page in found}) == len(found), "two pages of one id"
    n_pages = sum(isinstance(page, RawPage) for page in found)
    for page in (read(page) if isinstance(page, RawPage) and to_text else page for page in found):
        assert page.source.startswith(name), page.source
        if isinstance(page, RawPage):
            continue
        assert (page.status == "ok") == (page.reason is None), page.reason
        assert page.reason is None or (page.reason and "\n" not in page.reason), page.reason
        for words in (page.text, page.source, page.url or "", page.title or "", page.reason or ""):
            words.encode()
        if page.story:
            assert 0 <= page.story.body.start <= page.story.body.end <= len(page.text)
    return n_pages


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SEEDS)
    told = parser.parse_args()
    faulthandler.enable()
    warnings.simplefilter("ignore")  # of two members of one name

    def hung(*_: object) -> None:
        raise BaseException("hung")

    signal.signal(signal.SIGPROF, hung)
    counts: Counter[str] = Counter()
    read_whole, failed, slowest = 0, 0, (0.0, "")
    with tempfile.TemporaryDirectory() as made:
        for number in range(told.cases):
            draw = random.Random(f"{told.seed} {number}")  # noqa: S311  the same cases every time
            name, data = case(draw, told.only)
            counts[name.removeprefix("case.")] += 1
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, LONGEST)
            try:
                to_text = number % READ_TO_TEXT == 0 or name.startswith(("case.txt", "case.html"))
                read_whole += check(Path(made), name, data, to_text=to_text) > 0
            except BaseException as error:
                signal.setitimer(signal.ITIMER_PROF, 0)
                if isinstance(error, KeyboardInterrupt):
                    raise
                failed += 1
                kept = Path(tempfile.gettempdir(), f"fuzz-{told.seed}-{number}-{name}")
                kept.write_bytes(data)
                print(f"case {number}: {type(error).__name__}: {error}; kept as {kept}", flush=True)
            signal.setitimer(signal.ITIMER_PROF, 0)
            slowest = max(slowest, (time.process_time() - began, f"case {number}, {name}"))
            if number % 10_000 == 9_999:
                print(
                    f"{number + 1:,} cases, {failed} failed, slowest {slowest[0]:.2f} s ({slowest[1]})",
                    flush=True,
                )
    for name, count in sorted(counts.items()):
        print(f"{name:12} {count:7,}")
    print(
        f"{told.cases:,} cases, {read_whole:,} with a page read, {failed} failed, slowest {slowest[0]:.2f} s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
