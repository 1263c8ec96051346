import datetime as dt
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import tables, work
from pipeline.records import (
    Article,
    Attribution,
    Leftover,
    Mention,
    Page,
    PageResult,
    Quotation,
    Resolution,
    Segmented,
    Span,
    Story,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
MAYBE = st.none() | TEXTS
SPANS = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
MOMENTS = st.datetimes(timezones=st.just(dt.UTC))
STORIES = st.builds(Story, SPANS, MAYBE, MAYBE, st.none() | st.dates(), MAYBE)
STATUSES = st.sampled_from(["ok", "empty", "unsupported-language", "quarantined"])
PAGES = st.builds(
    Page, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, url=MAYBE, fetched_at=st.none() | MOMENTS, encoding=MAYBE,
    repairs=st.lists(TEXTS, max_size=2).map(tuple), language=MAYBE, title=MAYBE, status=STATUSES, reason=MAYBE,
    story=st.none() | STORIES,
)  # fmt: skip
QUOTATIONS = st.builds(
    Quotation, st.lists(SPANS, min_size=1, max_size=2).map(tuple), st.sampled_from(["direct", "partial", "indirect"]),
    st.none() | SPANS, st.none() | SPANS, st.booleans(), st.floats(0, 1), MAYBE,
)  # fmt: skip
ARTICLES = st.builds(
    Article, TEXTS, TEXTS, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), TEXTS,
    date=st.none() | st.dates(), date_precision=st.none() | st.just("day"),
)  # fmt: skip
LEFTOVERS = st.builds(Leftover, st.integers(0, 9), st.integers(0, 9), TEXTS)
RESOLUTIONS = st.builds(
    Resolution,
    st.lists(st.builds(Mention, st.integers(0, 9), st.integers(0, 9), TEXTS, TEXTS, MAYBE), max_size=2).map(tuple),
    st.lists(st.builds(Attribution, QUOTATIONS, MAYBE, st.none() | st.just("person"), candidates=st.just(("a",))), max_size=2).map(tuple),
)  # fmt: skip


@st.composite
def page_results(draw: st.DrawFn) -> PageResult:
    articles = draw(st.lists(st.tuples(ARTICLES, RESOLUTIONS), max_size=2))
    left = draw(st.lists(LEFTOVERS, max_size=2))
    segmented = Segmented(tuple(article for article, _ in articles), tuple(left))
    return PageResult(draw(PAGES), segmented, tuple(resolution for _, resolution in articles))


RESULTS = page_results()


def page(name: str, status: str = "ok", text: str = "text") -> PageResult:
    return PageResult(Page(name, f"{name}.txt", "0" * 64, "text/plain", text, status=status))


def results(kept: work.Work, done) -> list[PageResult]:
    return [each for source in kept.sources(done) for each in tables.results_of(source.read(["result"]))]


def ids(results) -> list[str]:
    return sorted(result.page.page_id for result in results)


@pytest.fixture
def said():
    return []


@pytest.fixture
def kept(tmp_path, said):
    return work.Work(tmp_path, "rules", said.append)


def files(kept: work.Work) -> list[str]:
    return sorted(os.listdir(kept.folder))


@settings(deadline=None, max_examples=60)
@given(made=st.lists(RESULTS, min_size=1, max_size=3, unique_by=lambda r: r.page.page_id))
def test_what_is_kept_comes_back_as_it_was(made, tmp_path_factory):
    kept = work.Work(tmp_path_factory.mktemp("state"), "rules", print)
    kept.add(made)
    back = {result.page.page_id: result for result in results(kept, kept.done().values())}
    assert back == {result.page.page_id: result for result in made}


def test_a_done_page_tells_how_it_ended(kept):
    kept.add([page("a"), page("b", "empty")])
    done = kept.done()
    assert {name: (d.key.source, d.key.status) for name, d in done.items()} == {
        "a": ("a.txt", "ok"),
        "b": ("b.txt", "empty"),
    }
    assert kept.done().keys() == done.keys()
    assert work.Work(kept.state, "other rules", print).done() == {}, "each fingerprint has its own"


def test_nothing_to_keep_makes_no_file(kept):
    kept.add([])
    assert kept.done() == {}


def test_the_same_pages_make_the_same_file(kept):
    kept.add([page("a")])
    kept.add([page("a")])
    assert len(files(kept)) == 1
    assert not any((kept.state / "tmp").iterdir())


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("why", "one", "other", "taken"),
    [
        ("what isn't quarantined wins", "quarantined", "ok", "ok"),
        ("however it ended", "quarantined", "empty", "empty"),
    ],
)
def test_of_two_rows_for_one_page_one_is_taken(kept, order, why, one, other, taken):
    for status in (one, other)[::order]:
        kept.add([page("a", status)])
    assert kept.done()["a"].key.status == taken, why


def test_of_two_rows_alike_it_is_always_the_same(kept):
    for text in ("one", "two", "three"):
        kept.add([page("a", text=text)])
    assert kept.done()["a"].file == min(files(kept))


@pytest.mark.parametrize(
    ("why", "harm"),
    [
        ("cut short", lambda data: data[:-10]),
        ("empty", lambda data: b""),
        ("another file", lambda data: b"nothing that was ever written here"),
        ("a bit turned over", lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:]),
    ],
)
def test_a_damaged_file_is_moved_away_and_its_pages_are_not_done(kept, said, why, harm):
    kept.add([page("a")])
    kept.add([page("b")])
    harmed = kept.done()["a"].file
    path = kept.folder / harmed
    path.write_bytes(harm(path.read_bytes()))
    done = kept.done()
    if "a" in done:
        with pytest.raises(work.MissingWorkError, match=harmed):
            results(kept, done.values())
    assert ids(results(kept, kept.done().values())) == ["b"], why
    assert os.listdir(kept.state / "damaged") == [harmed]
    assert len(said) == 1
    assert "is damaged (" in said[0]
    assert "\n" not in said[0]


def test_every_damaged_file_is_found_at_once(kept, said):
    for name in "abc":
        kept.add([page(name)])
    done = kept.done()
    for name in "ac":
        with open(kept.folder / done[name].file, "ab") as file:
            file.write(b"more")
    with pytest.raises(work.MissingWorkError):
        results(kept, done.values())
    assert len(said) == 2
    assert list(kept.done()) == ["b"]


def test_a_file_that_another_run_removed_is_told(kept, said):
    kept.add([page("a")])
    done = kept.done()
    (kept.folder / done["a"].file).unlink()
    with pytest.raises(work.MissingWorkError):
        results(kept, done.values())
    assert said == []


@pytest.mark.parametrize(("why", "n_files", "after"), [("few", 5, 5), ("many", 9, 3)])
def test_many_small_files_become_few(kept, monkeypatch, why, n_files, after):
    monkeypatch.setattr(work, "MANY", 6)
    monkeypatch.setattr(work, "SMALL", 4)
    for n in range(n_files):
        kept.add([page(f"{n}")])
    before = {result.page.page_id: result for result in results(kept, kept.done().values())}
    kept.merge(kept.done().values())
    assert len(files(kept)) == after, why
    assert {r.page.page_id: r for r in results(kept, kept.done().values())} == before


def test_what_is_wanted_no_more_goes_when_files_are_merged(kept, monkeypatch):
    monkeypatch.setattr(work, "MANY", 1)
    for name in "abcd":
        kept.add([page(name), page(name + "2")])
    done = kept.done()
    kept.merge([done[name] for name in ("a", "a2", "b")])
    assert sorted(kept.done()) == ["a", "a2", "b"]


def test_a_damaged_file_is_not_merged(kept, monkeypatch, said):
    monkeypatch.setattr(work, "MANY", 1)
    for name in "abc":
        kept.add([page(name)])
    done = kept.done()
    with open(kept.folder / done["a"].file, "ab") as file:
        file.write(b"more")
    kept.merge(done.values())
    assert sorted(kept.done()) == ["b", "c"]
    assert len(said) == 1


def test_forgotten_pages_leave_every_file(kept):
    other = work.Work(kept.state, "older rules", print)
    for each in (kept, other):
        each.add([page("a"), page("b")])
        each.add([page("c")])
        each.add([page("b")])
    (kept.state / "damaged").mkdir()
    (kept.state / "damaged" / "b.work").write_bytes(b"who knows")
    (kept.state / "tmp" / "half.work").write_bytes(b"who knows")
    (kept.folder / "torn.work").write_bytes(b"who knows")
    assert work.forget(kept.state, lambda key: key.source == "b.txt") == 4
    for each in (kept, other):
        assert sorted(each.done()) == ["a", "c"]
        assert ids(results(each, each.done().values())) == ["a", "c"]
        assert len(files(each)) == 2
    assert not (kept.state / "damaged").exists()
    assert not any((kept.state / "tmp").iterdir())
    assert work.forget(kept.state, lambda key: False) == 0


def test_only_other_fingerprints_are_removed(kept):
    work.remove_others(kept.state, "rules")
    kept.add([page("a")])
    work.Work(kept.state, "older rules", print).add([page("a")])
    work.remove_others(kept.state, "rules")
    assert os.listdir(kept.state / "work") == ["rules"]


def test_of_a_page_only_what_is_asked_for_is_read(kept):
    kept.add([page("a")])
    (source,) = kept.sources(kept.done().values())
    assert source.read(["page_id", "status"]).to_pylist() == [{"page_id": "a", "status": "ok"}]
    articles = source.read(["articles.article_id", "articles.quotes.speaker"]).column("articles").type
    assert [field.name for field in articles.value_type] == ["article_id", "quotes"]


@pytest.mark.parametrize(
    ("why", "harm", "n_damaged"),
    [
        ("removed by another run", os.unlink, 0),
        ("cut short", lambda path: os.truncate(path, 100), 1),
    ],
)
def test_a_file_that_is_harmed_before_it_is_read_is_told(kept, said, why, harm, n_damaged):
    kept.add([page("a")])
    (source,) = kept.sources(kept.done().values())
    harm(kept.folder / kept.done()["a"].file)
    with pytest.raises(work.MissingWorkError):
        source.read(["page_id"])
    assert len(said) == n_damaged, why
