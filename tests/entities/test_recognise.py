import pytest

from pipeline.entities import load_model, recognise
from pipeline.errors import PageError, SetupError
from pipeline.records import Article

TEXT = """The regional court in Tarnow has stopped the works, Lake Friends Network said today.

“We did not expect it,” said Mirela Vasić-Holm, the network’s legal officer.

Said Piet van der Moor, a baker in Tarnow: “Good.”"""


def article(text: str, name: str = "a") -> Article:
    return Article(name, "p", 0, 0, len(text), text)


def test_mentions_of_a_story(nlp):
    ((found, doc, mentions),) = recognise(nlp, [article(TEXT)])
    names = {m.text: m.label for m in mentions}
    assert doc.text == found.text == TEXT
    assert all(TEXT[m.start : m.end] == m.text for m in mentions)
    assert names["Mirela Vasić-Holm"] == names["Piet van der Moor"] == "PERSON"
    assert names["Lake Friends Network"] == names["regional court in Tarnow"] == "ORG"
    assert names["Tarnow"] == "GPE"


def test_initials_belong_to_the_name(nlp):
    ((_, _, mentions),) = recognise(nlp, [article("They met Q. A. Moss there.")])
    assert [m.text for m in mentions] == ["Q. A. Moss"]


def test_a_numbered_road_is_a_place(nlp):
    ((_, _, mentions),) = recognise(nlp, [article("They met on the A1234 near a farm.")])
    assert [(m.text, m.label) for m in mentions] == [("A1234", "FAC")]


def test_no_sentence_crosses_a_paragraph(nlp):
    ((_, doc, _),) = recognise(nlp, [article("A heading without a stop\n\nand a text in lower case")])
    assert [s.text.strip() for s in doc.sents] == ["A heading without a stop", "and a text in lower case"]


def test_a_mark_glued_to_a_word_is_a_token(nlp):
    ((_, doc, _),) = recognise(nlp, [article("“We ate soup,”its cook told them.")])
    assert [t.text for t in doc][4:7] == [",", "”", "its"]


@pytest.mark.parametrize("title", ["Amb.", "Supt.", "Revd.", "Cllr.", "MAJ."])
def test_a_title_keeps_its_full_stop_and_ends_no_sentence(nlp, title):
    ((_, doc, _),) = recognise(nlp, [article(f"They met {title} Ella Finch there.")])
    assert title in [t.text for t in doc]
    assert len(list(doc.sents)) == 1


def test_articles_come_in_order_and_empty_ones_have_no_mentions(nlp):
    texts = ["One.", "", "Three."]
    found = list(recognise(nlp, [article(t, name) for t, name in zip(texts, "abc", strict=True)]))
    assert [a.article_id for a, _, _ in found] == ["a", "b", "c"]
    assert [m for _, _, m in found][1] == ()


def test_an_article_beyond_all_measure_sets_its_page_aside(nlp):
    with pytest.raises(PageError, match="300,000 characters"):
        list(recognise(nlp, [article("a " * 150_000)]))


def test_a_model_that_is_missing_says_so_in_one_line():
    with pytest.raises(SetupError, match="no_such_model") as error:
        load_model("no_such_model")
    assert "\n" not in str(error.value)
