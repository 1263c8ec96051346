"""How the time that making tables takes, reprints grouped, grows with the number of articles.

    python -m benchmarks.reprints [--sizes 1000 10000]

Half of the articles stand alone, a quarter are copies, cuts and corrections of others, and a quarter fill in
one template, which must neither be merged nor be compared each with each.
"""

import random
import time
from datetime import date, timedelta

from benchmarks.figures import Figure, arguments, tell
from pipeline.records import Article, Page, PageResult, Resolution, Segmented, content_id
from pipeline.run import build_tables

SYLLABLES = [a + b for a in "bcdfglmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "ost")]
FIRST_DAY = date(2015, 1, 1)


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3))))


def release(chance: random.Random, lexicon: list[str], n_words: int) -> list[str]:
    # common words are common, as in any language (Zipf)
    words = [lexicon[int(len(lexicon) ** chance.random()) - 1] for _ in range(n_words)]
    for at in range(0, n_words, 12):
        words[at] = words[at].title()
    return words


def corpus(n: int) -> tuple[list[PageResult], int]:
    """Make n pages of an article each, and say how many articles are to be told apart."""
    chance = random.Random(n)  # noqa: S311  no secret
    lexicon = sorted({word(chance) for _ in range(20_000)})
    chance.shuffle(lexicon)
    ending, template = release(chance, lexicon, 60), release(chance, lexicon, 240)
    made: list[tuple[date, list[str]]] = []
    for _ in range(n // 2):
        day = FIRST_DAY + timedelta(chance.randrange(1500))
        made.append((day, release(chance, lexicon, chance.randint(80, 500)) + ending))
    for number in range(n // 4):
        town, day = word(chance).title() + word(chance), FIRST_DAY + timedelta(chance.randrange(60))
        made.append((day, [town if at in (9, 40, 200) else said for at, said in enumerate(template)]))
        made[-1][1][20] = f"{number + 1000}"
    alone = len(made)
    while len(made) < n:
        day, words = made[chance.randrange(n // 2)]
        kind = chance.randrange(3)
        if kind == 1:
            words = words[: chance.randint(40, len(words))]
        elif kind == 2:
            words = [*words[:30], word(chance), *words[31:]]
        made.append((day, words))
    chance.shuffle(made)
    return [_page(number, day, " ".join(words) + ".") for number, (day, words) in enumerate(made)], alone


def _page(number: int, day: date, text: str) -> PageResult:
    page_id = f"{number:08}"
    article = Article(content_id("article", day, text), page_id, 0, 0, len(text), text, date=day)
    page = Page(page_id, f"{number:08}.txt", "", "text/plain", text)
    return PageResult(page, Segmented((article,)), (Resolution(),))


def measure(*, quick: bool, sizes: tuple[int, ...] = (1_000, 10_000)) -> list[Figure]:
    figures: list[Figure] = []
    first = 0.0
    for n in (40, 80) if quick else sizes:
        pages, alone = corpus(n)
        began = time.process_time()
        kept = build_tables(pages)["articles"].num_rows
        each = 1000 * (time.process_time() - began) / n
        first = first or each
        what = f"{n:,} articles, {kept:,} of them different (made: {alone:,})"
        figures.append(Figure(what, each, "CPU ms", each / first, "each, of the first step's"))
    return figures


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    told = parser.parse_args()
    tell(measure(quick=told.quick, sizes=tuple(told.sizes)), told)


if __name__ == "__main__":
    main()
