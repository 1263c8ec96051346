from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import run, tables
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

TEXT = "Menu\nIt opens in June, Ada Finch, mayor, said. “We\n\nlistened.”"
BODY = TEXT[5:]
ARTICLE = Article("a1", "p1", 0, 5, len(TEXT), BODY, date=date(2018, 5, 3))
SPOKEN = Attribution(
    Quotation(
        spans=(Span(43, 45), Span(47, 56)),
        type="direct",
        cue=Span(36, 40),
        mention=Span(18, 27),
        closed=False,
    ),
    speaker="Ada Finch",
    kind="person",
    role="mayor",
    affiliation="Quarrow",
)
UNKNOWN = Attribution(
    Quotation(spans=(Span(0, 16),), type="indirect"),
    unattributed_reason="two people fit",
    candidates=("Ada Finch", "Bo Reed"),
)
RESULT = PageResult(
    page=Page("p1", "town/page.txt", "0" * 64, "text/plain", TEXT),
    segmented=Segmented(articles=(ARTICLE,), leftovers=(Leftover(0, 5, "navigation"),)),
    resolutions=(
        Resolution(
            mentions=(
                Mention(18, 27, "Ada Finch", "PERSON", name="Ada Finch"),
                Mention(12, 16, "June", "DATE"),
            ),
            attributions=(SPOKEN, UNKNOWN),
        ),
    ),
)


def built(*results: PageResult) -> dict[str, list[tables.Row]]:
    made = run.build_tables(results)
    return {name: table.to_pylist() for name, table in made.items()}


@pytest.mark.parametrize("table", tables.SCHEMAS)
def test_every_field_says_what_it_is(table):
    assert tables.description(table).endswith(".")
    for name, kind, null, unit, text in tables.describe(table):
        assert text.endswith((".", "…")), name
        assert null in {"", "null"}
        assert (kind == "int64") <= bool(unit) or name in {"position", "snapshot", "schema_version"}, name


def test_a_quote_in_two_pieces():
    quote = built(RESULT)["quotes"][1]
    assert quote["text"] == "We\n\nlistened."
    assert (quote["start"], quote["end"]) == (43, 56)
    assert [BODY[s["start"] : s["end"]] for s in quote["spans"]] == ["We", "listened."]
    assert quote["context"] == BODY
    assert (quote["cue"], BODY[quote["cue_start"] : quote["cue_end"]]) == ("said", "said")
    assert (quote["speaker"], quote["speaker_mention"]) == ("Ada Finch", "Ada Finch")
    assert (quote["speaker_role"], quote["speaker_affiliation"]) == ("mayor", "Quarrow")
    assert (quote["date"], quote["closed"], quote["candidates"]) == (date(2018, 5, 3), False, [])


def test_an_unknown_speaker_is_null_with_reason_and_candidates():
    quote = built(RESULT)["quotes"][0]
    nulls = (
        "cue",
        "cue_start",
        "speaker",
        "speaker_id",
        "speaker_kind",
        "speaker_mention",
        "speaker_affiliation_id",
    )
    assert [quote[name] for name in nulls] == [None] * len(nulls)
    assert quote["unattributed_reason"] == "two people fit"
    assert quote["candidates"] == ["Ada Finch", "Bo Reed"]


def test_a_page_tells_what_lies_in_no_article():
    rows = built(RESULT)
    assert rows["pages"][0]["coverage"] == round(len(BODY) / len(TEXT), 4)
    assert rows["leftovers"] == [
        {"page_id": "p1", "start": 0, "end": 5, "text": "Menu\n", "reason": "navigation"}
    ]


def test_every_id_leads_somewhere():
    rows = built(RESULT)
    entities = {row["entity_id"]: row for row in rows["entities"]}
    assert {row["entity_id"] for row in rows["mentions"]} <= set(entities)
    quote = rows["quotes"][1]
    assert entities[quote["speaker_id"]]["name"] == "Ada Finch"
    assert entities[quote["speaker_affiliation_id"]]["kind"] == "organization"
    assert rows["positions"][0]["affiliation_id"] == quote["speaker_affiliation_id"]


def test_no_pages_make_empty_tables_with_all_their_columns():
    made = run.build_tables([])
    for name, table in made.items():
        assert table.num_rows == 0
        assert table.schema.equals(tables.SCHEMAS[name], check_metadata=True)


def test_a_column_without_a_value_keeps_its_type():
    made = tables.to_arrow("pages", [tables.page_row(PageResult(page=RESULT.page))])
    assert made.schema.field("fetched_at").type == pa.timestamp("us", tz="UTC")
    assert made.column("fetched_at").null_count == 1


def test_a_quote_names_its_speaker_as_the_page_does_and_the_entity_as_all_pages_do():
    fuller = replace(SPOKEN, speaker="Ada Ruth Finch")
    others = [
        replace(
            RESULT,
            page=replace(RESULT.page, page_id=f"q{number}"),
            segmented=Segmented((replace(ARTICLE, article_id=f"b{number}", page_id=f"q{number}"),)),
            resolutions=(Resolution(attributions=(fuller,)),),
        )
        for number in range(3)
    ]
    rows = built(replace(RESULT, resolutions=(Resolution(attributions=(SPOKEN,)),)), *others)
    (row,) = (row for row in rows["quotes"] if row["article_id"] == ARTICLE.article_id)
    (person,) = (row for row in rows["entities"] if row["kind"] == "person")
    assert row["speaker"] == "Ada Finch"
    assert (row["speaker_id"], person["name"]) == (person["entity_id"], "Ada Ruth Finch")


STORIES = st.builds(
    Story,
    st.builds(Span, st.integers(0, 9), st.integers(0, 9)),
    st.none() | st.just("Late"),
    st.none() | st.just("Ada Finch"),
    st.none() | st.dates(),
    st.none() | st.just("3 May"),
)
ROWS_OF_PAGES = st.builds(
    replace,
    st.just(RESULT.page),
    url=st.none() | st.just("https://example.org/a"),
    fetched_at=st.none() | st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),
    encoding=st.none() | st.just("utf-8"),
    repairs=st.lists(st.sampled_from(["nul", "mojibake"]), unique=True).map(tuple),
    language=st.none() | st.just("en"),
    title=st.none() | st.text(st.characters(codec="utf-8"), max_size=9),
    text=st.text(st.characters(codec="utf-8"), max_size=9),
    status=st.sampled_from(["ok", "empty", "quarantined"]),
    reason=st.none() | st.just("it says so"),
    story=st.none() | STORIES,
)


@given(page=ROWS_OF_PAGES)
def test_a_page_is_made_again_from_its_row(page):
    (row,) = tables.to_arrow("pages", [tables.page_row(PageResult(page))]).to_pylist()
    assert tables.page_of(row) == page
    del row["story"]
    assert tables.page_of(row) == replace(page, story=None), "as from a table of an earlier version"


def test_pages_of_one_source_stand_in_one_order():
    old, new = replace(RESULT.page, page_id="p0"), RESULT.page
    for order in ([old, new], [new, old]):
        assert [row["page_id"] for row in built(*map(PageResult, order))["pages"]] == ["p0", "p1"]
