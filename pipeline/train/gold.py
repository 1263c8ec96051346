"""Gold articles → what the network is trained on: windows with the tags and the links of every piece."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from pipeline.attributions import ROLES, GoldArticle, Role
from pipeline.errors import SetupError
from pipeline.quotes.tagger.decode import TAGS
from pipeline.quotes.tagger.windows import Window, windows
from pipeline.records import Span
from pipeline.train.soft import Soft

IGNORED = -100
"""The tag of a piece that isn't judged: all but the first of a word, and those that stand for no text."""
NOTHING = 0
"""The piece that pointers mean where there is nothing to point at: the window's first, which is no word."""
HELD_OUT = 0.1

Painted = dict[int, list[tuple[Role, int, Span]]]
"""By code point: in which role it stands, in which attribution, and in which span."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window as the network sees it. `cues[i]` and `sources[i]` list what piece `i` should point at."""

    window: Window
    tags: tuple[int, ...]
    cues: dict[int, tuple[int, ...]]
    sources: dict[int, tuple[int, ...]]
    soft: Soft | None = None
    """What a teacher finds likely here."""

    @property
    def labelled(self) -> bool:
        """Whether an attribution stands here, or a part of one."""
        return any(tag > 0 for tag in self.tags)


def hold_out(articles: Sequence[GoldArticle], *, seed: int) -> tuple[list[GoldArticle], list[GoldArticle]]:
    """Divide articles into those to train on and a tenth to be judged by, one at least, drawn by the seed.

    Raises SetupError where there are fewer than two.
    """
    if len(articles) < 2:
        raise SetupError("one article can't be trained on and judged by: give more, or others by --dev")
    draw = random.Random(f"{seed}/held out")  # noqa: S311  nothing secret
    held = set(draw.sample(range(len(articles)), max(1, round(HELD_OUT * len(articles)))))
    kept = [article for number, article in enumerate(articles) if number not in held]
    return kept, [articles[number] for number in sorted(held)]


def examples(article: GoldArticle, tokenizer: Tokenizer, *, longest: int) -> Iterator[Example]:
    """Give the article's windows with their tags and links; a blank text yields none."""
    painted = _painted(article)
    for window in windows(article.text, tokenizer, longest=longest):
        yield _example(window, painted)


def _painted(article: GoldArticle) -> Painted:
    painted: Painted = {}
    for number, attribution in enumerate(article.attributions):
        for role in ROLES:
            spans: Iterable[Span] = getattr(attribution, role)
            for span in spans:
                for at in range(span.start, span.end):
                    painted.setdefault(at, []).append((role, number, span))
    return painted


def _example(window: Window, painted: Painted) -> Example:
    tags = [IGNORED] * len(window)
    members: dict[tuple[int, Role], list[int]] = {}
    before: tuple[int, Role, Span] | None = None
    for at, start, end in zip(window.firsts, window.starts, window.ends, strict=True):
        here = next((painted[c] for c in range(start, end) if c in painted), [])
        for role, number, _ in here:
            members.setdefault((number, role), []).append(at)
        if not here:
            tags[at] = TAGS.index("O")
            before = None
            continue
        # a source that several attributions share is marked once; elsewhere roles hardly ever meet
        role, _, span = min(here, key=lambda found: (ROLES.index(found[0]), found[1]))
        # a new paragraph begins its tags anew, as the decoder wants it
        now = (window.paragraph[at], role, span)
        tags[at] = TAGS.index(f"{'I' if before == now else 'B'}-{role}")
        before = now
    return Example(window, tuple(tags), _links(members, "content", "cue"), _links(members, "cue", "source"))


def _links(
    members: dict[tuple[int, Role], list[int]], pointing: Role, at: Role
) -> dict[int, tuple[int, ...]]:
    """Say what each piece in one role should point at; at nothing where that isn't in the window."""
    return {
        piece: tuple(members.get((number, at), (NOTHING,)))
        for (number, role), pieces in members.items()
        if role == pointing
        for piece in pieces
    }
