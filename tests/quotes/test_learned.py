"""What the tagger found, fitted to the article: marks, reported clauses, and the rules' own findings beside it."""

import pytest

from pipeline.quotes.found import Found
from pipeline.quotes.learned import (
    LIKELY,
    Learned,
    apart_from,
    fitted,
    learned_found,
    merged,
    named_more_fully,
    trimmed,
)
from pipeline.quotes.passage import Passage
from pipeline.quotes.tagger import Tagged
from pipeline.records import Quotation, Span
from tests.tagged import tagged


def passage_of(text):
    doc, mentions = tagged(text)
    return Passage.of(doc, mentions)


def at(text, words):
    return Span(text.index(words), text.index(words) + len(words))


def attribution(text, contents, cue="said", source=None, *, confidence=0.9):
    """Build what the tagger would say: pieces of the content are parted by " // "."""
    return Tagged(
        contents=tuple(at(text, words) for words in contents.split(" // ")),
        cue=cue and at(text, cue),
        source=source and at(text, source),
        content_score=0.9,
        link_score=0.9,
        confidence=confidence,
    )


def read(text, quotations):
    return [
        (
            q.type,
            " // ".join(span.of(text) for span in q.spans),
            q.cue and q.cue.of(text),
            q.mention and q.mention.of(text),
        )
        for q in quotations
    ]


TRIMMED = [
    # why, text, what is left of it
    ("nothing to leave off", "the pier is safe", "the pier is safe"),
    ("a full stop", "the pier is safe.", "the pier is safe"),
    ("a comma and marks", ", “the pier is safe,” ", "the pier is safe"),
    ("a dash and spaces", " – the pier is safe –\n", "the pier is safe"),
    ("an abbreviation at its end", "a port of the U.S.", "a port of the U.S."),
    ("an abbreviation and a comma", "a port of the U.S.,", "a port of the U.S."),
    ("an abbreviation at the start", "U.S. ports are safe", "U.S. ports are safe"),
    ("a number's point", "it cost 4.5 million.", "it cost 4.5 million"),
    ("an ellipsis", "the pier is … safe…", "the pier is … safe"),
    ("brackets stay", "the pier (the old one)", "the pier (the old one)"),
    ("a lone stop", ".", None),
    ("nothing but marks", " “”, ", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("why", "text", "expected"), TRIMMED, ids=[case[0] for case in TRIMMED])
def test_trimmed(why, text, expected):
    before, after = "A. ", " B"
    span = trimmed(before + text + after, Span(len(before), len(before) + len(text)))
    assert (span and span.of(before + text + after)) == expected


MARKED = [
    # why, text, contents, the words of the marked stretches it becomes
    ("without its marks", "“The pier is safe,” Finch said.", "The pier is safe", ["The pier is safe,"]),
    ("with its marks", "“The pier is safe,” Finch said.", "“The pier is safe,”", ["The pier is safe,"]),
    ("a word short", "“The old pier is safe,” Finch said.", "old pier is safe,”", ["The old pier is safe,"]),
    (
        "two pieces",
        "“The pier is safe,” Finch said, “and it stays.”",
        "The pier is safe // and it stays",
        ["The pier is safe,", "and it stays."],
    ),
    (
        "one piece over two stretches",
        "Finch said “the pier is safe” “and it stays”.",
        "“the pier is safe” “and it stays”",
        ["the pier is safe", "and it stays"],
    ),
    ("a small part of a stretch", "“The pier is safe and it will stay open,” Finch said.", "it will", []),
    (
        "not in marks",
        "Finch said the old pier was “quite safe” today.",
        "the old pier was “quite safe” today",
        None,
    ),
]


@pytest.mark.parametrize(("why", "text", "contents", "expected"), MARKED, ids=[case[0] for case in MARKED])
def test_words_in_marks_are_snapped_to_their_marks(why, text, contents, expected):
    passage = passage_of(text)
    learned = fitted(passage, [attribution(text, contents, source="Finch")])
    if expected is None:
        assert not learned.marked
        assert len(learned.reported) == 1
    else:
        assert [passage.marked[k].span.of(text) for k in sorted(learned.marked)] == expected
        assert not learned.reported


def test_the_first_attribution_of_a_marked_stretch_stays():
    text = "“The pier is safe,” Finch said. Brekke nodded."
    one, other = (attribution(text, "The pier is safe", source=name) for name in ("Finch", "Brekke"))
    assert fitted(passage_of(text), [one, other]).marked == {0: one}


REPORTED = [
    # why, text, contents, cue, source, the reported clause (None: it is no record of who said what)
    (
        "behind its cue",
        "Finch said the pier was safe.",
        "the pier was safe.",
        "said",
        "Finch",
        "the pier was safe",
    ),
    (
        "in front, its comma left off",
        "The pier was safe, Finch said.",
        "The pier was safe,",
        "said",
        "Finch",
        "The pier was safe",
    ),
    (
        "two pieces",
        "The pier was safe, Finch said, and it was open.",
        "The pier was safe, // , and it was open.",
        "said",
        "Finch",
        "The pier was safe // and it was open",
    ),
    (
        "a dateline is nobody's words",
        "ELLERY, 7 May – The pier was safe, Finch said.",
        "ELLERY, 7 May – The pier was safe,",
        "said",
        "Finch",
        "The pier was safe",
    ),
    (
        "a dateline below a heading",
        "Pier safe again\n\nELLERY, 7 May – The pier was safe, Finch said.",
        "ELLERY, 7 May – The pier was safe,",
        "said",
        "Finch",
        "The pier was safe",
    ),
    (
        "a dateline and nothing else",
        "Pier safe again\n\nELLERY, 7 May – The pier was safe, Finch said.",
        "ELLERY, 7 May",
        "said",
        "Finch",
        None,
    ),
    ("no source", "The pier was safe, it was said.", "The pier was safe", "said", None, None),
    ("a source of marks only", "The pier was safe, “” said.", "The pier was safe", "said", "“”", None),
    ("a pronoun only", "Finch said it.", "it.", "said", "Finch", None),
    ("a pronoun and its preposition", "Finch wrote of it.", "of it.", "wrote", "Finch", None),
    ("a name only", "Finch announced Brekke.", "Brekke.", "announced", "Finch", None),
]


@pytest.mark.parametrize(
    ("why", "text", "contents", "cue", "source", "expected"), REPORTED, ids=[case[0] for case in REPORTED]
)
def test_reported_clauses(why, text, contents, cue, source, expected):
    found = fitted(passage_of(text), [attribution(text, contents, cue, source)])
    assert not found.marked
    assert read(text, found.reported) == ([("indirect", expected, cue, source)] if expected else [])


@pytest.mark.parametrize(
    ("contents", "confidence", "kept"),
    [
        ("the new timetable", LIKELY + 0.05, True),
        ("the new timetable", LIKELY - 0.05, False),
        ("the ferry was late", LIKELY - 0.05, True),
    ],
)
def test_what_was_spoken_of_is_kept_only_where_it_is_likely(contents, confidence, kept):
    text = f"Finch announced {contents}."
    found = fitted(
        passage_of(text), [attribution(text, contents, "announced", "Finch", confidence=confidence)]
    )
    assert [q.confidence for q in found.reported] == [confidence] * kept
    assert [q.step for q in found.reported] == ["tagged"] * kept


def clause(*spans, step="clause", kind="indirect", cue=None, mention=None):
    named = [span and Span(*span) for span in (cue, mention)]
    return Quotation(tuple(Span(*s) for s in spans), kind, *named, step=step)


MERGED = [
    # why, tagged, ruled, the steps that are left
    ("apart", [clause((0, 5), step="tagged")], [clause((5, 9))], ["tagged", "clause"]),
    ("the tagger's stays", [clause((0, 5), step="tagged")], [clause((3, 9))], ["tagged"]),
    (
        "even beside a trailing cue",
        [clause((0, 5), step="tagged")],
        [clause((0, 9), step="trailing")],
        ["tagged"],
    ),
    (
        "but not in pieces",
        [clause((0, 3), (4, 8), step="tagged")],
        [clause((0, 9), step="trailing")],
        ["trailing"],
    ),
    (
        "nor only its end",
        [clause((5, 9), step="tagged", cue=(15, 18), mention=(11, 14))],
        [clause((0, 9), step="trailing", cue=(15, 18), mention=(10, 14))],
        ["trailing"],
    ),
    (
        "its end under another cue",
        [clause((5, 9), step="tagged", cue=(2, 4), mention=(0, 1))],
        [clause((0, 9), step="trailing", cue=(15, 18), mention=(10, 14))],
        ["tagged"],
    ),
    (
        "its end said by another",
        [clause((5, 9), step="tagged", cue=(15, 18), mention=(10, 15))],
        [clause((0, 9), step="trailing", cue=(15, 18), mention=(10, 14))],
        ["tagged"],
    ),
    (
        "a claim within what is said of it",
        [clause((0, 30), step="tagged")],
        [clause((15, 30), step="noun", cue=(8, 13), mention=(2, 7))],
        ["tagged", "noun"],
    ),
    (
        "a claim whose source stands before it",
        [clause((14, 30), step="tagged")],
        [clause((15, 30), step="noun", cue=(8, 13), mention=(2, 7))],
        ["tagged"],
    ),
    ("pieces of a clause", [clause((0, 3), (4, 8), step="tagged")], [clause((0, 9))], ["tagged"]),
    ("pieces reach on", [clause((0, 3), (12, 15))], [clause((0, 9), step="trailing")], ["clause"]),
    ("only the rules", [], [clause((0, 3)), clause((4, 6))], ["clause", "clause"]),
    ("nothing", [], [], []),
]


@pytest.mark.parametrize(("why", "learned", "ruled", "steps"), MERGED, ids=[case[0] for case in MERGED])
def test_merged_with_what_the_rules_found(why, learned, ruled, steps):
    assert [q.step for q in merged(passage_of("x " * 20), learned, ruled)] == steps


@pytest.mark.parametrize(
    ("words", "step"), [("near the ferry", "trailing"), ("the pier is safe near the ferry", "tagged")]
)
def test_the_end_of_a_clause_stays_only_where_it_has_a_verb(words, step):
    text = "Even now the pier is safe near the ferry, Finch said."
    said = {"cue": at(text, "said"), "mention": at(text, "Finch")}
    end = Quotation((at(text, words),), "indirect", **said, step="tagged")
    whole = Quotation((at(text, text[:40]),), "indirect", **said, step="trailing")
    assert [q.step for q in merged(passage_of(text), [end], [whole])] == [step]


DOUBLED = [
    # why, reported spans, spans said, kept
    ("apart", [(0, 10)], [(10, 20)], True),
    ("less than half", [(0, 10)], [(6, 20)], True),
    ("half", [(0, 10)], [(5, 20)], False),
    ("all of it", [(0, 10)], [(0, 30)], False),
    ("half of two pieces", [(0, 10), (20, 30)], [(0, 10)], False),
    ("less than half of two pieces", [(0, 10), (20, 31)], [(0, 10)], True),
    ("half by two quotations", [(0, 10)], [(0, 3), (7, 10)], False),
    ("nothing said", [(0, 10)], [], True),
]


@pytest.mark.parametrize(("why", "spans", "said", "kept"), DOUBLED, ids=[case[0] for case in DOUBLED])
def test_a_reported_clause_that_doubles_a_quotation_is_left_out(why, spans, said, kept):
    quotation = clause(*spans)
    assert apart_from([quotation], [Span(*s) for s in said]) == ((quotation,) if kept else ())


FULLY = [
    # why, the rule's mention, the tagger's source, mention taken
    ("with its apposition", "Finch", "Finch, a pilot,", "Finch, a pilot"),
    ("the rule's is longer", "Ella Finch, a pilot", "Finch", "Ella Finch, a pilot"),
    ("as long", "Finch", "Finch", "Finch"),
    ("somebody else", "Finch", "Tomas Brekke", "Finch"),
    ("a cue but nobody by the rule", None, "Finch", "Finch"),
    ("nobody by the tagger", "Finch", None, "Finch"),
]


@pytest.mark.parametrize(("why", "mention", "source", "taken"), FULLY, ids=[case[0] for case in FULLY])
def test_the_longer_of_two_source_mentions_is_taken(why, mention, source, taken):
    text = "“The pier is safe,” said Ella Finch, a pilot, and Tomas Brekke nodded."
    passage = passage_of(text)
    found = Found("cue-after", at(text, "said"), mention and at(text, mention))
    learned = Learned({0: attribution(text, "The pier is safe", source=source)}, ())
    better = named_more_fully(passage, 0, found, learned)
    assert (better.mention and better.mention.of(text)) == taken
    assert (better.step, better.cue, better.joins) == (found.step, found.cue, found.joins)


def test_a_stretch_that_the_tagger_does_not_know_keeps_its_mention():
    text = "“The pier is safe,” said Finch."
    found = Found("cue-after", at(text, "said"), at(text, "Finch"))
    assert named_more_fully(passage_of(text), 0, found, Learned({}, ())) == found


def test_the_stretches_of_one_attribution_join_its_first():
    text = "“It is safe,” Finch said, “and open.” “No,” said Brekke, “it is not.”"
    one = attribution(text, "It is safe // and open", source="Finch")
    other = attribution(text, "No // it is not", source="Brekke")
    passage = passage_of(text)
    learned = fitted(passage, [one, other])
    found = [learned_found(passage, k, learned) for k in range(4)]
    assert [f.joins for f in found] == [None, 0, None, 2]
    assert [f.mention.of(text) for f in found] == ["Finch", "Finch", "Brekke", "Brekke"]
    assert {f.step for f in found} == {"tagged"}
