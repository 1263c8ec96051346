import json

import pytest

from pipeline.attributions import GoldArticle, GoldAttribution, read_articles
from pipeline.errors import SetupError
from pipeline.records import Span

TEXT = "The ferry stops on Sundays,\u2028the harbour board said."
ROW = {
    "id": "ferry",
    "text": TEXT,
    "attributions": [{"source": [[28, 45]], "cue": [[46, 50]], "content": [[0, 9], [10, 26]]}],
}


def write(folder, *lines, name="gold.jsonl"):
    path = folder / name
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return path


def test_articles_are_read_with_all_spans_of_a_role(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(ROW, ensure_ascii=False) + "\n\n", encoding="utf-8")
    attribution = GoldAttribution((Span(28, 45),), (Span(46, 50),), (Span(0, 9), Span(10, 26)))
    assert read_articles(path) == [GoldArticle("ferry", TEXT, (attribution,))]
    assert [span.of(TEXT) for span in attribution.source] == ["the harbour board"]


def test_a_role_may_be_left_out_and_several_files_make_one_gold(tmp_path):
    first = write(tmp_path, ROW)
    second = write(
        tmp_path, {"id": 7, "text": "No.", "attributions": [{"content": [[0, 2]]}]}, name="more.jsonl"
    )
    found = read_articles(first, second)
    assert [article.id for article in found] == ["ferry", "7"]
    assert found[1].attributions == (GoldAttribution((), (), (Span(0, 2),)),)


@pytest.mark.parametrize(
    ("why", "lines", "said"),
    [
        ("empty", [""], "gold.jsonl holds no article"),
        ("no JSON", ["", "{'id': 1}"], "gold.jsonl, line 2: Expecting property name"),
        ("no object", ["[1]"], "gold.jsonl, line 1: "),
        ("no text", [{"id": "a", "attributions": []}], "gold.jsonl, line 1: 'text' is missing"),
        ("no attributions", [{"id": "a", "text": ""}], "gold.jsonl, line 1: 'attributions' is missing"),
        ("text of a wrong type", [ROW | {"text": 3}], "gold.jsonl, line 1: text is no string"),
        ("one article twice", [ROW, ROW], "gold.jsonl, line 2: article ferry comes a second time"),
        (
            "beyond the end",
            [ROW, {"id": "b", "text": "Yes.", "attributions": [{"cue": [[0, 5]]}]}],
            r"gold.jsonl, line 2: cue \[0, 5\] is no stretch of the text",
        ),
        (
            "the wrong way round",
            [{"id": "b", "text": "Yes.", "attributions": [{"content": [[2, 1]]}]}],
            r"gold.jsonl, line 1: content \[2, 1\] is no stretch of the text",
        ),
        (
            "a span instead of spans",
            [{"id": "b", "text": "Yes.", "attributions": [{"content": [0, 1]}]}],
            "gold.jsonl, line 1: ",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, why, lines, said):
    with pytest.raises(SetupError, match=said):
        read_articles(write(tmp_path, *lines))


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(SetupError, match=r"nowhere.jsonl can't be read: No such file"):
        read_articles(tmp_path / "nowhere.jsonl")
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'{"id": "caf\xe9"}')
    with pytest.raises(SetupError, match=r"latin.jsonl can't be read: 'utf-8' codec"):
        read_articles(path)
