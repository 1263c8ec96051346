import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.corrections import Anchor, Correction, Names, find
from pipeline.corrections.desk import LATER, LEFT_OPEN
from pipeline.records import Attribution, Quotation, Resolution, Span
from tests.corrections.said import WHEN, Pair, apply, article, say, spans_of, told, withdraw

TEXT = (
    "“The bridge will close in May,” said Ada Finch. The mayor called it “a small price to pay” for the town. "
    "“Nobody asked us,” said Bo Reed, who keeps the inn. He added that no boat could run. “Late again,” one read."
)
CLOSE, PRICE, ASKED, LATE = (
    "The bridge will close in May,", "a small price to pay", "Nobody asked us,", "Late again,"
)  # fmt: skip
BOAT = "no boat could run"
PAIR = article(TEXT)


def applied(*said: Correction, pair: Pair = PAIR) -> tuple[list, list[str]]:
    made = apply([pair], said)
    return told(made.articles[0]), [outcome.status for outcome in made.outcomes]


ALL = [(CLOSE, "Ada Finch"), (PRICE, None), (ASKED, "Bo Reed"), (LATE, None)]


def but(**changed: tuple | None) -> list[tuple]:
    """Give what the models found, but for these by their names."""
    names = ("close", "price", "asked", "late")
    return [it for name, was in zip(names, ALL, strict=True) if (it := changed.get(name, was))]


PRICED = say("change", PAIR, PRICE, speaker="Cora Lund", type="partial")
CLOSED = say("confirm", PAIR, CLOSE, speaker="Ada Finch")
NONE = say("reject", PAIR, LATE)


@pytest.mark.parametrize(
    ("why", "said", "quotations", "statuses"),
    [
        ("nothing said", [], ALL, []),
        ("right as shown", [CLOSED], ALL, ["applied"]),
        ("nobody said this", [NONE], but(late=None), ["applied"]),
        ("another speaker", [PRICED], but(price=(PRICE, "Cora Lund")), ["applied"]),
        ("nobody is a speaker too", [say("change", PAIR, ASKED)], but(asked=(ASKED, None)), ["applied"]),
        (
            "other words",
            [say("change", PAIR, ASKED, "Nobody asked", "Bo Reed")],
            but(asked=("Nobody asked", "Bo Reed")),
            ["applied"],
        ),
        (
            "words that take in another quotation",
            [say("change", PAIR, CLOSE, f"{CLOSE}|{PRICE}", "Ada Finch")],
            but(close=(f"{CLOSE}|{PRICE}", "Ada Finch"), price=None),
            ["applied"],
        ),
        (
            "one that wasn't found",
            [say("add", PAIR, answer=BOAT, speaker="Bo Reed", type="indirect")],
            [*ALL[:3], (BOAT, "Bo Reed"), ALL[3]],
            ["applied"],
        ),
        (
            "one that was found since",
            [say("add", PAIR, answer=ASKED, speaker="Bo Low")],
            but(asked=(ASKED, "Bo Low")),
            ["applied"],
        ),
        (
            "the later one stands",
            [CLOSED, say("change", PAIR, CLOSE, speaker="Ada Low")],
            but(close=(CLOSE, "Ada Low")),
            ["superseded", "applied"],
        ),
        (
            "two pieces of what was rejected as one",
            [say("reject", PAIR, f"{CLOSE}|{ASKED}")],
            but(close=None, asked=None),
            ["applied"],
        ),
        (
            "three pieces of it, none of them most of it",
            [say("reject", PAIR, f"{PRICE}|{ASKED}|{LATE}")],
            [ALL[0]],
            ["applied"],
        ),
        (
            "a piece of what was rejected was right before",
            [say("confirm", PAIR, ASKED, speaker="Bo Reed"), say("reject", PAIR, f"{CLOSE}|{ASKED}")],
            but(close=None),
            ["applied", "applied"],
        ),
        (
            "rejected, then confirmed",
            [NONE, say("confirm", PAIR, LATE)],
            ALL,
            ["superseded", "applied"],
        ),
        (
            "two reviewers who saw the same, unlike words",
            [say("change", PAIR, PRICE, "a small", "Cora Lund"), say("reject", PAIR, PRICE)],
            but(price=None),
            ["superseded", "applied"],
        ),
        (
            "a correction of a correction",
            [
                say("change", PAIR, PRICE, "a small", "Cora Lund"),
                say("change", PAIR, "a small", "price to pay", "Dan Oake"),
            ],
            but(price=("price to pay", "Dan Oake")),
            ["superseded", "applied"],
        ),
        (
            "two corrections to the same words",
            [say("change", PAIR, PRICE, LATE, "Cora Lund"), say("change", PAIR, ASKED, LATE, "Dan Oake")],
            [ALL[0], (LATE, "Dan Oake")],
            ["superseded", "applied"],
        ),
        ("taken back", [PRICED, withdraw(PRICED)], ALL, ["withdrawn", "applied"]),
        (
            "taken back, and that too",
            [PRICED, back := withdraw(PRICED), withdraw(back)],
            but(price=(PRICE, "Cora Lund")),
            ["applied", "withdrawn", "applied"],
        ),
        (
            "the earlier one stands again when the later is taken back",
            [PRICED, last := say("reject", PAIR, PRICE), withdraw(last)],
            but(price=(PRICE, "Cora Lund")),
            ["applied", "withdrawn", "applied"],
        ),
        ("nobody knows what is taken back", [withdraw(PRICED), PRICED], but(price=(PRICE, "Cora Lund")), ["lost", "applied"]),
        ("words that aren't there", [say("reject", article("“Gone,” said Ada Finch."), "Gone")], ALL, ["lost"]),
    ],
)  # fmt: skip
def test_what_corrections_make_of_an_article(why, said, quotations, statuses):
    found = applied(*said)
    assert found == (quotations, statuses), why


def test_what_the_model_knew_besides_stays():
    made = apply([PAIR], [CLOSED, PRICED, say("change", PAIR, ASKED, speaker="Eve Low")])
    close, price, asked, late = made.articles[0][1].attributions
    assert (close.quotation.cue, close.quotation.mention) == (Span(32, 36), Span(37, 46))
    assert asked.quotation.cue is not None
    assert asked.quotation.mention is None, "that phrase names somebody else"
    assert (close.quotation.confidence, close.quotation.step) == (1.0, "reviewed")
    assert price.unattributed_reason is None
    assert late == PAIR[1].attributions[3]
    model = made.outcomes[0].model
    assert model == PAIR[1].attributions[0]
    assert [outcome.result for outcome in made.outcomes] == [close, price, asked]


def test_an_open_speaker_says_why():
    made = apply([PAIR], [say("change", PAIR, CLOSE)])
    first = made.articles[0][1].attributions[0]
    assert (first.speaker, first.unattributed_reason) == (None, LEFT_OPEN)


def test_a_cue_that_became_words_of_the_quotation_is_none():
    made = apply([PAIR], [say("change", PAIR, CLOSE, "May,” said Ada Finch", "Ada Finch")])
    assert made.articles[0][1].attributions[0].quotation.cue is None


def test_a_fragment_in_marks_is_not_the_reported_speech_around_it():
    text = "He said that the plan was “a small price to pay” for it. She left."
    outer, inner = (spans_of(text, words) for words in ("that the plan was “a small price to pay", PRICE))
    both = [
        Attribution(Quotation(outer, "indirect"), "Bo Reed", "person"),
        Attribution(Quotation(inner, "partial"), "Bo Reed", "person"),
    ]
    pair = article(text)[0], Resolution((), tuple(both))
    for words, left in ((PRICE, [both[0]]), ("that the plan was “a small price to pay", [both[1]])):
        made = apply([pair], [say("reject", pair, words)])
        assert list(made.articles[0][1].attributions) == left
        alone = pair[0], Resolution((), tuple(left))
        assert apply([alone], [say("reject", pair, words)]).articles[0] == alone, (
            "when the model lost it, too"
        )


# The whole article

WHOLE = say("complete", PAIR)
BETTER = (PAIR[0], replace(PAIR[1], attributions=(*PAIR[1].attributions, Attribution(Quotation(spans_of(TEXT, BOAT), "indirect"), "Bo Reed", "person"))))  # fmt: skip


@pytest.mark.parametrize(
    ("why", "said", "status", "is_taken_away"),
    [
        ("what a model finds later is none", [WHOLE], "applied", True),
        ("unless somebody says so", [WHOLE, say("confirm", BETTER, BOAT, speaker="Bo Reed", type="indirect")], "superseded", False),
        ("or said so before", [say("confirm", BETTER, BOAT, speaker="Bo Reed", type="indirect"), WHOLE], "applied", False),
        ("a confirmation of what it is changes nothing", [WHOLE, CLOSED], "applied", True),
        ("a change opens it again", [WHOLE, PRICED], "superseded", False),
        ("and so does what is taken back", [PRICED, WHOLE, withdraw(PRICED)], "superseded", False),
        ("not what was said since, and taken back", [WHOLE, PRICED, withdraw(PRICED)], "applied", True),
        ("it can be taken back", [WHOLE, withdraw(WHOLE)], "withdrawn", False),
        ("and be said again", [WHOLE, PRICED, say("complete", PAIR, who="bo")], "superseded", True),
    ],
)  # fmt: skip
def test_what_is_said_of_a_whole_article(why, said, status, is_taken_away):
    made = apply([BETTER], said)
    (outcome,) = (it for it in made.outcomes if it.correction is WHOLE)
    assert outcome.status == status, why
    assert (BOAT not in dict(told(made.articles[0]))) == is_taken_away, why
    reasons = {
        it.reason for it in made.outcomes if it.status == "applied" and it.correction.action == "complete"
    }
    assert reasons <= {"took away 1 that the model found besides" if is_taken_away else None}, why


def test_a_fuller_text_has_to_be_looked_through_again():
    fuller = article(f"{TEXT} And more.")
    (outcome,) = apply([fuller], [WHOLE]).outcomes
    assert (outcome.status, outcome.reason) == ("lost", "its article has other words now")


def test_an_article_without_quotations_may_be_complete():
    pair = article("Nothing was said.")
    (outcome,) = apply([pair], [say("complete", pair)]).outcomes
    assert (outcome.status, outcome.article_id) == ("applied", "a1")


# Outcomes


def test_what_is_lost_says_which_words_and_why():
    made = apply([article("Much else.")], [PRICED, say("change", PAIR, CLOSE, f"{CLOSE}|{ASKED}", "Bo Reed")])
    assert [outcome.reason for outcome in made.outcomes] == [
        "its words, “a small price to pay”, aren't there any more",
        "its words, “The bridge will close in May,”, aren't there any more",
    ]
    (outcome,) = apply([PAIR], [replace(PRICED, of=None, correction_id="c", action="withdraw", place=None, shown=(), answer=None)]).outcomes  # fmt: skip
    assert outcome.status == "lost"


def test_a_piece_that_is_gone_is_not_taken_from_what_somebody_else_says():
    before = article(
        "It was cold. “We leave,” said Ada Finch. “Now!” she cried, and all doors closed behind her."
    )
    change = say("change", before, "We leave,", "We leave,|Now!", "Ada Finch")
    rest = "It was cold. “We leave,” said Ada Finch."
    after = article(f"{rest} Nobody moved. Much later Bo Reed called out “Now!” to the crowd.", "a2")
    made = apply([after], [change])
    (outcome,) = made.outcomes
    assert (outcome.status, outcome.reason) == (
        "lost",
        "its words, “We leave, … Now!”, stand among other words now",
    )
    assert made.articles == (after,)
    moved = article(f"{rest} “Now!” she cried, and the lights went out. Nobody stirred.", "a2")
    assert told(apply([moved], [change]).articles[0]) == [("We leave,|Now!", "Ada Finch")]


def test_a_superseded_one_says_so_and_where():
    made = apply([PAIR], [PRICED, say("reject", PAIR, PRICE)])
    first, last = made.outcomes
    assert (first.status, first.reason, first.article_id, first.result) == ("superseded", LATER, "a1", None)
    assert (last.status, last.model) == ("applied", PAIR[1].attributions[1])


def test_names_are_for_the_registry():
    from pipeline import journal

    merge = journal.make("merge", "ada", WHEN, names=Names("person", "Ada Finch", "A. Finch"))
    made = apply([PAIR], [merge])
    assert made.articles == (PAIR,)
    assert [outcome.status for outcome in made.outcomes] == ["applied"]


# Whatever is said

TEXTS = [
    TEXT,
    "“One thing is clear,” said Cy Moss. “Another thing isn't,” said Di Holt. It rained on the “old” roof.",
    "“We wait for the ferry,” said Ada Finch. “We wait for the train,” said Bo Reed. They waited.",
]
PAIRS = [article(text, f"a{at}") for at, text in enumerate(TEXTS)]
FERRY, TRAIN = "We wait for the ferry,", "We wait for the train,"
SPEAKERS = st.sampled_from([None, "Ada Finch", "Bo Reed", "Cora Lund"])


@st.composite
def journals(draw: st.DrawFn) -> list[Correction]:
    said: list[Correction] = []
    for at in range(draw(st.integers(1, 8))):
        pair = draw(st.sampled_from(PAIRS))
        words = draw(st.sampled_from([words for words, _ in told(pair)]))
        ends = sorted(
            draw(st.lists(st.integers(0, words.count(" ") + 1), min_size=2, max_size=2, unique=True))
        )
        part = " ".join(words.split()[slice(*ends)])
        action = draw(st.sampled_from(["confirm", "reject", "change", "add", "complete", "withdraw"]))
        more = {"who": f"r{at}"}
        if action == "withdraw":
            if said:
                said.append(withdraw(draw(st.sampled_from(said)), note=f"n{at}"))
            continue
        said.append(
            say(action, pair, words, part if action in ("change", "add") else None, draw(SPEAKERS), **more)
        )
    return said


def words(correction: Correction, anchors: Iterable[Anchor]) -> set[tuple[str, int]]:
    """Tell words by their article and where they start in it."""
    text = next(each.text for each, _ in PAIRS if each.article_id == correction.place.article_id)
    spans = find(text, list(anchors)) or ()
    return {(text, span.start + it.start()) for span in spans for it in re.finditer(r"\w+", span.of(text))}


@settings(deadline=None)
@given(journals())
@example([say("reject", PAIRS[0], CLOSE), say("add", PAIRS[0], answer="The")])
@example([say("reject", PAIRS[2], FERRY), say("change", PAIRS[2], TRAIN, "We wait for")])
def test_those_that_stand_change_nothing_when_they_are_applied_again(said):
    once = apply(PAIRS, said)
    standing = [
        it.correction for it in once.outcomes if it.status == "applied" and it.correction.action != "withdraw"
    ]
    again = apply(once.articles, standing)
    assert again.articles == once.articles
    for at, outcome in enumerate(again.outcomes):
        # what a later one put among the words of an earlier one is there now, as if a model had found it
        later = [words(each, each.answer.pieces) for each in standing[at + 1 :] if each.answer]
        is_among = any(words(outcome.correction, outcome.correction.shown) & those for those in later)
        assert outcome.status == "applied" or (outcome.status == "superseded" and is_among)


@settings(deadline=None)
@given(journals(), st.permutations(PAIRS))
def test_the_order_of_the_articles_makes_no_difference(said, shuffled):
    made, other = apply(PAIRS, said), apply(shuffled, said)
    assert made.outcomes == other.outcomes
    assert {pair[0].article_id: pair for pair in made.articles} == {
        p[0].article_id: p for p in other.articles
    }


@settings(deadline=None)
@given(journals())
def test_every_answer_that_is_applied_stands_once_and_no_other_is_reviewed(said):
    made = apply(PAIRS, said)
    assert [outcome.correction for outcome in made.outcomes] == said
    answers = Counter(
        (it.article_id, it.result.quotation.spans, it.result.speaker)
        for it in made.outcomes
        if it.status == "applied" and it.result
    )
    reviewed = Counter(
        (article.article_id, it.quotation.spans, it.speaker)
        for article, resolution in made.articles
        for it in resolution.attributions
        if it.quotation.step == "reviewed"
    )
    assert answers == reviewed
    assert set(answers.values()) <= {1}
    for _, resolution in made.articles:
        spans = [it.quotation.spans for it in resolution.attributions]
        assert spans == sorted(set(spans))


@settings(deadline=None)
@given(journals(), st.text("xyz .\n", max_size=60))
def test_an_article_that_comes_back_fuller_under_another_id_keeps_them(said, more):
    said = [it for it in said if it.action != "complete"]
    back = [
        article(f"Before.{more}\n{pair[0].text}\n{more}After.", f"b{at}") for at, pair in enumerate(PAIRS)
    ]
    then, now = apply(PAIRS, said), apply(back, said)
    assert [it.status for it in now.outcomes] == [it.status for it in then.outcomes]
    assert [told(pair) for pair in now.articles] == [told(pair) for pair in then.articles]
