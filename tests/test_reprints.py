from dataclasses import replace

import pytest

from pipeline.records import Article, Page, PageResult, Resolution, Segmented
from pipeline.reprints import merge, similarity


def page(name: str, *texts: str) -> PageResult:
    articles = tuple(
        Article(article_id=f"id of {text[:5]}", page_id=name, position=n, start=0, end=len(text), text=text)
        for n, text in enumerate(texts)
    )
    return PageResult(
        page=Page(name, f"{name}.txt", "", "text/plain", "\n".join(texts)),
        segmented=Segmented(articles=articles),
        resolutions=tuple(Resolution() for _ in articles),
    )


def test_an_article_on_two_pages_is_one_with_two_sightings():
    merged = merge([page("p1", "first", "second"), page("p2", "second")])
    assert [article.text for article, _ in merged.articles] == ["first", "second"]
    assert [(s.page_id, s.article_id, s.position) for s in merged.sightings] == [
        ("p1", "id of first", 0),
        ("p1", "id of secon", 1),
        ("p2", "id of secon", 0),
    ]


def test_the_first_sighting_lends_the_text_and_the_others_say_how_like_it_they_are():
    merged = merge([page("p1", "same words here"), page("p2", "same words")])
    ((article, _),) = merged.articles
    assert (article.page_id, article.text) == ("p1", "same words here")
    assert [s.similarity for s in merged.sightings] == [1.0, pytest.approx(2 / 3)]


def test_an_article_without_its_resolution_is_a_fault():
    with pytest.raises(ValueError, match="zip"):
        merge([replace(page("p1", "first"), resolutions=())])


@pytest.mark.parametrize(
    ("why", "one", "other", "expected"),
    [
        ("equal", "a b", "a b", 1.0),
        ("both empty", "", "", 1.0),
        ("one empty", "", "a", 0.0),
        ("white space differs", "a  b", "a b", 1.0),
        ("half", "a b c", "b c d", 0.5),
        ("only white space", " ", "\n", 1.0),
    ],
)
def test_similarity(why, one, other, expected):
    assert similarity(one, other) == expected, why
