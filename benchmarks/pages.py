"""Lay invented news pages into a folder: `python -m benchmarks.pages FOLDER --pages 4000 [--words 80]`.

Each page is a dated item with names, direct and indirect quotations and their speakers. A page's number
decides its words, so the same command always lays the same pages, and no two of them are reprints of one
another.
"""

import argparse
import random
from datetime import date, timedelta
from pathlib import Path

A_FOLDER = 500  # pages
FIRST_DAY = date(2011, 3, 1)
SYLLABLES = "ba ren ko vi mar tel dor hu lin sa gor pe net wal zi fen ro quil tam ock ha vey ri stan".split()
TITLES = "Mayor|Senator|Councillor|Professor|Secretary|Minister|Judge|Superintendent".split("|")
BODIES = "council|ministry|union|harbour board|hospital trust|library|court|water company|university".split(
    "|"
)
ADJECTIVES = (
    "old new costly narrow public local northern southern muddy quiet wooden broken temporary annual "
    "modest rural crowded disputed proposed promised empty sunken fragile expensive coastal regional "
    "abandoned shared free"
).split()
NOUNS = (
    "bridge ferry school road budget orchard clinic pier railway archive museum reservoir market tunnel "
    "fishery quarry stadium warehouse footpath lighthouse mill dam bakery depot nursery canal theatre "
    "cable fence pipeline"
).split()
VERBS = (
    "repair close fund move inspect sell survey rebuild open defend measure paint lease extend replace "
    "audit drain restore insure abandon photograph widen fence flood rename"
).split()
PLACES = (
    "by the river|near the station|in the valley|behind the town hall|on the hill|along the coast|in May"
).split("|")
CUES = "said|told the assembly|warned|wrote in a letter|added|told reporters|insisted".split("|")
DOUBTS = (
    "because nobody had asked|after years of talk|before winter comes|whatever it costs|for the third time"
).split("|")


def page(number: int, *, words: int = 80) -> str:
    """Make the text of one page, of at least so many words."""
    chance = random.Random(number)  # noqa: S311  no secret
    day = FIRST_DAY + timedelta(days=chance.randrange(4000))
    speakers = [_name(chance) for _ in range(3)]
    heading = f"{_thing(chance).capitalize()} to {chance.choice(VERBS)} {_thing(chance)} {number:,}"
    lines = [heading, f"{day.day} {day:%B %Y}"]
    while sum(map(_length, lines)) < words:
        lines.append(_paragraph(chance, speakers))
    return "\n".join(lines) + "\n"


def lay(folder: Path, first: int, last: int, *, words: int = 80) -> None:
    """Write the pages from `first` up to, but without, `last`; those that lie there already stay."""
    for number in range(first, last):
        its_folder = folder / f"{number // A_FOLDER:04}"
        its_folder.mkdir(parents=True, exist_ok=True)
        file = its_folder / f"{number:08}.txt"
        if not file.exists():
            file.write_text(page(number, words=words), encoding="utf-8")


def _paragraph(chance: random.Random, speakers: list[str]) -> str:
    speaker, cue = chance.choice(speakers), chance.choice(CUES)
    said, told, more = (_clause(chance) for _ in range(3))
    match chance.randrange(4):
        case 0:
            return f"“{said[0].upper()}{said[1:]},” {cue} {speaker}. “{told[0].upper()}{told[1:]}.”"
        case 1:
            return f"{speaker} of the {chance.choice(BODIES)} {cue} that {said}. {told[0].upper()}{told[1:]}."
        case 2:
            return f"According to {speaker}, {said}, and {told}."
        case _:
            return f"{said[0].upper()}{said[1:]}. {told[0].upper()}{told[1:]}, and {more}."


def _clause(chance: random.Random) -> str:
    who = chance.choice(("the " + chance.choice(BODIES), "we", "they", "the town", _name(chance)))
    doing = f"{chance.choice(VERBS)} the {_thing(chance)} {chance.choice(PLACES)}"
    return f"{who} will {doing} {chance.choice(DOUBTS)}"


def _thing(chance: random.Random) -> str:
    return f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}"


def _name(chance: random.Random) -> str:
    first, last = ("".join(chance.sample(SYLLABLES, n)).title() for n in (2, chance.choice((2, 3))))
    return f"{chance.choice(TITLES)} {first} {last}" if chance.random() < 0.3 else f"{first} {last}"


def _length(line: str) -> int:
    return len(line.split())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--words", type=int, default=80, help="words of the shortest page")
    told = parser.parse_args()
    lay(told.folder, 0, told.pages, words=told.words)


if __name__ == "__main__":
    main()
