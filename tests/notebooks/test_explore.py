"""The notebook runs, shows what the code yields, and agrees with the same questions in SQL."""

import base64
import re

import nbformat
import pytest

from notebooks import look, render
from tests.notebooks import asking
from tests.report import corpus

pytestmark = pytest.mark.slow

COMMITTED = nbformat.read(render.NOTEBOOK, as_version=4)
A_MEGABYTE = 1_000_000
RENEW = "run `make notebook-outputs`"


def shown(notebook):
    """Give what a reader sees of each cell; of a chart, what it is drawn from."""
    for cell in notebook.cells:
        outputs = [
            {**output.get("data", {}), "text": output.get("text")} for output in cell.get("outputs", ())
        ]
        for output in outputs:
            output.pop("image/png", None)
        yield cell.source, outputs


def markup_of(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield output.get("data", {}).get("text/html", "")


def test_the_committed_outputs_are_what_the_code_yields(asked):
    for committed, ran in zip(shown(COMMITTED), shown(asked.notebook), strict=True):
        assert committed == ran, RENEW


def test_no_cell_says_anything_on_stderr(asked):
    said = [o for cell in asked.notebook.cells for o in cell.get("outputs", ()) if o.get("name") == "stderr"]
    assert said == []


@pytest.mark.parametrize("name", asking.ANSWERS)
def test_sql_answers_what_pandas_answers(asked, sql_answers, name):
    columns, rows = asking.in_pandas(asked)[name]
    assert rows
    assert sql_answers[name] == (columns, rows)


@pytest.fixture(scope="module")
def sql_answers(asked):
    return asking.in_sql(asked.out)


@pytest.mark.parametrize("little", ["empty", "null"], indirect=True)
def test_it_runs_and_agrees_where_little_is_known(little, tmp_path):
    asked = asking.ask(little, tmp_path)
    assert asking.in_sql(little) == asking.in_pandas(asked)


def test_odd_letters_and_markup_are_text(odd, tmp_path):
    asked = asking.ask(odd, tmp_path)
    assert asking.in_sql(odd) == asking.in_pandas(asked)
    assert asked.answers["traced"]["found"].all()
    assert len(asked.answers["traced"]) == 6
    assert asked.answers["organisations"]["how"].tolist() == ["in its own name", "through a person"]
    assert asked.answers["unattributed"]["candidates"].tolist() == [f"Wim; {corpus.HOSTILE}"]
    markup = "".join(markup_of(asked.notebook))
    assert "hacked" in markup
    assert not re.search(r"<script|<img", markup)


def test_every_quotation_is_found_where_the_tables_say(asked):
    assert asked.answers["traced"]["found"].all()
    assert len(asked.answers["traced"]) == len(set(asked.answers["traced"]["quote_id"]))
    (n_quotes,) = asked.answers["sizes"].query("table == 'quotes'")["n"]
    assert len(asked.answers["traced"]) == n_quotes


def test_charts_show_without_scripts_and_network_and_to_those_who_cannot_see():
    charts = list(render.charts(COMMITTED))
    assert len(charts) >= 6
    for chart in charts:
        assert base64.b64decode(chart.data["image/png"]).startswith(b"\x89PNG")
        assert len(chart.metadata["image/png"]["alt"]) > 40
        assert chart.data["text/plain"] == chart.metadata["image/png"]["alt"]
        assert chart.data[look.CHART]["title"]
        assert chart.metadata["image/png"]["width"] <= 860, "wider than a repository's viewer"
    pages = list(filter(None, markup_of(COMMITTED)))
    assert len(pages) > 10
    assert not [page for page in pages if re.search(r"<script|https?:|src=", page)]


def test_the_file_is_small_and_says_nothing_of_who_ran_it():
    text = render.NOTEBOOK.read_text(encoding="utf-8")
    assert len(text.encode()) < A_MEGABYTE
    assert nbformat.writes(render.normalised(nbformat.reads(text, as_version=4))) + "\n" == text, RENEW
    assert str(render.ROOT) not in text


def test_each_question_of_the_notebook_is_asked_in_sql():
    asked = [line for cell in COMMITTED.cells for line in cell.source.splitlines() if line.startswith("## ")]
    numbers = [found[1] for line in asked if (found := re.match(r"## (\d+)\.", line))]
    assert numbers == [str(n) for n in range(1, 10)]
    assert [n for n in re.findall(r"^-- (\d+)\. ", asking.SQL, re.MULTILINE) if n != "0"] == numbers


def test_the_page_of_queries_shows_what_they_give(sample_folder):
    page = render.PAGE.read_text(encoding="utf-8")
    assert page.count("```sql") == 5
    assert page.count("```text") == 10
    assert render.with_answers(page, sample_folder) == page, RENEW
