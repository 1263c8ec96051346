"""How long the registry takes over many invented names, beside a plain loop in the same run.

    python -m benchmarks.names [--names 100000]

The ratio is to a million steps of the loop.
"""

import random
from datetime import date, timedelta

import pyarrow as pa

from benchmarks.figures import Figure, arguments, tell, timed
from pipeline.people import registry

SYLLABLES = (
    "ba ren ko vi mar tel dor hu lin sa gor pe net wal zi fen ro quil tam bers ock ha vey do ri stan".split()
)
GIVEN = (
    "Robert Bob William Bill Elizabeth Liz Evgeny Yevgeny Mohammed Muhammad John Mary Ana James Jim".split()
)
PER_FAMILY, PER_ARTICLE = 12, 5
QUOTED = ("speaker", "kind", "role", "affiliation")


def names(number: int, chance: random.Random) -> list[str]:
    def invented(syllables: int) -> str:
        return "".join(chance.sample(SYLLABLES, syllables)).title()

    families = [invented(chance.choice((2, 3))) for _ in range(max(50, number // PER_FAMILY))]
    given = [*(invented(2) for _ in range(600)), *GIVEN * 10]
    found = []
    for _ in range(number):
        first, last, middle = chance.choice(given), chance.choice(families), chance.choice("ABCDEFGHJKLMRST")
        forms = (f"{first} {last}", f"{first} {middle}. {last}", f"{first[0]}. {last}", last)
        found.append(chance.choices(forms, weights=(4, 3, 1, 1))[0])
    return found


def tables(people: list[str], chance: random.Random) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Name these people in articles, a few of them in two; nobody says anything."""
    ids, days, named, where = [], [], [], []
    for at in range(0, len(people), PER_ARTICLE):
        here = [*people[at : at + PER_ARTICLE], *chance.sample(people, 2)]
        named += here
        where += [len(ids)] * len(here)
        ids.append(f"a{at}")
        days.append(date(2005, 1, 1) + timedelta(days=at % 3000))
    nobody: dict[str, pa.Array] = {name: pa.array([], pa.string()) for name in QUOTED}
    return (
        pa.table({"article_id": ids, "date": pa.array(days, pa.date32())}),
        pa.table(
            {
                "article": pa.array(where, pa.int32()),
                "label": ["PERSON"] * len(named),
                "text": named,
                "name": named,
            }
        ),
        pa.table({"article": pa.array([], pa.int32()), **nobody}),
    )


def measure(*, quick: bool, n_names: int = 100_000) -> list[Figure]:
    chance = random.Random(3)  # noqa: S311  no secret
    people = names(200 if quick else n_names, chance)
    made = tables(people, chance)
    loop = timed(lambda: sum(step * step for step in range(1_000_000)))
    took = timed(lambda: registry.build(*made))
    what = f"{len(people):,} names, {len(set(people)):,} different"
    return [Figure(what, took, "CPU s", took / loop, "times a million steps of a plain loop")]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--names", type=int, default=100_000)
    told = parser.parse_args()
    tell(measure(quick=told.quick, n_names=told.names), told)


if __name__ == "__main__":
    main()
