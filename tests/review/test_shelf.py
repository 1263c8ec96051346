"""The pages that are served: made once for a snapshot, made anew when anything changed, removed when nobody serves them."""

import pytest

from pipeline import store
from pipeline.errors import SetupError
from pipeline.review import shelf
from tests.report.corpus import article, quote
from tests.review.rooms import lay

OTHER = "“Rain,” said Ada Quill."


@pytest.fixture
def out(tmp_path):
    lay(tmp_path / "tables")
    return tmp_path / "tables"


@pytest.fixture
def fetch(out):
    begun = []

    def get():
        return shelf.fetch(out, on_begin=lambda snapshot: begun.append(snapshot.number))

    get.begun = begun
    return get


def kept(out):
    return sorted(path.name for path in (store.state_folder(out) / "review").iterdir())


def test_pages_are_made_once(out, fetch):
    first = fetch()
    assert fetch().key == first.key
    assert fetch.begun == [1]
    assert "index.html" in first.files
    assert (first.folder / "book.sqlite").is_file()


def test_a_newer_snapshot_has_other_pages_and_the_old_ones_stay_while_they_are_served(out, fetch):
    first = fetch()
    assert shelf.is_current(first, out)
    lay(out, article(OTHER, quote(OTHER, "Rain,", speaker="Ada Quill")))
    assert not shelf.is_current(first, out)
    second = fetch()
    assert kept(out) == sorted([first.key, second.key])
    assert (first.site / "index.html").is_file()
    first.held.release()
    lay(out)
    assert first.key not in (third := fetch()).key
    assert first.key not in kept(out)
    assert fetch.begun == [1, 2, third.snapshot]


def test_other_code_makes_other_pages(out, fetch, monkeypatch):
    first = fetch()
    monkeypatch.setattr(shelf, "_key", lambda snapshot: "another")
    assert fetch().key != first.key
    assert fetch.begun == [1, 1]


def test_progress_is_told(out):
    told = []
    shelf.fetch(
        out, on_progress=lambda done, total: told.append((done, total)), on_begin=lambda snapshot: None
    )
    assert told == [(2, 2)]


def test_pages_carry_the_hooks_and_may_ask_their_own_server_alone(out, fetch):
    made = fetch()
    (page,) = [
        path for path in made.site.glob("articles/*/*.html") if "Market to move" in path.read_text("utf-8")
    ]
    html = page.read_text("utf-8")
    assert html.count("data-start=") == 2
    assert 'data-start="0"' in html
    assert "connect-src 'self'" in html
    assert "form-action 'none'" in html
    assert set(shelf.FORMS) <= {name.removeprefix("assets/") for name in made.files}


def test_nothing_to_show_is_told_in_one_line(tmp_path):
    with pytest.raises(SetupError, match="no tables"):
        shelf.fetch(tmp_path / "nowhere", on_begin=lambda snapshot: None)


def test_what_cannot_be_written_is_told_in_one_line(out):
    state = store.state_folder(out)
    (state / "review").write_text("in the way")
    with pytest.raises(SetupError, match="can't be written"):
        shelf.fetch(out, on_begin=lambda snapshot: None)
