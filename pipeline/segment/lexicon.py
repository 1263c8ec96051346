"""The words of web furniture, compiled from `furniture.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

ENDS_REACH = 100
SENTENCE_MARKS = '.!?”"’'


@dataclass(frozen=True, slots=True)
class Furniture:
    """One kind of furniture: how its lines read, and how long they can be."""

    reason: str
    most_words: int
    starts: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    ends: re.Pattern[str] | None = None

    def matches(self, text: str, *, n_words: int) -> bool:
        """Say whether a line, in lower case, reads like this kind."""
        if n_words > self.most_words:
            return False
        if self.starts and self.starts.match(text):
            return True
        if self.ends and text[-1] not in SENTENCE_MARKS and self.ends.search(text[-ENDS_REACH:]):
            return True
        return bool(self.whole and self.whole.fullmatch(text.rstrip(" .:»>→*…") or text))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every kind of furniture in the order in which they are asked, and the sets of single words."""

    kinds: tuple[Furniture, ...]
    share: frozenset[str]
    share_sure: frozenset[str]
    detail: frozenset[str]
    kept_heading: frozenset[str]
    junk: re.Pattern[str]

    def reason(self, text: str, *, n_words: int) -> str | None:
        """Name the kind of furniture that a line reads like; None where it reads like none."""
        lower = text.lower()
        for kind in self.kinds:
            if kind.matches(lower, n_words=n_words):
                return kind.reason
        return None


def _either(forms: list[str]) -> re.Pattern[str] | None:
    # Without IGNORECASE, on text in lower case: only so does re skip alternatives by their first letter
    return re.compile("|".join(f"(?:{form})" for form in forms)) if forms else None


@cache
def lexicon() -> Lexicon:
    """Read the lexicon that stands beside this module."""
    with resources.files(__package__).joinpath("furniture.toml").open("rb") as file:
        tables = tomllib.load(file)
    words = tables.pop("words")
    junk = re.compile("|".join(tables.pop("junk")["anywhere"]))
    kinds = tuple(
        Furniture(
            reason,
            table["most_words"],
            _either(table["starts"]),
            _either(table["whole"]),
            _either(table.get("ends", [])),
        )
        for reason, table in tables.items()
    )
    return Lexicon(
        kinds=kinds,
        share=frozenset(words["share"]),
        share_sure=frozenset(words["share_sure"]),
        detail=frozenset(words["detail"]),
        kept_heading=frozenset(words["kept_heading"]),
        junk=junk,
    )
