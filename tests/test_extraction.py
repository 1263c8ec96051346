"""Which page of which file `onrecord extract` looks at."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import extraction
from pipeline.errors import SetupError
from tests.read.files import BODY, RECORD, lines, warc, zipped


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(extraction, "extract_page", lambda page, models: page)
    (tmp_path / "page.txt").write_text(BODY)
    (tmp_path / "no. #1.txt").write_text(BODY)
    (tmp_path / "week #2").mkdir()
    (tmp_path / "week #2/one.jsonl").write_bytes(lines(RECORD))
    (tmp_path / "one.jsonl").write_bytes(lines(RECORD))
    (tmp_path / "two.jsonl").write_bytes(lines(RECORD, RECORD))
    (tmp_path / "crawl.warc").write_bytes(warc())
    (tmp_path / "all.zip").write_bytes(zipped(**{"x/a.txt": BODY.encode(), "b.jsonl": lines(RECORD)}))
    (tmp_path / "no.pdf").write_bytes(b"%PDF")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines(RECORD))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


LOOKED_AT = [
    ("a page", "page.txt", "page.txt"),
    ("a name with a number sign", "no. #1.txt", "no. #1.txt"),
    ("the only record", "one.jsonl", "one.jsonl#1"),
    ("a record", "two.jsonl#2", "two.jsonl#2"),
    ("a record in a folder with a number sign", "week #2/one.jsonl#1", "one.jsonl#1"),
    ("a record of a crawl", "crawl.warc#6", "crawl.warc#6"),
    ("a member", "all.zip#x/a.txt", "all.zip#x/a.txt"),
    ("a record of a member", "all.zip#b.jsonl#1", "all.zip#b.jsonl#1"),
    ("what is set aside", "no.pdf", "no.pdf"),
    ("standard input", "-", "stdin#1"),
]


@pytest.mark.parametrize(("why", "name", "source"), LOOKED_AT)
def test_one_page_is_looked_at(folder, why, name, source):
    assert extraction.extract_file(Path(name), models=None).source == source, why


REFUSED = [
    (
        "several pages",
        "two.jsonl",
        r"two.jsonl holds several pages: name one, as in two.jsonl#1, or use `onrecord run`",
    ),
    ("no such record", "two.jsonl#3", "two.jsonl holds no record 3"),
    ("no such file", "gone.jsonl#3", "gone.jsonl can't be read: No such file or directory"),
    ("a folder", ".", "is a folder: `onrecord run` takes folders"),
]


@pytest.mark.parametrize(("why", "name", "said"), REFUSED)
def test_what_is_no_one_page_is_told(folder, why, name, said):
    with pytest.raises(SetupError, match=said):
        extraction.extract_file(Path(name), models=None)
