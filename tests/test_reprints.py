import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.records import Article, Mention, Page, PageResult, Resolution, Segmented, content_id
from pipeline.reprints import OPENINGS, find_candidates, sign, similarity
from pipeline.reprints.candidates import MOST_CANDIDATES
from pipeline.run import build_tables
from pipeline.tables import Row

DAY = date(2019, 5, 6)
RELEASE = (
    "The harbour board of Quarrow will rebuild the north quay before the herring season, its director said "
    "today. Work on the first forty metres begins in June, and the fish market moves to the old rope shed "
    "until the cranes are back. “Nobody should have to land a catch over rotten planks,” said Ada Finch, who "
    "has led the board since the storm. The ferry to Little Sound keeps its berth, and the night boat will "
    "sail from the coal pier. Bo Reed of the pilots’ guild called the plan late but sound, and asked for lamps "
    "along the whole pier. The council votes on the loan on Thursday."
)
BOILERPLATE = (
    " About the board: the harbour board of Quarrow runs the quays, the lights and the market on behalf of the "
    "town, and answers to the council. It was founded by the skippers themselves, employs thirty people the "
    "whole year round and is paid for by dues alone. Press desk, rope shed, open on weekdays until four."
)
GRANT = (
    "Senator Ada Finch announced today that {town} will receive ${sum} for its volunteer fire department. The "
    "grant lets the crew in {town} buy coats, masks and a pump, and pays for a week of training. “Every "
    "minute counts when a barn is burning, and this money saves minutes,” said Finch, who sits on the panel that "
    "wrote the law. The programme was set up after the dry summer and has helped crews in every county since. "
    "Departments apply once a year, and a board of chiefs decides. The money for {town} is paid out in spring."
)


def article(text: str, day: date | None = DAY, **told: object) -> Article:
    shown = content_id("article", day, " ".join(text.split()))
    return Article(shown, "", 0, 0, len(text), text, date=day, **told)


def page(name: str, *articles: Article | str) -> PageResult:
    """A page of these articles, each with a mention that tells whose resolution it is."""
    shown, text = [], ""
    for position, each in enumerate(articles):
        made = article(each) if isinstance(each, str) else each
        start = len(text)
        text += made.text + "\n"
        end = start + len(made.text)
        shown.append(replace(made, page_id=f"id of {name}", position=position, start=start, end=end))
    resolutions = tuple(Resolution(mentions=(Mention(0, 1, name, "ORG"),)) for _ in shown)
    source = Page(f"id of {name}", f"{name}.txt", "", "text/plain", text)
    return PageResult(source, Segmented(articles=tuple(shown)), resolutions)


class Sighting(NamedTuple):
    page_id: str
    article_id: str
    position: int
    start: int
    end: int
    similarity: float


@dataclass(frozen=True)
class Merged:
    """The articles of some tables in the order in which they are first seen, and all sightings likewise."""

    articles: tuple[tuple[Article, Resolution], ...] = ()
    sightings: tuple[Sighting, ...] = ()


def merge(pages: Iterable[PageResult]) -> Merged:
    """Make the tables of some pages, and tell them as articles with what is found in them."""
    made = {name: table.to_pylist() for name, table in build_tables(pages).items()}
    place = {row["page_id"]: at for at, row in enumerate(made["pages"])}
    seen = [Sighting(**row) for row in made["sightings"]]
    order: dict[str, tuple[int, int]] = {}
    for each in seen:
        order.setdefault(each.article_id, (place[each.page_id], each.position))
    mentioned: dict[str, list[Mention]] = {article_id: [] for article_id in order}
    for row in made["mentions"]:
        told = (row[name] for name in ("start", "end", "text", "label"))
        mentioned[row["article_id"]].append(Mention(*told))
    articles = [(_article(row), Resolution(tuple(mentioned[row["article_id"]]))) for row in made["articles"]]
    return Merged(
        tuple(sorted(articles, key=lambda pair: order[pair[0].article_id])),
        tuple(sorted(seen, key=lambda it: order[it.article_id])),
    )


def _article(row: Row) -> Article:
    told = {name: row[name] for name in Article.__dataclass_fields__ if name in row}
    return Article(page_id=row["first_page_id"], position=0, start=0, end=len(row["text"]), **told)


def groups(merged: Merged) -> list[list[tuple[str, int]]]:
    ids = dict.fromkeys(sighting.article_id for sighting in merged.sightings)
    return [
        [(s.page_id.removeprefix("id of "), s.position) for s in merged.sightings if s.article_id == each]
        for each in ids
    ]


def words(text: str, first: int, last: int | None = None) -> str:
    return " ".join(text.split()[first:last])


@pytest.mark.parametrize(
    ("why", "one", "other"),
    [
        ("the same", RELEASE, RELEASE),
        ("a word corrected", RELEASE, RELEASE.replace("forty metres", "fifty metres")),
        ("a slip of the pen mended", RELEASE, RELEASE.replace("Finch", "Fincch")),
        ("cut in a word", RELEASE, RELEASE[:300]),
        ("cut with an ellipsis", RELEASE, words(RELEASE, 0, 30) + " …"),
        ("cut with a link", RELEASE, words(RELEASE, 0, 30) + "... [read more]"),
        ("cut after a sentence", RELEASE, RELEASE[: RELEASE.index("Work on")]),
        ("cut, and a word corrected", RELEASE, RELEASE[:300].replace("rotten", "broken")),
        ("without its dateline", "QUARROW – " + RELEASE, RELEASE),
        ("without its last paragraph", RELEASE + BOILERPLATE, RELEASE),
        (
            "marks and capitals lost",
            RELEASE,
            RELEASE.replace("“", "").replace("’", "").replace(",", "").upper(),
        ),
        (
            "a title abbreviated",
            RELEASE.replace("its director", "Senators"),
            RELEASE.replace("its director", "Sens."),
        ),
        ("thousands without a comma", RELEASE.replace("forty", "4,000"), RELEASE.replace("forty", "4 000")),
    ],
)
def test_one_release_seen_twice(why, one, other):
    assert len(groups(merge([page("a", one), page("b", other)]))) == 1, why
    assert len(groups(merge([page("a", other), page("b", one)]))) == 1, why


@pytest.mark.parametrize(
    ("why", "one", "other"),
    [
        (
            "a template with another town and sum",
            GRANT.format(town="Quarrow", sum="40,000"),
            GRANT.format(town="Little Sound", sum="72,500"),
        ),
        (
            "a template with another town",
            GRANT.format(town="Quarrow", sum="40,000"),
            GRANT.format(town="Pellam", sum="40,000"),
        ),
        (
            "two releases that end alike",
            "The night boat to Little Sound stays in port until the storm is over." + BOILERPLATE,
            "A seal was found asleep in the fish market and taken back to sea by two apprentices."
            + BOILERPLATE,
        ),
        ("the end of one alone", RELEASE + BOILERPLATE, BOILERPLATE.strip()),
        ("too little to be known by", RELEASE, words(RELEASE, 0, 8)),
        ("another paragraph in the midst", RELEASE, words(RELEASE, 0, 20) + BOILERPLATE + words(RELEASE, 60)),
    ],
)
def test_two_releases_of_one_office_on_one_day(why, one, other):
    assert len(groups(merge([page("a", one), page("b", other)]))) == 2, why
    assert len(groups(merge([page("a", one, other)]))) == 2, why


@pytest.mark.parametrize(
    ("why", "one", "other", "n_articles"),
    [
        ("republished two days later", article(RELEASE), article(RELEASE, DAY + timedelta(2)), 1),
        ("a weekly notice", article(RELEASE), article(RELEASE, DAY + timedelta(7)), 2),
        ("undated beside dated", article(RELEASE), article(RELEASE, None), 1),
        ("undated and cut", article(RELEASE), article(words(RELEASE, 0, 40) + " …", None), 1),
        ("undated and short", article(RELEASE), article(words(RELEASE, 0, 20) + " …", None), 2),
        (
            "undated, and a number for a word",
            article(RELEASE, None),
            article(RELEASE.replace("today", "on May 6"), None),
            2,
        ),
        (
            "a month that the day lies in",
            article(RELEASE),
            article(RELEASE, date(2019, 5, 1), date_precision="month"),
            1,
        ),
        ("a year", article(RELEASE), article(RELEASE, date(2019, 1, 1), date_precision="year"), 1),
        ("another month", article(RELEASE), article(RELEASE, date(2019, 7, 1), date_precision="month"), 2),
        (
            "day and month may be swapped",
            article(RELEASE),
            article(RELEASE, date(2019, 6, 5), date_ambiguous=True),
            1,
        ),
        (
            "under another headline",
            article(RELEASE, headline="Quay to be rebuilt"),
            article(RELEASE + " (Sound Wire)", headline="Herring fleet gets its planks"),
            1,
        ),
        (
            "one of a series",
            article(BOILERPLATE, None, headline="Radio address, 6 May"),
            article(BOILERPLATE + " Ends.", None, headline="Radio address, 13 May"),
            2,
        ),
        (
            "a name put in the place of another, under a headline with another",
            article(RELEASE, headline="Finch on the quay"),
            article(RELEASE.replace("Little Sound", "Pellam"), headline="Reed on the quay"),
            2,
        ),
    ],
)
def test_dates_and_headlines(why, one, other, n_articles):
    assert len(groups(merge([page("a", one), page("b", other)]))) == n_articles, why


@pytest.mark.parametrize(
    ("why", "one", "other", "beside", "n_articles"),
    [
        ("nothing else is known", RELEASE, RELEASE.replace("Thursday", "Friday"), [], 2),
        ("two scrapes of one section", RELEASE, RELEASE.replace("Thursday", "Friday"), [BOILERPLATE], 1),
        (
            "a sum in figures",
            RELEASE.replace("forty", "40"),
            RELEASE.replace("forty", "45"),
            [BOILERPLATE],
            1,
        ),
        (
            "one section, but two changes",
            RELEASE,
            RELEASE.replace("Thursday", "Friday").replace("Reed", "Moss"),
            [BOILERPLATE],
            2,
        ),
        ("too short", words(RELEASE, 0, 40), words(RELEASE, 0, 40).replace("June", "July"), [BOILERPLATE], 2),
    ],
)
def test_one_name_or_number_is_put_right_where_the_pages_are_scrapes_of_one_section(
    why, one, other, beside, n_articles
):
    assert len(groups(merge([page("a", *beside, one), page("b", other, *beside)]))) == n_articles + len(
        beside
    ), why
    assert len(groups(merge([page("a", one, other, *beside), page("b", *beside)]))) == 2 + len(beside), why


def test_one_name_or_number_is_put_right_under_the_same_headline():
    one = article(RELEASE, headline="Planks for the quay")
    other = article(RELEASE.replace("Thursday", "Friday"), headline="Planks for the Quay")
    assert len(merge([page("a", one), page("b", other)]).articles) == 1


def test_the_id_is_that_of_the_first_sighting_and_all_else_that_of_the_fullest():
    cut = article(RELEASE[:300], headline=None, truncated=True)
    merged = merge([page("b", RELEASE), page("a", "Something else.", cut), page("c", RELEASE)])
    kept, resolution = merged.articles[1]
    assert kept.article_id == cut.article_id
    assert (kept.text, kept.page_id, kept.truncated) == (RELEASE, "id of b", False)
    assert resolution.mentions[0].text == "b"
    assert groups(merged) == [[("a", 0)], [("a", 1), ("b", 0), ("c", 0)]]
    assert [s.similarity for s in merged.sightings[1:]] == [pytest.approx(0.72, abs=0.1), 1.0, 1.0]


def test_what_the_fullest_leaves_open_is_filled_from_the_first_that_tells():
    told = article(
        RELEASE[:400], DAY, date_text="6 May 2019", date_precision="day", headline="Quay", byline="Cy Moss"
    )
    later = article(RELEASE[:390], DAY + timedelta(1), headline="Planks")
    ((kept, _),) = merge([page("a", article(RELEASE, None)), page("b", told), page("c", later)]).articles
    assert (kept.date, kept.date_text, kept.date_precision) == (DAY, "6 May 2019", "day")
    assert (kept.headline, kept.byline, kept.text) == ("Quay", "Cy Moss", RELEASE)


def test_a_cut_text_that_fits_two_releases_joins_neither_unless_its_headline_tells():
    town, other = (GRANT.format(town=name, sum="40,000") for name in ("Quarrow", "Pellam"))
    begun = (
        "A week of training for crews that fight fires with too few coats and masks is what the law is for. "
    )
    cut = words(begun, 0, 20) + " …"
    pages = [
        page("a", article(begun + town, headline="Coats for Quarrow")),
        page("b", article(begun + other, headline="Coats for Pellam")),
    ]
    assert groups(merge([*pages, page("c", cut)])) == [[("a", 0)], [("b", 0)], [("c", 0)]]
    headed = page("c", article(cut, headline="Coats for Pellam"))
    assert groups(merge([*pages, headed])) == [[("a", 0)], [("b", 0), ("c", 0)]]


def test_a_group_never_drifts_from_the_text_that_it_shows():
    # each loses six words in the midst of the one before: neighbours are alike, the ends of the row are not
    row = [words(RELEASE, 0, 30) + " " + words(RELEASE, 30 + lost) for lost in range(0, 60, 6)]
    merged = merge([page(f"{n}", text) for n, text in enumerate(row)])
    assert len(merged.articles) > 1
    assert all(
        len(s) == 1 or min(x.similarity for x in merged.sightings if x.article_id == s) > 0.6
        for s in {s.article_id for s in merged.sightings}
    )


def test_many_copies_that_all_differ_a_little_are_one():
    texts = [
        RELEASE.replace("rotten", "".join(random.Random(n).choices("abcdefgh", k=9))) for n in range(300)
    ]
    assert len(merge([page(f"{n:03}", text) for n, text in enumerate(texts)]).articles) == 1


def pairs_of(texts: list[str]) -> np.ndarray:
    """Find the candidates among texts of equal length."""
    signed = sign(texts)
    orders = [np.argsort(np.argsort([getattr(it, name) for it in signed])) for name in ("begins", "ends")]

    def hashes_of(opening: int | None) -> np.ndarray:
        of = OPENINGS.index(opening) if opening else None
        rows = (it.whole if of is None else it.openings[of] for it in signed)
        return np.array([np.frombuffer(row, np.uint16) for row in rows if row], np.uint16).reshape(-1, 128)

    return find_candidates(np.array([it.n_words for it in signed]), orders, hashes_of)


def test_a_template_that_many_fill_in_is_not_compared_each_with_each():
    towns = ["".join(random.Random(n).choices("bdfglmnprst", k=8)).title() for n in range(400)]
    texts = [GRANT.format(town=town, sum=f"{n + 7},000") for n, town in enumerate(towns)]
    pairs = pairs_of(texts)
    assert len(pairs) <= len(texts) * MOST_CANDIDATES * (len(OPENINGS) + 1) < len(texts) ** 2 / 3
    assert len(merge([page(f"{n:03}", text) for n, text in enumerate(texts)]).articles) == len(texts)


def test_a_cut_text_finds_its_release_among_many_that_open_alike():
    opening = (
        "A week of training for crews that fight fires with too few coats and masks is what the law is for. "
    )
    towns = ["".join(random.Random(n).choices("bdfglmnprst", k=8)).title() for n in range(100)]
    texts = [opening + GRANT.format(town=town, sum="40,000") for town in towns]
    cut = page("x", words(texts[70], 0, 45) + " …")
    found = groups(merge([*(page(f"{n:03}", text) for n, text in enumerate(texts)), cut]))
    assert [group for group in found if len(group) > 1] == [[("070", 0), ("x", 0)]]


def test_an_article_without_its_resolution_is_a_fault():
    with pytest.raises(ValueError, match="zip"):
        merge([replace(page("p1", "first"), resolutions=())])


def test_nothing_makes_nothing():
    assert merge([]) == Merged()
    assert merge([page("a")]) == Merged()


@pytest.mark.parametrize(
    ("why", "one", "other", "expected"),
    [
        ("equal", "a b", "a b", 1.0),
        ("both empty", "", "", 1.0),
        ("one empty", "", "a", 0.0),
        ("white space differs", "a  b", "a b", 6 / 7),
        ("cut in half", "abcdefgh", "abcd", 8 / 12),
        ("nothing in common", "ab", "cd", 0.0),
    ],
)
def test_similarity(why, one, other, expected):
    assert similarity(one, other) == pytest.approx(expected), why


some = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LEXICON = [
    a + b + c for a in "bcdfglmnprst" for b in ("a", "e", "io", "ou") for c in ("r", "ll", "nt", "mby", "ss")
]


@st.composite
def releases(draw: st.DrawFn) -> str:
    chance = random.Random(draw(st.integers(0, 10_000)))
    text = ""
    for _ in range(draw(st.integers(5, 12))):
        said = chance.choices(LEXICON, k=chance.randint(6, 20))
        said.insert(3, chance.choice(LEXICON).title())
        text += " ".join([said[0].title(), *said[1:]]) + ". "
    return text.strip()


@st.composite
def reprints(draw: st.DrawFn) -> list[str]:
    """A release, and what becomes of it on other pages."""
    text = draw(releases())
    seen = [text]
    for kind in draw(st.lists(st.sampled_from(["same", "cut", "corrected", "template"]), max_size=4)):
        split = text.split()
        if kind == "cut":
            split = split[: draw(st.integers(20, len(split)))]
        elif kind == "corrected":
            split[draw(st.sampled_from([n for n, word in enumerate(split) if word.islower()]))] = "word"
        elif kind == "template":
            split = [f"Mac{word}burg" if word.istitle() else word for word in split]
        seen.append(" ".join(split))
    return seen


@st.composite
def scrapes(draw: st.DrawFn) -> list[PageResult]:
    texts = [text for group in draw(st.lists(reprints(), max_size=3)) for text in group]
    days = st.sampled_from([None, DAY, DAY, DAY + timedelta(2), DAY + timedelta(30)])
    shown = [article(text, draw(days)) for text in draw(st.permutations(texts))]
    return [page(f"p{n}", *shown[at : at + 2]) for n, at in enumerate(range(0, len(shown), 2))]


@some
@given(scrapes(), st.randoms())
def test_the_order_of_the_pages_makes_no_difference(pages, chance):
    merged = merge(pages)
    shuffled = list(pages)
    chance.shuffle(shuffled)
    assert merge(shuffled) == merged


@some
@given(scrapes())
def test_every_article_has_one_sighting_and_every_text_its_page(pages):
    merged = merge(pages)
    shown = {(a.page_id, a.position, a.start, a.end) for p in pages for a in p.segmented.articles}
    assert sorted(shown) == sorted((s.page_id, s.position, s.start, s.end) for s in merged.sightings)
    text = {p.page.page_id: p.page.text for p in pages}
    ids = [article.article_id for article, _ in merged.articles]
    assert len(ids) == len(set(ids))
    assert {s.article_id for s in merged.sightings} == set(ids)
    for kept, _ in merged.articles:
        mine = [s for s in merged.sightings if s.article_id == kept.article_id]
        same = [s for s in mine if s.page_id == kept.page_id and s.similarity == 1.0]
        assert same
        assert all(text[s.page_id][s.start : s.end] == kept.text for s in same)


@some
@given(scrapes())
def test_what_is_kept_stays_apart(pages):
    kept = [article for article, _ in merge(pages).articles]
    assert len(merge([page(f"q{n:03}", each) for n, each in enumerate(kept)]).articles) == len(kept)


@some
@given(scrapes())
def test_another_scrape_of_the_same_pages_adds_sightings_alone(pages):
    once = merge(pages)
    again = [page(f"z{p.page.source}", *p.segmented.articles) for p in pages]
    twice = merge([*pages, *again])
    assert twice.articles == once.articles
    assert len(twice.sightings) == 2 * len(once.sightings)


@some
@given(releases(), st.data())
def test_a_copy_a_cut_and_a_corrected_word_are_one_article(text, data):
    split = text.split()
    at = data.draw(st.sampled_from([n for n, word in enumerate(split) if word.islower()]))
    seen = [text, text, " ".join([*split[:at], "word", *split[at + 1 :]])]
    seen.append(" ".join(split[: data.draw(st.integers(20, len(split)))]))
    assert len(merge([page(f"p{n}", each) for n, each in enumerate(seen)]).articles) == 1


@some
@given(releases(), st.data())
def test_other_names_and_numbers_make_another_article(text, data):
    split = text.split()
    changed = data.draw(st.sets(st.integers(0, len(split) - 1), min_size=2, max_size=6))
    one = [f"{n + 5}" if n in changed else word for n, word in enumerate(split)]
    other = [f"{n + 500}" if n in changed else word for n, word in enumerate(split)]
    assert len(merge([page("a", " ".join(one)), page("b", " ".join(other))]).articles) == 2
