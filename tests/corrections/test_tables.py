"""The tables of any pages, with whatever is said of them, keep what tables promise."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import run, tables
from pipeline.records import RawPage
from tests import fast
from tests.corrections.test_apply import TEXTS, journals
from tests.promises import promise

RESULTS = [
    fast.process_page(RawPage(f"{name}.txt", f"{text}\n".encode()))
    for name, text in zip("abc", TEXTS, strict=True)
]


@settings(deadline=None, max_examples=40)
@given(journals(), st.permutations(RESULTS))
def test_tables_with_corrections_keep_their_promises_in_any_order_of_the_pages(said, shuffled):
    made = run.build_tables(RESULTS, said)
    rows = {name: table.to_pylist() for name, table in made.items()}
    promise(rows)
    for name, table in run.build_tables(shuffled, said).items():
        assert table.equals(made[name], check_metadata=True)
        assert table.schema.equals(tables.SCHEMAS[name], check_metadata=True)
    articles = {row["article_id"]: row for row in rows["articles"]}
    by_id = {row["correction_id"]: row for row in rows["corrections"]}
    assert [row["correction_id"] for row in rows["corrections"]] == [it.correction_id for it in said]
    quotes = {row["quote_id"]: row for row in rows["quotes"]}
    for quote in quotes.values():
        if quote["correction_id"]:
            row = by_id[quote["correction_id"]]
            assert (row["status"], row["quote_id"]) == ("applied", quote["quote_id"])
            assert quote["confidence"] == 1.0
    for row in by_id.values():
        assert row["article_id"] is None or row["article_id"] in articles
        assert row["quote_id"] is None or row["quote_id"] in quotes
        assert (row["status"] == "applied") <= (
            row["reason"] is None or row["reason"].startswith("took away")
        )
        if row["model_spans"] is not None:
            text = articles[row["article_id"]]["text"]
            pieces = [text[span["start"] : span["end"]] for span in row["model_spans"]]
            assert row["model_text"] == "\n\n".join(pieces)
    complete = {
        row["article_id"]
        for row in by_id.values()
        if (row["action"], row["status"]) == ("complete", "applied")
    }
    assert complete == {row["article_id"] for row in articles.values() if row["reviewed"]}
