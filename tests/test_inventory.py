"""Which files lie in the raw folders, and that each of them ends in pages or in one row with a reason."""

import hashlib
import io
import os
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import inventory
from pipeline.errors import PageError, SetupError
from pipeline.inventory import RawFile, find_files, pages_in
from pipeline.inventory.onefile import Opened
from pipeline.inventory.walk import source_of
from pipeline.read import reason_for
from pipeline.records import FINE, Page, RawPage
from tests.read.files import BODY, PAGE, RECORD, gz, lines, rss, warc, zipped

LIMIT = 100_000


@pytest.mark.parametrize(
    ("why", "error", "said"),
    [
        ("its own words", PageError("no text\nin it"), "no text in it"),
        ("the kind of fault", KeyError("x"), "KeyError: 'x'"),
        ("a fault without words", RecursionError(), "RecursionError"),
        ("a page error without words", PageError(), "PageError"),
        ("a long one", ValueError("x" * 900), "ValueError: " + "x" * 300),
    ],
)
def test_a_reason_is_one_line(why, error, said):
    assert reason_for(error) == said, why


def told(roots: list[Path], **options) -> dict[str, str | None]:
    """Read every file, and tell of each page or row its reason."""
    pages = [page for file in find_files(roots) for page in pages_in(file, max_page_bytes=LIMIT, **options)]
    assert len({page.page_id for page in pages}) == len(pages)
    return {page.source: page.reason if isinstance(page, Page) else None for page in pages}


# Folders, links and what is no file


@pytest.fixture
def raw(tmp_path) -> Path:
    folder = tmp_path / "raw"
    (folder / "town").mkdir(parents=True)
    (folder / "town" / "page.txt").write_text(BODY)
    return folder


def test_a_link_inside_is_followed_once_and_one_that_leads_out_is_told(raw, tmp_path):
    (tmp_path / "outside.txt").write_text(BODY)
    (raw / ".store").mkdir()
    (raw / ".store" / "kept.txt").write_text(BODY)
    for name, target in {
        "a-second-name.txt": "town/page.txt",
        "folder": "town",
        "loop": ".",
        "hidden-1.txt": ".store/kept.txt",
        "hidden-2.txt": ".store/kept.txt",
        "out.txt": "../outside.txt",
        "out": "..",
        "nowhere.txt": "gone.txt",
        "itself.txt": "itself.txt",
    }.items():
        (raw / name).symlink_to(target)
    out = "a link that leads out of the folder: name where it leads to besides"
    nowhere = "can't be read: No such file or directory"
    assert told([raw]) == {
        "hidden-1.txt": None, "itself.txt": nowhere, "nowhere.txt": nowhere, "out": out, "out.txt": out,
        "town/page.txt": None,
    }  # fmt: skip


def test_what_is_no_file_is_never_opened(raw, monkeypatch):
    os.mkfifo(raw / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as bound:
        monkeypatch.chdir(raw)  # a socket's path is short
        bound.bind("socket.txt")
        found = told([raw])
    assert found["pipe.txt"] == "a named pipe, not a file: never opened"
    assert found["socket.txt"] == "a socket, not a file: never opened"
    device = next(pages_in(RawFile("null.txt", Path(os.devnull)), max_page_bytes=LIMIT))
    assert device.reason == "a device, not a file: never opened"


def test_a_file_that_became_a_pipe_is_not_waited_for(raw):
    (file,) = find_files([raw])
    file.path.unlink()
    os.mkfifo(file.path)
    (row,) = pages_in(file, max_page_bytes=LIMIT)
    assert row.reason == "a named pipe, not a file: never opened"


def test_what_the_system_refuses_is_told(raw, monkeypatch):
    real = os.scandir
    (raw / "closed").mkdir()

    def refused(path):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    def refused_to_open(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refused)
    monkeypatch.setattr(
        "pipeline.inventory.onefile.os", SimpleNamespace(**vars(os) | {"open": refused_to_open})
    )
    assert told([raw]) == dict.fromkeys(["closed", "town/page.txt"], "can't be read: Permission denied")


NAMES = [
    ("plain", "page.txt", "page.txt"),
    ("letters of any alphabet", "хроника é.txt", "хроника é.txt"),
    ("a byte that is no UTF-8", os.fsdecode(b"na\xefve.txt"), r"na\xefve.txt"),
    ("a name that looks like that", r"na\xefve.txt", r"na\x5cxefve.txt"),
    ("a backslash", r"a\b.txt", r"a\b.txt"),
    ("a number sign", "no. #3.txt", "no. #3.txt"),
    ("a name like a record's", "dump.jsonl#3", r"dump.jsonl\x233"),
    ("a name like a packed record's", "dump.warc.gz#3", r"dump.warc.gz\x233"),
]


@pytest.mark.parametrize(("why", "name", "source"), NAMES)
def test_any_name_becomes_a_source(why, name, source):
    assert source_of(name) == source, why


def test_names_that_would_become_equal_stay_two(raw):
    for name in (b"na\xefve.txt", rb"na\xefve.txt", b"dump.jsonl", b"dump.jsonl#1.txt"):
        Path(raw, os.fsdecode(name)).write_bytes(lines(RECORD) if name == b"dump.jsonl" else BODY.encode())
    assert len(told([raw])) == 5


# Roots


def test_a_file_and_several_folders_are_roots(tmp_path):
    for folder in ("one/raw", "two/raw", "more"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text(BODY)
    (tmp_path / "alone.jsonl").write_bytes(lines(RECORD))
    assert list(told([tmp_path / "more"])) == ["a.txt"]
    assert list(told([tmp_path / "alone.jsonl"])) == ["alone.jsonl#1"]
    assert list(told([tmp_path / "more", tmp_path / "one" / ".." / "more"])) == ["a.txt"]
    assert list(told([tmp_path / "more", tmp_path / "one/raw"])) == ["more/a.txt", "raw/a.txt"]
    assert list(told([tmp_path / "one/raw", tmp_path / "two/raw"])) == ["one/raw/a.txt", "two/raw/a.txt"]
    twice = [tmp_path / "more", tmp_path / "more", tmp_path / "more" / "a.txt", tmp_path]
    assert sorted(told(twice)) == [
        "alone.jsonl#1" if name == "alone.jsonl" else name
        for name in sorted(
            [
                "more/a.txt",
                *(f"{tmp_path.name}/{rest}" for rest in ("alone.jsonl#1", "one/raw/a.txt", "two/raw/a.txt")),
            ]
        )
    ]


@pytest.mark.parametrize("name", ["nowhere", "empty", "n" * 300])
def test_nothing_to_read_is_said(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SetupError, match=f"no (folder|pages in) .*{name}"):
        find_files([tmp_path / name])


STDIN = [
    ("text", BODY.encode(), ["stdin"]),
    ("a page", PAGE.encode(), ["stdin"]),
    ("JSON lines", lines(RECORD, RECORD), ["stdin#1", "stdin#2"]),
    ("one record", lines(RECORD), ["stdin#1"]),
    ("packed lines", gz(lines(RECORD)), ["stdin#1"]),
    ("an array", b"[" + lines(RECORD) + b"]", ["stdin#1"]),
    ("a crawl", warc(), ["stdin#2", "stdin#6", "stdin"]),
    ("a feed", rss("<item><description>Words.</description></item>"), ["stdin#1"]),
    ("nothing", b"", ["stdin"]),
    ("an archive", zipped(**{"a.txt": b"Words."}), ["stdin"]),
]


@pytest.mark.parametrize(("why", "data", "sources"), STDIN)
def test_standard_input_is_told_by_its_beginning(monkeypatch, why, data, sources):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert list(told([Path("-")])) == sources, why


# One file


def rows_of(path: Path, data: bytes, limit: int = LIMIT) -> list[RawPage | Page]:
    path.write_bytes(data)
    return list(pages_in(RawFile(path.name, path), max_page_bytes=limit))


SINGLE = [
    ("text", "a.txt", BODY.encode(), BODY.encode(), None),
    ("packed", "a.txt.gz", gz(BODY.encode()), BODY.encode(), None),
    ("a packed page of HTML", "a.htm.gz", gz(PAGE.encode()), PAGE.encode(), "text/html"),
    ("a page under no known name", "story.php", PAGE.encode(), PAGE.encode(), "text/html"),
    (
        "XHTML in .xml",
        "a.xml",
        b"<?xml version='1.0'?>" + PAGE.encode(),
        b"<?xml version='1.0'?>" + PAGE.encode(),
        None,
    ),
    ("no bytes", "a.txt", b"", b"", None),
]


@pytest.mark.parametrize(("why", "name", "data", "page", "media_type"), SINGLE)
def test_a_file_of_one_page(tmp_path, why, name, data, page, media_type):
    (raw,) = rows_of(tmp_path / name, data)
    assert isinstance(raw, RawPage), why
    assert (raw.source, raw.data, raw.media_type) == (name, page, media_type)


SET_ASIDE = [
    ("too long", "a.txt", b"x" * 11, "11 bytes are more than max_page_bytes, 10"),
    ("too long when unpacked", "a.txt.gz", gz(b"x" * 11), "more bytes than max_page_bytes, 10"),
    ("a bomb", "a.txt.gz", gz(b"x" * 50_000_000), "more bytes than max_page_bytes, 10"),
    ("a bomb of lines", "a.jsonl.gz", gz(b"x" * 50_000_000), "expands more than 250-fold, as a decompression bomb does"),
    ("cut", "a.txt.gz", gz(b"x" * 9)[:-5], "the gzip data break off"),
    ("not packed at all", "a.txt.gz", b"x" * 9, "the gzip data are damaged"),
    ("not packed at all", "a.txt.zst", b"x" * 9, "the Zstandard data are damaged"),
    ("packed twice", "a.zip.gz", gz(zipped(**{"a.txt": b"x"})), "an archive in an archive, or in a stream: unpack it"),
    ("no zip", "a.zip", b"x" * 9, "no zip archive, or one that is damaged from its beginning"),
    ("an image", "a.png", b"\x89PNG", "unsupported file type: onrecord reads .txt, .html, .json, .jsonl, .warc, .rss"
     " and .atom, each also .gz or .zst, and .zip"),
    ("XML of another kind", "a.xml", b"<urlset/>", "XML that is no feed of RSS or Atom"),
    ("text called JSON", "a.json", b"x" * 9, "not JSON: neither an object nor an array"),
    ("text called WARC", "a.warc", b"x" * 9, "no WARC record where record 1 should begin"),
    ("an empty container", "a.jsonl", b"\n\n", "the file holds no records"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "name", "data", "reason"), SET_ASIDE)
def test_a_file_without_pages_is_one_row_with_the_digest_of_its_bytes(tmp_path, why, name, data, reason):
    (row,) = rows_of(tmp_path / name, data, limit=10)
    assert isinstance(row, Page), why
    assert (row.source, row.reason, row.status in FINE) == (name, reason, False)
    assert row.sha256 == hashlib.sha256(data).hexdigest()


def test_a_huge_file_is_neither_taken_into_memory_nor_left_without_digest(tmp_path):
    import tracemalloc

    path = tmp_path / "huge.txt"
    with open(path, "wb") as file:
        file.truncate(300_000_000)  # a hole: no such file is written
    tracemalloc.start()
    (row,) = pages_in(RawFile("huge.txt", path), max_page_bytes=5_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert row.reason == "300,000,000 bytes are more than max_page_bytes, 5,000,000"
    assert row.sha256 != hashlib.sha256(b"").hexdigest()
    assert peak < 3_000_000


@pytest.mark.parametrize(
    ("why", "name", "before", "kept"),
    [
        ("a page may be torn", "a.txt", BODY.encode(), []),
        ("whole lines are whole", "a.jsonl", lines(RECORD), ["a.jsonl#1"]),
    ],
)
def test_a_file_that_changes_while_it_is_read_is_told(tmp_path, monkeypatch, why, name, before, kept):
    path = tmp_path / name
    real = Opened.chunks

    def chunks(self):
        yield from real(self)
        with open(path, "ab") as file:
            file.write(b"more")

    monkeypatch.setattr(Opened, "chunks", chunks)
    *pages, row = rows_of(path, before)
    assert [page.source for page in pages] == kept, why
    assert row.reason.startswith("changed while it was read: the next run reads it again")


def test_a_fault_in_a_reader_stops_no_other_file(raw, monkeypatch):
    (raw / "a.jsonl").write_bytes(lines(RECORD))

    def faulty(*_, **__):
        raise ZeroDivisionError("division\nby zero")
        yield

    monkeypatch.setattr(inventory, "pages_of", faulty)
    assert set(told([raw]).values()) == {"can't be read: ZeroDivisionError: division by zero"}
