from datetime import date

import pytest

from pipeline.people import forms
from tests.people.registries import Found, article, build, mention, naming, said


@pytest.mark.parametrize(
    ("why", "one", "other"),
    [
        ("case", "HARBOUR WATCH", "Harbour Watch"),
        ("possessive", "Harbour Watch’s", "Harbour Watch"),
        ("straight possessive", "Harbour Watch's", "Harbour Watch"),
        ("plural possessive", "the Seafarers’", "Seafarers"),
        ("article", "The Harbour Watch", "Harbour Watch"),
        ("white space", "Harbour\nWatch", "Harbour Watch"),
    ],
)
def test_spellings_of_one_name(why, one, other):
    assert forms.normal(one) == forms.normal(other), why


@pytest.mark.parametrize(
    ("why", "one", "other"),
    [("the itself", "The", "A"), ("other words", "Ada Finch", "Ada Reed"), ("a possessive alone", "’s", "’")],
)
def test_different_names(why, one, other):
    assert forms.normal(one) != forms.normal(other), why


def test_one_entity_for_one_name_of_one_kind():
    found = build(
        [
            article(
                1,
                date(2018, 5, 3),
                mentions=(mention("Finch", "PERSON", "Ada Finch"),),
                said=(said("Ada Finch"),),
            ),
            article(2, date(2017, 1, 1), mentions=(mention("Ada Finch’s", "PERSON", "Ada Finch’s"),)),
            article(3, None, mentions=(mention("ADA FINCH", "ORG"),)),
        ]
    )
    person, ship = sorted(found.entities, key=lambda entity: entity.kind, reverse=True)
    assert (person.name, person.kind, person.aliases) == ("Ada Finch", "person", ("Finch",))
    assert (person.n_mentions, person.n_articles, person.n_quotes) == (2, 2, 1)
    assert (person.first_date, person.last_date) == (date(2017, 1, 1), date(2018, 5, 3))
    assert (ship.kind, ship.n_mentions, ship.first_date) == ("organization", 1, None)


def test_a_speaker_whom_no_mention_names_is_an_entity_too():
    (found,) = build([article(1, said=(said("a ferry pilot", kind="person"),))]).entities
    assert (found.name, found.kind, found.n_mentions, found.n_quotes) == ("a ferry pilot", "person", 0, 1)


@pytest.mark.parametrize(
    ("why", "label", "kind"),
    [
        ("person", "PERSON", "person"),
        ("place", "GPE", "place"),
        ("law", "LAW", "document"),
        ("other", "EVENT", "other"),
    ],
)
def test_kind_of_a_label(why, label, kind):
    assert forms.kind_of(label) == kind, why


def test_a_speaker_without_a_kind_is_what_its_mentions_are():
    mentions = (mention("Quarrow", "GPE"), mention("Quarrow", "GPE"), mention("Quarrow", "ORG"))
    found = build([article(1, mentions=mentions, said=(said("Quarrow"),))])
    assert [entity.n_quotes for entity in found.entities if entity.kind == "place"] == [1]


def test_positions_gather_what_the_texts_say_of_a_speaker():
    mayor = {"kind": "person", "role": "mayor", "affiliation": "Quarrow"}
    found = build(
        [
            article(1, date(2018, 5, 3), said=(said("Ada Finch", **mayor), said("Ada Finch", **mayor))),
            article(2, date(2016, 2, 1), said=(said("Ada Finch", **mayor),)),
            article(
                3,
                None,
                said=(said("Ada Finch", kind="person", role="author"), said("Ada Finch", kind="person")),
            ),
        ]
    )
    author, mayor_of = found.positions
    assert (author.role, author.affiliation, author.affiliation_id, author.first_date) == (
        "author",
        None,
        None,
        None,
    )
    assert (mayor_of.role, mayor_of.affiliation, mayor_of.n_quotes) == ("mayor", "Quarrow", 3)
    assert (mayor_of.first_date, mayor_of.last_date) == (date(2016, 2, 1), date(2018, 5, 3))
    assert mayor_of.affiliation_id in {entity.entity_id for entity in found.entities}


def test_nothing_named_makes_an_empty_registry():
    assert build([article(1)]) == Found()


def test_a_fuller_form_that_few_articles_have_is_a_slip_and_no_name():
    known = [naming(number, "Ada Finch") for number in range(1, 12)]
    (person,) = build([*known, naming(12, *["Ada Ruth Finch"] * 30)]).entities
    assert person.name == "Ada Finch"
    (person,) = build([*known, *(naming(number, "Ada Ruth Finch") for number in (12, 13))]).entities
    assert person.name == "Ada Ruth Finch"
