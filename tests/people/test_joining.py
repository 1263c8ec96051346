"""Which names of a corpus become one entity, and why; ids that later articles leave alone."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people.registries import Entity, Found, article, build, mention, naming, said


def people(found: Found) -> dict[str, Entity]:
    return {entity.name: entity for entity in found.entities if entity.kind == "person"}


def bodies(found: Found) -> dict[str, Entity]:
    return {entity.name: entity for entity in found.entities if entity.kind == "organization"}


@pytest.mark.parametrize(
    ("why", "forms", "names"),
    [
        ("a middle initial", ["Adela Marchbank", "Adela K. Marchbank"], {"Adela K. Marchbank"}),
        ("a romanisation", ["Evgeny Rudakov", "Yevgeniy Rudakov"], {"Evgeny Rudakov"}),
        ("a pet form", ["Bob Harkaway", "Robert Harkaway", "Robert T. Harkaway"], {"Robert T. Harkaway"}),
        ("an initial alone tells too little", ["A. Marchbank", "Adela Marchbank"], {"A. Marchbank", "Adela Marchbank"}),
        ("a slip alone tells too little", ["Rupert Toliver", "Rupert Tolliver"], {"Rupert Toliver", "Rupert Tolliver"}),
        ("a surname alone tells too little", ["Marchbank", "Adela Marchbank"], {"Marchbank", "Adela Marchbank"}),
        (
            "a name that fits two who can't be one is nobody's",
            ["Adela Marchbank", "Adela K. Marchbank", "Adela R. Marchbank"],
            {"Adela Marchbank", "Adela K. Marchbank", "Adela R. Marchbank"},
        ),
        (
            "no chain of likenesses makes two people one",
            ["Walter Ives Jr.", "Walter Ives", "Walter Ives Sr."],
            {"Walter Ives Jr.", "Walter Ives", "Walter Ives Sr."},
        ),
    ],
)  # fmt: skip
def test_names_that_stand_in_articles_of_their_own(why, forms, names):
    found = build(naming(at, form) for at, form in enumerate(forms))
    assert set(people(found)) == names, why


@pytest.mark.parametrize(
    ("why", "short"),
    [("an initial", "A. Marchbank"), ("a slip", "Adela Marchbnak"), ("a surname alone", "Marchbank")],
)
def test_what_stands_around_decides(why, short):
    near = ("Rupert Tolliver", "Miriam Harlow", "Jonas Pell")
    found = build(
        [
            naming(1, "Adela Marchbank", *near),
            naming(2, short, *near),
            naming(3, "Owen Hart"),
            naming(4, "Ana Belloch"),
        ]
    )
    (join,) = people(found)["Adela Marchbank"].joins
    assert (join.alias, join.to) == (short, "Adela Marchbank"), why
    assert join.context == "both beside Jonas Pell, Miriam Harlow, Rupert Tolliver"


def test_a_shared_affiliation_decides_between_two_of_one_surname():
    ships, trains = (
        {"kind": "person", "affiliation": "Harbour Watch"},
        {"kind": "person", "affiliation": "Rail Watch"},
    )
    found = build(
        [
            naming(1, says=said("Adela Marchbank", **ships)),
            naming(2, says=said("Arno Marchbank", **trains)),
            naming(3, says=said("A. Marchbank", **trains)),
            naming(4, says=said("Marchbank", **ships)),
            naming(5, says=said("Marchbank", kind="person")),
        ]
    )
    assert {name: entity.n_quotes for name, entity in people(found).items()} == {
        "Adela Marchbank": 2,
        "Arno Marchbank": 2,
        "Marchbank": 1,
    }
    (join,) = people(found)["Adela Marchbank"].joins
    assert (join.part, join.context, join.n_articles) == (True, "both of Harbour Watch", 1)


def test_dates_far_apart_speak_against_one_person():
    near = ("Rupert Tolliver", "Miriam Harlow", "Jonas Pell")
    found = build(
        [
            naming(1, "Adela Marchbank", *near, day=date(1950, 1, 1)),
            naming(2, "A. Marchbank", *near, day=date(2015, 1, 1)),
        ]
    )
    assert {"Adela Marchbank", "A. Marchbank"} <= set(people(found))


def test_what_is_cut_off_after_an_initial_is_the_one_who_begins_so():
    found = build([naming(1, "Adela K. Marchbank"), naming(2, "Adela K"), naming(3, "Adela Quince")])
    assert set(people(found)) == {"Adela K. Marchbank", "Adela Quince"}
    found = build([naming(1, "Adela K. Marchbank"), naming(2, "Adela K"), naming(3, "Adela K. Quince")])
    assert set(people(found)) == {"Adela K. Marchbank", "Adela K", "Adela K. Quince"}


def spelled(number: int, text: str, name: str):
    return article(number, mentions=(mention(text, "ORG", name), mention(name, "ORG", name)))


def test_an_acronym_that_a_page_spells_out_is_that_body_elsewhere():
    found = build([spelled(1, "RTC", "Riverine Trade Council"), naming(2, bodies=("RTC",))])
    body = bodies(found)["Riverine Trade Council"]
    assert (body.n_articles, body.aliases) == (2, ("RTC",))
    assert [(join.alias, join.context) for join in body.joins] == [("RTC", "short for it in 1 article")]


def test_an_acronym_of_two_bodies_is_left_to_the_article():
    near = ("Rupert Tolliver", "Miriam Harlow", "Jonas Pell")
    both = [
        spelled(1, "RTC", "Riverine Trade Council"),
        spelled(2, "RTC", "Rural Telephone Company"),
        naming(3, *near, bodies=("Rural Telephone Company",)),
    ]
    assert "RTC" in bodies(build([*both, naming(4, bodies=("RTC",))]))
    found = bodies(build([*both, naming(4, *near, bodies=("RTC",))]))
    assert "RTC" not in found
    assert found["Rural Telephone Company"].n_articles == 3


def test_a_bare_noun_is_another_in_each_article():
    found = build([naming(1, bodies=("the Ministry",)), naming(2, bodies=("the Ministry",))])
    assert len(found.entities) == 2


def test_kinds_are_never_joined():
    found = build(
        [article(1, mentions=(mention("Adela Marchbank", "PERSON"), mention("Adela K. Marchbank", "ORG")))]
    )
    assert len(found.entities) == 2


EARLY = [
    naming(1, "Adela Marchbank", day=date(2004, 5, 1)),
    naming(2, "Robert Harkaway", day=date(2004, 6, 1)),
    naming(3, "Bob T. Harkaway", day=date(2005, 6, 1)),
    naming(4, "Adela R. Marchbank", day=date(2005, 7, 1)),
]
LATER = st.sampled_from(
    [
        "Adela K. Marchbank",
        "ADELA MARCHBANK",
        "Marchbank",
        "Bobby Harkaway",
        "Robert Thomas Harkaway",
        "Owen Hart",
    ]
)


@settings(deadline=None)
@given(st.lists(LATER, max_size=6))
def test_what_is_read_later_renumbers_nobody(names):
    before = build(EARLY)
    after = build([*EARLY, *(naming(9 + at, name, day=date(2006, 1, 1)) for at, name in enumerate(names))])
    ids = {entity.entity_id for entity in after.entities} | {
        join.alias_id for entity in after.entities for join in entity.joins
    }
    assert {entity.entity_id for entity in before.entities} <= ids
    for name in ("Adela Marchbank", "Robert Harkaway"):
        assert before.everywhere("person", name) == after.everywhere("person", name)


@settings(deadline=None)
@given(st.permutations(EARLY))
def test_the_order_of_the_articles_does_not_matter(articles):
    assert build(articles) == build(EARLY)


def test_two_that_turn_out_to_be_one_keep_the_earlier_id_and_the_later_stays_on_record():
    first, second = (
        naming(1, "Adela Marchbank", day=date(2004, 5, 1)),
        naming(2, "Adela K. Marchbank", day=date(2005, 5, 1)),
    )
    (alone,) = build([second]).entities
    (earlier,) = build([first]).entities
    (one,) = build([second, first]).entities
    assert one.entity_id == earlier.entity_id
    assert [join.alias_id for join in one.joins] == [alone.entity_id]


def test_positions_are_gathered_over_all_the_names_of_a_person():
    mayor = {"kind": "person", "affiliation": "Quarrow"}
    found = build(
        [
            naming(1, says=said("Adela Marchbank", role="mayor", **mayor), day=date(2004, 5, 1)),
            naming(2, says=said("Adela K. Marchbank", role="Mayor", **mayor), day=date(2009, 5, 1)),
        ]
    )
    (position,) = found.positions
    assert (position.first_date, position.last_date, position.n_quotes) == (
        date(2004, 5, 1),
        date(2009, 5, 1),
        2,
    )


def test_a_surname_with_an_office_is_who_holds_it_at_the_time():
    senator, judge = {"kind": "person", "role": "Senator"}, {"kind": "person", "role": "Judge"}
    told = [
        *(naming(at, says=said("Adela Marchbank", **senator), day=date(2004, at, 1)) for at in (1, 2, 3)),
        naming(4, says=said("Arno Marchbank", **judge), day=date(2004, 4, 1)),
    ]
    now = build(
        [*told, naming(5, says=said("Marchbank", role="U.S. Sen.", kind="person"), day=date(2005, 1, 1))]
    )
    assert people(now)["Adela Marchbank"].n_quotes == 4
    (join,) = people(now)["Adela Marchbank"].joins
    assert (join.context, join.part) == ("both senator", True)
    for why, role, day in (("long after", "Senator", 2015), ("too few name the other", "Judge", 2004)):
        apart = build(
            [*told, naming(5, says=said("Marchbank", role=role, kind="person"), day=date(day, 5, 1))]
        )
        assert people(apart)["Marchbank"].n_quotes == 1, why


def test_another_office_speaks_against_what_stands_around():
    near = ("Rupert Tolliver", "Miriam Harlow", "Jonas Pell")
    told = [naming(1, "Adela Marchbank", *near, says=said("Adela Marchbank", role="Senator", kind="person"))]
    for role, alone in (("President", 1), ("Senator", 0)):
        later = naming(2, *near, says=said("Marchbank", role=role, kind="person"))
        assert ("Marchbank" in people(build([*told, later]))) == alone


def test_bodies_that_stand_around_tell_less_than_people():
    for bodies_around, joined in (
        (("Rail Watch", "Harbour Watch"), False),
        (("Rail Watch", "Harbour Watch", "Ferry Watch"), True),
    ):
        found = build(
            [
                naming(1, "Adela Marchbank", bodies=bodies_around),
                naming(2, "A. Marchbank", bodies=bodies_around),
            ]
        )
        assert ("A. Marchbank" not in people(found)) == joined


def test_a_word_of_a_body_s_name_does_not_stand_for_it():
    found = build([spelled(1, "RTC", "RTC Pension Fund"), naming(2, bodies=("RTC",))])
    assert set(bodies(found)) == {"RTC", "RTC Pension Fund"}


def test_two_capitals_are_no_place_by_its_initials():
    near = (mention("Rupert Tolliver", "PERSON"), mention("Miriam Harlow", "PERSON"))
    places = (
        article(at, mentions=(mention(text, "GPE"), *near)) for at, text in enumerate(("LQ", "Los Quarros"))
    )
    assert {"LQ", "Los Quarros"} <= {entity.name for entity in build(places).entities}
