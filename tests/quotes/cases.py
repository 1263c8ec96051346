"""Cases of the quotation cascade: why, text, and what is found as (type, words, cue, source mention).

The pieces of one quotation are joined by " // ". The parses stand in `parses.json`, so that the rules are
tested without loading a model; `python -m tests.quotes.parses` writes them anew from the real one.
"""

from typing import NamedTuple


class Case(NamedTuple):
    why: str
    text: str
    expected: list[tuple[str, str, str | None, str | None]]


UTTERANCES = [
    Case(
        "said X, ROLE at ORG",
        "“The bridge is safe,” said Ines Valdor, Head of Works at the Ellery Council.",
        [("direct", "The bridge is safe,", "said", "Ines Valdor, Head of Works at the Ellery Council")],
    ),
    Case(
        "X told Y",
        "“The bridge is safe,” Valdor told reporters on Friday.",
        [("direct", "The bridge is safe,", "told", "Valdor")],
    ),
    Case(
        "interrupted by its cue",
        "“The bridge is safe,” Valdor said, “and it will stay open.”",
        [("direct", "The bridge is safe, // and it will stay open.", "said", "Valdor")],
    ),
    Case(
        "a cue of its own after that of the words before",
        "“The bridge is safe,” Valdor told the council before asking reporters, “Who wants to see it closed?”",
        [
            ("direct", "The bridge is safe,", "told", "Valdor"),
            ("direct", "Who wants to see it closed?", "asking", "Valdor"),
        ],
    ),
    Case(
        "a fragment of what its speaker added belongs to it",
        "“The bridge is safe,” Valdor said, adding that the work had taken “far more than a year”.",
        [
            ("direct", "The bridge is safe,", "said", "Valdor"),
            ("partial", "far more than a year", "adding", "Valdor"),
        ],
    ),
    Case(
        "one of several, between dashes",
        "Many engineers have warned of it, including the former harbour master Ines Valdor -- “It is no bridge that"
        " anybody should drive over” -- and Tomas Brekke of the council.",
        [
            (
                "direct",
                "It is no bridge that anybody should drive over",
                None,
                "the former harbour master Ines Valdor",
            )
        ],
    ),
    Case(
        "each of several, in brackets",
        "The plan has critics, among them the engineer Ines Valdor (“I would not walk over it myself”) and Tomas Brekke"
        " (“We are paying for a ruin”).",
        [
            ("direct", "I would not walk over it myself", None, "the engineer Ines Valdor"),
            ("direct", "We are paying for a ruin", None, "Tomas Brekke"),
        ],
    ),
    Case(
        "a new sentence after the cue",
        "“The bridge is safe,” she said. “It will stay open.”",
        [("direct", "The bridge is safe, // It will stay open.", "said", "she")],
    ),
    Case(
        "X said: over three paragraphs",
        "Reacting to the report, Ines Valdor, Head of Works at the Ellery Council, said:\n\n“The bridge is safe."
        "\n\n“It was tested in May.\n\n“It will stay open.”",
        [
            (
                "direct",
                "The bridge is safe. // It was tested in May. // It will stay open.",
                "said",
                "Ines Valdor, Head of Works at the Ellery Council",
            )
        ],
    ),
    Case(
        "the statement that somebody released, not what happened before it",
        "Senator Ines Valdor released the following statement after the council announced that the bridge had "
        "closed:\n\n“This came too late for everybody who lives on the island.”",
        [
            ("indirect", "the bridge had closed", "announced", "the council"),
            (
                "direct",
                "This came too late for everybody who lives on the island.",
                "statement",
                "Senator Ines Valdor",
            ),
        ],
    ),
    Case(
        "no verb at all",
        "“The bridge is safe,” Ines Valdor, Head of Works.",
        [("direct", "The bridge is safe,", None, "Ines Valdor, Head of Works")],
    ),
    Case(
        "signed with a dash",
        "“The bridge is safe and it will stay open.” – Ines Valdor, Head of Works",
        [("direct", "The bridge is safe and it will stay open.", None, "Ines Valdor, Head of Works")],
    ),
    Case(
        "a signature below",
        "“The bridge is safe and it will stay open.”\n\n— Ines Valdor, Head of Works",
        [("direct", "The bridge is safe and it will stay open.", None, "Ines Valdor, Head of Works")],
    ),
    Case(
        "a name and a colon",
        "Ines Valdor, a nurse at the clinic: “We counted every bed twice on Monday.”",
        [
            (
                "direct",
                "We counted every bed twice on Monday.",
                None,
                "Ines Valdor, a nurse at the clinic",
            )
        ],
    ),
    Case(
        "Said X after a full stop",
        "“We slept in the wheelhouse for nine nights.” Said Ines Valdor, the ferry’s engineer.",
        [
            (
                "direct",
                "We slept in the wheelhouse for nine nights.",
                "Said",
                "Ines Valdor, the ferry’s engineer",
            )
        ],
    ),
    Case(
        "according to",
        "“The bridge is safe and open,” according to a spokesman for the council.",
        [("direct", "The bridge is safe and open,", "according to", "a spokesman for the council")],
    ),
    Case(
        "the cue of the next quotation is not this one's",
        "“We waited for an hour in the rain.” Then the mayor added, “Nobody came.”",
        [
            ("direct", "We waited for an hour in the rain.", None, None),
            ("direct", "Nobody came.", "added", "the mayor"),
        ],
    ),
    Case(
        "the subject of the sentence before",
        "Ines Valdor shook her head. “It rains in here, and we have asked for a roof.”",
        [("direct", "It rains in here, and we have asked for a roof.", None, "Ines Valdor")],
    ),
    Case(
        "a paragraph that goes on with the same speaker",
        "“The bridge is safe,” said Ines Valdor.\n\n“It was tested in May and it will stay open.”",
        [
            ("direct", "The bridge is safe,", "said", "Ines Valdor"),
            ("direct", "It was tested in May and it will stay open.", None, "Ines Valdor"),
        ],
    ),
    Case(
        "two who alternate",
        "“Did the alarm go off?” asked Ines Valdor.\n\n“It went off,” said Tom Brekke.\n\n“And did anybody hear "
        "it?”\n\n“My neighbour did.”",
        [
            ("direct", "Did the alarm go off?", "asked", "Ines Valdor"),
            ("direct", "It went off,", "said", "Tom Brekke"),
            ("direct", "And did anybody hear it?", None, "Ines Valdor"),
            ("direct", "My neighbour did.", None, "Tom Brekke"),
        ],
    ),
    Case(
        "a dateline is no source",
        "ELLERY, June 3 – “The bridge is safe,” said Ines Valdor.",
        [("direct", "The bridge is safe,", "said", "Ines Valdor")],
    ),
    Case(
        "a speech whose cue comes with its last paragraph",
        "“The bridge is old and we have said so for years.\n\n“It was never tested,” said Ines Valdor.",
        [
            (
                "direct",
                "The bridge is old and we have said so for years. // It was never tested,",
                "said",
                "Ines Valdor",
            )
        ],
    ),
    Case(
        "a name as a heading",
        "U.S. Senator Ines Valdor\n\n“The bridge is old and we have said so for years.”",
        [("direct", "The bridge is old and we have said so for years.", None, "U.S. Senator Ines Valdor")],
    ),
    Case(
        "X tweeted",
        "Ines Valdor tweeted: “Bridge open. Bring boots.”",
        [("direct", "Bridge open. Bring boots.", "tweeted", "Ines Valdor")],
    ),
]

FRAGMENTS = [
    Case(
        "a fragment of a reported clause",
        "The council said the bridge was “not safe enough for lorries”.",
        [
            ("indirect", "the bridge was “not safe enough for lorries”", "said", "The council"),
            ("partial", "not safe enough for lorries", "said", "The council"),
        ],
    ),
    Case(
        "passive, by X",
        "The bridge was described as “a danger to us all” by Ines Valdor, a ferry pilot.",
        [("partial", "a danger to us all", "described", "Ines Valdor, a ferry pilot")],
    ),
    Case(
        "called it",
        "Ines Valdor called it “a car park with ambitions”.",
        [("partial", "a car park with ambitions", "called", "Ines Valdor")],
    ),
    Case(
        "charges that nobody is named for",
        "Brekke is charged with “damage to a public bridge” and “sale of stolen rope”.",
        [("partial", "damage to a public bridge // sale of stolen rope", "charged", None)],
    ),
    Case(
        "a law",
        "Under the statute, a tenant who shows “a lasting neglect of the stairs” pays double.",
        [("partial", "a lasting neglect of the stairs", "Under", "the statute")],
    ),
    Case(
        "a post that somebody else wrote of",
        "Ines Valdor criticized the plan in a post as “two steps towards the wrong door”.",
        [("partial", "two steps towards the wrong door", "criticized", "Ines Valdor")],
    ),
    Case("a nickname", "The old ferry, nicknamed “the Sleepy Duck of Ellery”, sank.", []),
    Case("a so-called thing", "They met at the so-called “white stone gate” in May.", []),
    Case("a term of two words", "The “winter roster” was long.", []),
    Case("a title", "Her book, “A Grammar of Ropes”, lists thirty knots.", []),
    Case(
        "a ship",
        "The ferry, the “Grey Lady”, will sail again from Friday, the owner has confirmed.",
        [("indirect", "The ferry, the “Grey Lady”, will sail again from Friday", "confirmed", "the owner")],
    ),
    Case(
        "a title that nobody says",
        "“How the Island Lost Its Ferry and Its Bridge,” a book about the flood, sold well.",
        [],
    ),
    Case(
        "whose wording it is, however short",
        "He seemed to her, as Ines Valdor put it in a letter, “a dreamer.”",
        [("partial", "a dreamer.", "put", "Ines Valdor")],
    ),
]

REPORTED = [
    Case(
        "said that",
        "The council said that the bridge would close on Friday.",
        [("indirect", "the bridge would close on Friday", "said", "The council")],
    ),
    Case(
        "told Y in a statement that",
        "The council told the union in a letter that the bridge would close.",
        [("indirect", "the bridge would close", "told", "The council")],
    ),
    Case(
        "a lead with its cue behind",
        "The bridge must stay open until the ferry sails again, the Ellery Seafarers’ Union said today.",
        [
            (
                "indirect",
                "The bridge must stay open until the ferry sails again",
                "said",
                "the Ellery Seafarers’ Union",
            )
        ],
    ),
    Case(
        "a lead with an inverted cue",
        "The bridge must stay open until the ferry sails again, said Ines Valdor.",
        [("indirect", "The bridge must stay open until the ferry sails again", "said", "Ines Valdor")],
    ),
    Case(
        "according to behind",
        "The bridge fell in the night, according to the harbour police.",
        [("indirect", "The bridge fell in the night", "according to", "the harbour police")],
    ),
    Case(
        "according to in front",
        "According to the harbour police, the bridge fell in the night.",
        [("indirect", "the bridge fell in the night", "According to", "the harbour police")],
    ),
    Case(
        "urged Y to",
        "The union urged the council to open the bridge.",
        [("indirect", "the council to open the bridge", "urged", "The union")],
    ),
    Case(
        "denied V-ing",
        "Brekke denied selling the rope.",
        [("indirect", "selling the rope", "denied", "Brekke")],
    ),
    Case(
        "adding that",
        "Valdor said the bridge was safe, adding that it would be tested in May.",
        [
            ("indirect", "the bridge was safe", "said", "Valdor"),
            ("indirect", "it would be tested in May", "adding", "Valdor"),
        ],
    ),
    Case(
        "a reported question",
        "Valdor asked whether the bridge would open in May.",
        [("indirect", "the bridge would open in May", "asked", "Valdor")],
    ),
    Case(
        "a cue that no list holds",
        "The bridge will close for the winter to let the ferry pass, the Ellery Post has learned.",
        [],
    ),
    Case("nothing was said", "The council did not say when the bridge would open.", []),
    Case("only a condition", "If the council says the bridge is safe, people will cross it.", []),
    Case("a question that reports nothing", "She told me what she thought of the bridge.", []),
]

INTERVIEWS = [
    Case(
        "questions and answers",
        "Ines Valdor has kept the bridge for nine years.\n\nQ: Is it safe?\n\nA: It is.\n\nQ: Was it ever shut?\n\n"
        "A: Once. In the flood.\n\nWe waited for a week.\n\nQ: And now?\n\nA: Now we paint it.",
        [
            ("direct", "It is.", "A:", "Ines Valdor"),
            ("direct", "Once. In the flood. // We waited for a week.", "A:", "Ines Valdor"),
            ("direct", "Now we paint it.", "A:", "Ines Valdor"),
        ],
    ),
    Case(
        "a label that comes once is no transcript",
        "NOTE: The bridge is shut.\n\nQ: Why?\n\nNobody knows.",
        [],
    ),
]

CASES = [*UTTERANCES, *FRAGMENTS, *REPORTED, *INTERVIEWS]
