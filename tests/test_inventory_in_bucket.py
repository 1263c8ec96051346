import gzip
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.inventory import find_files, pages_of_files
from pipeline.records import RawPage
from pipeline.store import objects
from tests.conftest import STORY

LIMIT = 1_000_000


def zipped(**members):
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return data.getvalue()


FILES = {
    "town/library.txt": STORY.encode(),
    "feed.jsonl": b'{"text": "One."}\n{"text": "Two."}\n',
    "packed.txt.gz": gzip.compress(STORY.encode(), mtime=0),
    "several.zip": zipped(one=STORY, two="Two."),
    "a #1 & ö.txt": b"Named oddly.",
    ".hidden/page.txt": b"Hidden.",
    "town/.part": b"Hidden.",
}


def told(roots):
    pages = pages_of_files(find_files(roots), max_page_bytes=LIMIT)
    return [
        (p.source, p.sha256, p.data) if isinstance(p, RawPage) else (p.source, p.sha256, p.reason)
        for p in pages
    ]


@pytest.fixture
def both(bucket, tmp_path):
    """Lay the same files in a folder and in a bucket."""
    for name, data in FILES.items():
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        objects.put(bucket / "raw" / name, data)
    return tmp_path / "raw", bucket / "raw"


def test_pages_are_those_of_a_folder(both):
    here, there = both
    assert told([there]) == told([here])
    assert len(told([there])) == 7


def test_one_object_is_a_root_and_so_are_several_folders(both, bucket, tmp_path):
    here, there = both
    assert told([there / "feed.jsonl"]) == told([here / "feed.jsonl"])
    objects.put(bucket / "more" / "page.txt", b"More.")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "page.txt").write_bytes(b"More.")
    assert told([there, bucket / "more"]) == told([here, tmp_path / "more"]) == told([here, bucket / "more"])


def test_more_objects_than_are_fetched_ahead_come_in_order(bucket):
    for number in range(40):
        objects.put(bucket / f"{number:03d}.txt", f"Page {number}.".encode())
    assert [source for source, *_ in told([bucket])] == [f"{number:03d}.txt" for number in range(40)]


def test_an_object_that_is_gone_by_now_is_set_aside(both):
    _, there = both
    files = find_files([there / "town"])
    objects.remove([there / "town/library.txt"])
    (page,) = pages_of_files(files, max_page_bytes=LIMIT)
    assert (page.source, page.reason) == ("library.txt", "can't be read: no such object")


@pytest.mark.parametrize("name", ["none", "feed.json"])
def test_nothing_to_read_is_said(both, name):
    _, there = both
    with pytest.raises(SetupError, match=f"no pages in {there}/{name}: put scraped pages there"):
        find_files([there / name])


def test_a_bucket_that_is_mangled_by_a_path_is_still_one(both):
    from pipeline import config

    _, there = both
    assert config.settings(raw=(Path(str(there)),)).raw == (there,)
    assert config.settings(raw=f"data/raw:{there}:s3://other/raw").raw[1:] == (
        there,
        type(there)("other", "raw"),
    )
