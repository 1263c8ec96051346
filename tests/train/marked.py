"""Articles with their attributions marked in the text: ⟨s ⟩ the source, ⟨k ⟩ the cue, ⟨c ⟩ the content.

A number after the letter tells attributions apart: ⟨c2 ⟩ belongs to the second. Without one it is the first.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pipeline.attributions import GoldArticle, GoldAttribution
from pipeline.records import Span

ROLES = {"s": "source", "k": "cue", "c": "content"}
TOKEN = re.compile(r"⟨([skc]+)(\d*) |⟩")


def article(marked: str, name: str = "a") -> GoldArticle:
    """Read a marked text; `⟨sk1 …⟩` stands in two roles at once."""
    text, opened = "", []
    found: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    at = 0
    for match in TOKEN.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        if match[1]:
            opened.append((match[1], int(match[2] or 1), len(text)))
        else:
            letters, number, start = opened.pop()
            for letter in letters:
                found[number][ROLES[letter]].append(Span(start, len(text)))
    text += marked[at:]
    assert not opened, "a bracket is left open"
    return GoldArticle(
        name,
        text,
        tuple(
            GoldAttribution(**{role: tuple(found[number][role]) for role in ROLES.values()})
            for number in sorted(found)
        ),
    )


def write_gold(path: Path, articles: Iterable[GoldArticle]) -> Path:
    """Write articles as the lines of a gold file."""
    rows = [
        {
            "id": one.id,
            "text": one.text,
            "attributions": [
                {role: [[s.start, s.end] for s in getattr(a, role)] for role in ROLES.values()}
                for a in one.attributions
            ],
        }
        for one in articles
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


ARTICLES = [
    article(text.strip(), f"invented-{number}")
    for number, text in enumerate(
        """
The ferry to Sandholm will not sail before June.

⟨c “The hull has to be scraped first,”⟩ ⟨k said⟩ ⟨s Orla Vint, the harbour master⟩.

⟨s2 She⟩ ⟨k2 added that⟩ ⟨c2 the crew would be paid in full⟩.
===
⟨s The Tannery Museum⟩ ⟨k announced⟩ ⟨c it will open a second hall in spring⟩.

Tickets cost four crowns. ⟨s2 Director Pell Amsden⟩ ⟨k2 said⟩ ⟨c2 the old boiler room would become a café⟩.
===
⟨c Three bridges need repair⟩, ⟨k according to⟩ ⟨s the county of Esk⟩.

⟨c2 “We counted twice,”⟩ ⟨k2 said⟩ ⟨s2 surveyor Iwan Rask⟩. ⟨c2 “There were three.”⟩
===
Snow fell on the upper valley for nine days.

⟨s Farmers⟩ ⟨k warned that⟩ ⟨c the hay would run out by March⟩. ⟨s2 Berit Olm⟩ ⟨k2 told⟩ the council ⟨c2 her barn was empty⟩.
===
⟨s The Guild of Potters⟩ ⟨k denied⟩ ⟨c it had raised its fees⟩.

⟨c2 “Nobody asked us,”⟩ ⟨s2 its chairman, Dov Harrel,⟩ ⟨k2 said⟩.
===
A lighthouse keeper retired on Monday after forty years.

⟨c “I shall miss the gulls,”⟩ ⟨k said⟩ ⟨s Anders Pike⟩. ⟨s2 His daughter⟩ ⟨k2 believes⟩ ⟨c2 he will be back within a week⟩.
===
⟨s Mayor Tilda Grau⟩ ⟨k said⟩ ⟨c the market would move to the north square⟩.

⟨s2 Traders⟩ ⟨k2 complained that⟩ ⟨c2 the square has no roof⟩. The council meets on Friday.
===
The school in Lower Wick keeps its two teachers.

⟨c “Parents wrote to us every day,”⟩ ⟨s inspector Mona Fell⟩ ⟨k told⟩ reporters.

⟨s2 The ministry⟩ ⟨k2 confirmed⟩ ⟨c2 the decision was final⟩.
===
⟨c The river is clean enough to swim in⟩, ⟨k according to⟩ ⟨s a study by Lund Water Works⟩.

⟨s2 Anglers⟩ ⟨k2 doubt that⟩ ⟨c2 the trout will return⟩.
===
Two trains a day will stop at Corrow Halt. ⟨s The railway⟩ ⟨k announced⟩ ⟨c the new timetable begins in autumn⟩.

⟨c2 “It is a start,”⟩ ⟨k2 said⟩ ⟨s2 Ned Barrow of the passengers’ club⟩.
===
⟨s Doctors in Hale⟩ ⟨k urged⟩ ⟨c people to drink more water⟩ during the heat.

⟨c2 “We saw eleven cases in a day,”⟩ ⟨k2 said⟩ ⟨s2 nurse Petra Quint⟩.
===
The bakery on Mill Lane burned down in the night. Nobody was hurt.

⟨s The fire brigade⟩ ⟨k said⟩ ⟨c an oven had been left on⟩. ⟨s2 The owner⟩ ⟨k2 said that⟩ ⟨c2 she would build again⟩.
""".split("===")
    )
]
