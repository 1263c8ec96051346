"""Small files of every kind that the readers are tried on, made of invented pages."""

import gzip
import io
import json
import zipfile

NEWS = "The harbour board has put off the dredging of the inner basin until the spring, its chair said on Monday."
MORE = "“We have no money,” Oona Fairweather told a meeting of boat owners in the evening. “Nobody asked for it.”"
BODY = f"{NEWS}\n\n{MORE}"
PAGE = f"<html><body><h1>Dredging put off</h1><p>{NEWS}</p><p>{MORE}</p></body></html>"
RECORD = {"url": "https://example.org/1", "title": "Dredging put off", "date": "2016-12-05", "text": BODY}


def lines(*records: object) -> bytes:
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def warc_record(
    kind: str,
    body: bytes,
    content_type: str = "application/http; msgtype=response",
    uri: str = "https://example.org/1",
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: {uri}\r\n"
        f"WARC-Date: 2016-12-05T10:11:12Z\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def warc() -> bytes:
    return b"".join(
        [
            warc_record("warcinfo", b"software: none\r\n", "application/warc-fields"),
            warc_record("response", response(PAGE.encode(), "Content-Type: text/html")),
            warc_record("request", b"GET / HTTP/1.1\r\n\r\n"),
            warc_record("response", response(b"", status="404 Not Found")),
            warc_record("response", response(b"\x89PNG", "Content-Type: image/png")),
            warc_record("conversion", BODY.encode(), "text/plain"),
        ]
    )


def rss(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
        f'content/"><channel><title>Gazette</title>{"".join(entries)}</channel></rss>'
    ).encode()


ENTRY = (
    "<item><title>Dredging&nbsp;put off</title><link>https://example.org/1</link><pubDate>Mon, 05 Dec 2016 10:00:00"
    f" +0000</pubDate><description>short</description><content:encoded><![CDATA[<p>{NEWS}</p><p>{MORE}</p>]]>"
    "</content:encoded></item>"
)


def zipped(**members: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)
