"""The desk itself: what it runs is run, what a page shows is compared, and a page that is wrong is told."""

import pytest

from tests.docs import markdown
from tests.docs.desk import unlike
from tests.docs.renew import renewed
from tests.docs.walk import Step, walk


@pytest.mark.parametrize(
    ("why", "shown", "printed", "is_alike"),
    [
        ("the same", "1 page\n2 quotes\n", "1 page\n2 quotes\n", True),
        ("another number", "1 page", "2 pages", False),
        ("a line more", "1 page", "1 page\n2 quotes\n", False),
        ("a line less", "1 page\n2 quotes", "1 page\n", False),
        ("nothing printed", "1 page", "", False),
        ("nothing shown", "", "1 page\n", False),
        ("neither", "", "\n", True),
        ("lines left out", "first\n…\nlast", "first\nsecond\nthird\nlast\n", True),
        ("no line left out", "first\n…\nlast", "first\nlast\n", True),
        ("left out, but the end is another", "first\n…\nlast", "first\nsecond\n", False),
        ("a part of a line left out", "1 page: … gone", "1 page: all of it gone", True),
        ("times, paces and sizes", "2026-03-02 04:00, 12.3 s, 9 kB", "2027-01-01 05:17, 0.4 s, 12 MB", True),
        ("a date alone is what it is", "2018-03-02", "2018-03-03", False),
        ("how wide columns are", "a   b", "a b", True),
    ],
)
def test_what_is_shown_is_compared_with_what_is_printed(why, shown, printed, is_alike):
    assert (unlike(shown, printed) is None) == is_alike


@pytest.mark.parametrize(
    ("why", "text", "commands"),
    [
        ("one a line", "make test\n\n# a remark\nmake lint\n", ["make test", "make lint"]),
        ("one that goes on", "make \\\n  test\nmake lint\n", ["make \\\n  test", "make lint"]),
        (
            "a here-document",
            "cat > a <<'END'\none\n\n# two\nEND\nls\n",
            ["cat > a <<'END'\none\n\n# two\nEND", "ls"],
        ),
    ],
)
def test_commands_are_told_apart(why, text, commands):
    assert markdown.commands(text) == commands


@pytest.mark.slow
def test_commands_are_run_with_their_pipes_and_end_as_they_do(bare_desk):
    ran = bare_desk.run("onrecord run | head -1\nonrecord run --quiet\nfalse\necho $?\nonrecord who Nobody")
    assert ran[0][1].startswith("15 pages · ")
    assert [code for code, _ in ran] == [0, 0, 1, 0, 2]
    assert ran[3][1] == "1\n"


@pytest.mark.slow
def test_what_never_ends_is_stopped_once_it_has_done_its_work(desk):
    watched, told = desk.run("onrecord watch scrapes --out tables\nonrecord status --no-scan --out tables")
    assert watched[0] == 130
    assert "published snapshot 1 in tables" in watched[1]
    assert told[1].startswith("snapshot 1 in tables")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("why", "page", "n_faults"),
    [
        ("a command that fails", "```sh\nonrecord who 'Nobody Known'\n```\n", 1),
        ("a failure that the page tells of", "```sh\nonrecord who 'Nobody Known'  # ends with 2\n```\n", 0),
        ("an option that there isn't", "```sh\nonrecord train gold.jsonl --hurry\n```\n", 1),
        ("other output", "```console\n$ echo one\ntwo\n$ echo two\ntwo\n```\n", 1),
        ("Python that fails", "```python\nimport pipeline\npipeline.load('quote')\n```\n", 1),
        ("names go on", "```python\na = 1\n```\n```python\na + 1\n```\n```text\n2\n```\n", 0),
        ("another value", "```python\n1 + 1\n```\n```text\n3\n```\n", 1),
        ("a dialogue", "```python\na = 1\n```\n```pycon\n>>> a\n2\n```\n", 1),
        ("SQL", "```sql\nSELECT count(*) AS n FROM 'data/processed/pages/*.parquet'\n```\n```text\n…\n│    15 │\n…\n```\n", 0),
        ("other rows", "```sql\nSELECT 1 AS n\n```\n```text\n…\n│ 2 │\n…\n```\n", 1),
    ],
)  # fmt: skip
def test_a_page_that_is_wrong_is_told(why, page, n_faults, shared_desk):
    assert sum(step.fault is not None for step in walk(shared_desk, page)) == n_faults


@pytest.mark.parametrize(
    ("why", "page", "step", "after"),
    [
        ("what changed", "```console\n$ a\n1\n$ b\n1\n```\n", Step(1, "b", True, "2 \n", "1"), "```console\n$ a\n1\n$ b\n2\n```\n"),
        ("what didn't", "```console\n$ b\n1\n```\n", Step(1, "b", True, "1\n", "1"), "```console\n$ b\n1\n```\n"),
        ("what a value is", "```sql\n1\n```\n```text\n1\n```\n", Step(1, "1\n", True, "2", "1\n"), "```sql\n1\n```\n```text\n2\n```\n"),
    ],
)  # fmt: skip
def test_a_page_is_renewed(why, page, step, after):
    assert renewed(page, [step]) == (after, [])


@pytest.mark.parametrize("step", [Step(1, "b", False, "", None), Step(1, "b", True, "2", "1 …")])
def test_what_is_left_to_people_is_told(step):
    page = "```console\n$ b\n1 …\n```\n"
    assert renewed(page, [step]) == (page, [step.fault])
