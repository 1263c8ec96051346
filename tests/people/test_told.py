"""What reviewers say of names: joined and kept apart whatever the rules say, and what came of each word."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.people import forms
from pipeline.people.registry import Told
from tests.people.registries import Found, article, build, mention, naming, said

ADELA, ADELA_K, REED, TOLIVER = "Adela Marchbank", "Adela K. Marchbank", "Adela Reed", "Rupert Toliver"


def same(one: str, other: str, kind: str = "person") -> Told:
    return Told(kind, one, other, same=True)


def apart(one: str, other: str, kind: str = "person") -> Told:
    return Told(kind, one, other, same=False)


def each_named(*names: str) -> list:
    """Name each in an article of its own, the first on the earliest day."""
    return [naming(at, name, day=date(2004, 1, at)) for at, name in enumerate(names, 1)]


def together(found: Found, kind: str = "person") -> set[frozenset[str]]:
    return {frozenset({entity.name, *entity.aliases}) for entity in found.entities if entity.kind == kind}


@pytest.mark.parametrize(
    ("why", "names", "told", "expected"),
    [
        ("nothing alike", [ADELA, REED], [same(ADELA, REED)], [{ADELA, REED}]),
        ("said the other way round", [ADELA, REED], [same(REED, ADELA)], [{ADELA, REED}]),
        ("as names are compared", [ADELA, REED], [same("ADELA  REED’s", ADELA)], [{ADELA, REED}]),
        ("a surname alone", [ADELA, "Marchbank"], [same("Marchbank", ADELA)], [{ADELA, "Marchbank"}]),
        (
            "through a third",
            [ADELA, REED, TOLIVER],
            [same(ADELA, REED), same(REED, TOLIVER)],
            [{ADELA, REED, TOLIVER}],
        ),
        (
            "what each is joined to comes along",
            [ADELA, ADELA_K, "Robert Harkaway", "Bob Harkaway"],
            [same(ADELA_K, "Bob Harkaway")],
            [{ADELA, ADELA_K, "Robert Harkaway", "Bob Harkaway"}],
        ),
        (
            "and nothing else is joined for it: a married name makes no bridge",
            [ADELA, REED, "Adela R. Reed", "Adela T. Marchbank"],
            [same(ADELA, REED)],
            [{ADELA, REED, "Adela R. Reed", "Adela T. Marchbank"}],
        ),
        (
            "nor does it keep out what is like one of the two",
            [ADELA, TOLIVER, ADELA_K],
            [same(ADELA, TOLIVER)],
            [{ADELA, ADELA_K, TOLIVER}],
        ),
        (
            "a name that fits two who can't be one",
            [ADELA, ADELA_K, "Adela R. Marchbank"],
            [same(ADELA, ADELA_K)],
            [{ADELA, ADELA_K}, {"Adela R. Marchbank"}],
        ),
        ("kept apart", [ADELA, ADELA_K], [apart(ADELA_K, ADELA)], [{ADELA}, {ADELA_K}]),
        ("apart anyway", [ADELA, REED], [apart(ADELA, REED)], [{ADELA}, {REED}]),
        (
            "apart though a third is like both: it stays with the one that it is more like",
            ["Robert Harkaway", "Bob Harkaway", "Robert T. Harkaway"],
            [apart("Bob Harkaway", "Robert T. Harkaway")],
            [{"Robert Harkaway", "Robert T. Harkaway"}, {"Bob Harkaway"}],
        ),
        (
            "apart though a reviewer joins both to a third: the names less alike are cut",
            [ADELA, REED, ADELA_K],
            [same(ADELA, REED), same(ADELA_K, ADELA), apart(REED, ADELA_K)],
            [{ADELA, ADELA_K}, {REED}],
        ),
        (
            "a reviewer's join outweighs any other on the way",
            [ADELA, ADELA_K, REED],
            [same(ADELA_K, REED), apart(ADELA, REED)],
            [{ADELA}, {ADELA_K, REED}],
        ),
        ("the later word wins", [ADELA, REED], [same(ADELA, REED), apart(REED, ADELA)], [{ADELA}, {REED}]),
        ("either way", [ADELA, ADELA_K], [apart(ADELA, ADELA_K), same(ADELA_K, ADELA)], [{ADELA, ADELA_K}]),
        ("of a name that nobody has", [ADELA, REED], [same(ADELA, "Owen Hart")], [{ADELA}, {REED}]),
        ("of another kind", [ADELA, REED], [same(ADELA, REED, "organization")], [{ADELA}, {REED}]),
    ],
)  # fmt: skip
def test_names_as_reviewers_say(why, names, told, expected):
    found = build(each_named(*names), told)
    assert together(found) == set(map(frozenset, expected)), why


@pytest.mark.parametrize(
    ("why", "told", "status", "reason"),
    [
        ("joined", [same(ADELA, REED)], "applied", None),
        ("one already", [same(ADELA, ADELA_K)], "applied", None),
        ("the same form", [same(ADELA, ADELA.upper())], "applied", None),
        ("kept apart", [apart(ADELA, ADELA_K)], "applied", None),
        ("apart already", [apart(ADELA, REED)], "applied", None),
        ("nobody's name", [same(ADELA, "Owen Hart")], "lost", "no person is named 'Owen Hart'"),
        ("nobody's names", [apart("Owen Hart", "Ana Belloch")], "lost", "no person is named 'Owen Hart'"),
        ("no body's name", [same("Rail Watch", ADELA, "organization")], "lost", f"no organization is named {ADELA!r}"),
        (
            "a name that is another's in each article",
            [same("the Ministry", "Rail Watch", "organization")],
            "lost",
            "'the Ministry' means another one in each article",
        ),
        ("a short form", [same("Adie", REED)], "applied", None),
        ("a short form for several", [same("the chair", REED)], "lost", f"'the chair' is short for several, {ADELA!r} and 'Jonas Pell' among them"),
        ("a short form from what it is short for", [apart("Adie", ADELA)], "lost", f"'Adie' and {ADELA!r} are {ADELA!r} by what each article says itself"),
        (
            "from itself",
            [apart(ADELA, "Adela Marchbank’s")],
            "lost",
            "'Adela Marchbank' and 'Adela Marchbank’s' are the same name",
        ),
        (
            "said anew",
            [same(ADELA, REED), apart(REED, ADELA.upper())],
            "superseded",
            "a later one is about the same two names",
        ),
        (
            "against two others",
            [same(ADELA, REED), same(ADELA, ADELA_K), apart(ADELA_K, REED)],
            "lost",
            "a reviewer keeps 'Adela K. Marchbank' and 'Adela Reed' apart",
        ),
    ],
)  # fmt: skip
def test_what_came_of_a_word(why, told, status, reason):
    corpus = [
        *each_named(ADELA, ADELA_K, REED),
        naming(4, bodies=("the Ministry", "Rail Watch")),
        article(5, mentions=(mention("Adie", "PERSON", ADELA), mention("the chair", "PERSON", ADELA))),
        article(6, mentions=(mention("the chair", "PERSON", "Jonas Pell"),)),
    ]
    heard = build(corpus, told).heard
    assert [it.told for it in heard] == told, why
    assert (heard[0].status, heard[0].reason) == (status, reason), why
    assert {it.status for it in heard[1:]} <= {"applied"}, why


def test_a_short_form_is_who_has_it():
    corpus = [article(1, mentions=(mention("Adie", "PERSON", ADELA),)), naming(2, REED)]
    (one,) = build(corpus, [same("ADIE", REED)]).entities
    assert {one.name, *one.aliases} == {ADELA, REED, "Adie"}


def test_a_reviewer_s_join_is_on_record_with_its_reason():
    (one,) = build(each_named(REED, ADELA), [same(ADELA, REED)]).entities
    (join,) = one.joins
    assert (join.alias, join.to, join.rule, join.context, join.part) == (
        ADELA,
        REED,
        "a reviewer",
        None,
        False,
    )
    assert join.alias_id == forms.form_id_of("person", forms.normal(ADELA))


@pytest.mark.parametrize("kind", ["place", "group", "other", "document"])
def test_names_of_every_kind_can_be_joined(kind):
    label = {"place": "GPE", "group": "NORP", "other": "EVENT", "document": "LAW"}[kind]
    corpus = [
        article(1, mentions=(mention("Quarrow", label),)),
        article(2, mentions=(mention("Los Quarros", label),)),
    ]
    found = build(corpus, [same("Quarrow", "Los Quarros", kind)])
    assert together(found, kind) == {frozenset({"Quarrow", "Los Quarros"})}


def test_the_id_is_that_of_the_form_first_on_record_and_a_part_has_its_own():
    alone = {name: forms.form_id_of("person", forms.normal(name)) for name in (ADELA, ADELA_K, REED)}
    joined = build(each_named(REED, ADELA, ADELA_K), [same(ADELA, REED)])
    assert [entity.entity_id for entity in joined.entities] == [alone[REED]]
    split = build(each_named(REED, ADELA, ADELA_K), [same(ADELA, REED), apart(ADELA_K, ADELA)])
    assert {entity.entity_id for entity in split.entities} == {alone[REED], alone[ADELA_K]}


NEAR = (TOLIVER, "Miriam Harlow", "Jonas Pell")
SURNAMED = [
    naming(1, ADELA, *NEAR),
    naming(2, "Marchbank", *NEAR),
    naming(3, "Marchbank"),
    naming(4, "Owen Hart"),
]


def test_what_is_kept_apart_is_joined_in_no_article():
    assert any(entity.joins for entity in build(SURNAMED).entities)
    found = build(SURNAMED, [apart("Marchbank", ADELA)])
    assert not any(entity.joins for entity in found.entities)
    assert not found.in_part("person", "Marchbank")


def test_what_a_reviewer_joins_is_joined_in_every_article():
    other = naming(5, "Arno Marchbank", *NEAR)
    found = build([*SURNAMED, other], [same("Marchbank", "Arno Marchbank")])
    assert not found.in_part("person", "Marchbank")
    assert frozenset({"Arno Marchbank", "Marchbank"}) in together(found)


def test_an_acronym_is_short_for_a_body_unless_a_reviewer_says_otherwise():
    corpus = [
        article(1, mentions=(mention("RTC", "ORG", "Riverine Trade Council"), mention("Rail Trust", "ORG"))),
        naming(2, bodies=("RTC",)),
    ]
    council = "Riverine Trade Council"
    told = apart("RTC", council, "organization")
    assert together(build(corpus), "organization") == {
        frozenset({"RTC", council}),
        frozenset({"Rail Trust"}),
    }
    bodies = [entity for entity in build(corpus, [told]).entities if entity.kind == "organization"]
    assert sorted(entity.name for entity in bodies) == ["RTC", "Rail Trust", council]
    assert not any(entity.joins for entity in bodies)


def test_positions_are_gathered_over_what_a_reviewer_joins():
    mayor = {"kind": "person", "role": "mayor", "affiliation": "Quarrow"}
    corpus = [naming(1, says=said(ADELA, **mayor)), naming(2, says=said(REED, **mayor))]
    (position,) = build(corpus, [same(ADELA, REED)]).positions
    assert position.n_quotes == 2


CORPUS = [
    *each_named(ADELA, ADELA_K, "Adela Marchbanks", REED, "Robert Harkaway", "Bob Harkaway", "Robert T. Harkaway"),
    naming(8, "Marchbank", *NEAR, says=said("Marchbank", kind="person", role="Senator")),
    naming(9, ADELA, *NEAR, says=said(ADELA, kind="person", role="Senator")),
]  # fmt: skip
NAMES = sorted({name for _, resolution in CORPUS for name in (m.text for m in resolution.mentions)})
PAIRS = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True)
TOLD = st.lists(
    st.builds(lambda pair, same: Told("person", *pair, same=same), PAIRS, st.booleans()), max_size=6
)


def of(found: Found, name: str) -> str:
    return found.everywhere("person", name)


def in_part(found: Found, name: str) -> set[str]:
    return found.in_part("person", name)


@settings(deadline=None)
@given(st.permutations(CORPUS), TOLD)
def test_the_order_of_the_articles_does_not_matter(articles, told):
    assert build(articles, told) == build(CORPUS, told)


@settings(deadline=None)
@given(TOLD, st.randoms(use_true_random=False))
def test_the_order_of_words_matters_only_where_they_are_about_the_same_two(told, shuffle):
    last = list({frozenset((it.one, it.other)): it for it in told}.values())
    mixed = shuffle.sample(last, len(last))
    one, other, whole = (build(CORPUS, words) for words in (last, mixed, told))
    assert one.entities == other.entities == whole.entities
    assert {it.told: it for it in one.heard} == {it.told: it for it in other.heard}
    assert [it.told for it in whole.heard] == told


@settings(deadline=None)
@given(TOLD)
def test_words_hold_unless_they_are_lost(told):
    found = build(CORPUS, told)
    for heard in found.heard:
        if heard.status == "applied":
            one, other = heard.told.one, heard.told.other
            assert (of(found, one) == of(found, other)) == heard.told.same
            if not heard.told.same:  # nor in some articles only
                assert of(found, other) not in in_part(found, one)
                assert of(found, one) not in in_part(found, other)
        elif heard.status == "lost":
            assert heard.told.same


@settings(deadline=None)
@given(st.lists(PAIRS, max_size=5))
def test_what_reviewers_join_is_joined_through_others_too(pairs):
    found = build(CORPUS, [same(*pair) for pair in pairs])
    assert all(of(found, one) == of(found, other) for one, other in pairs)
    plain = build(CORPUS)
    assert all(
        of(found, one) == of(found, other)
        for one in NAMES
        for other in NAMES
        if of(plain, one) == of(plain, other)
    ), "a word that joins takes nothing apart"
