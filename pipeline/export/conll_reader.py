"""Reading a file that `pipeline.export.conll` wrote, or any CoNLL-U Plus with its columns."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pipeline.export.documents import Name, Quote
from pipeline.records import Span

_COMMENT = re.compile(r"# ([^=]+?) = (.*)")


@dataclass(slots=True)
class Words:
    """What the file tells of one article; of the text between its words it tells nothing."""

    article_id: str
    date: dt.date | None = None
    headline: str | None = None
    words: list[tuple[str, Span]] = field(default_factory=list)
    tags: dict[str, list[str]] = field(default_factory=dict)
    """The tags of all words, by the name of the column: NER, SOURCE, CUE, CONTENT, SOURCE:2, …"""
    quotes: list[Quote] = field(default_factory=list)

    def tagged(self, column: str) -> Iterator[tuple[str, Span]]:
        """Give what is tagged in a column: the label, and the stretch from its first word to its last."""
        begun: tuple[str, Span] | None = None
        for (_, place), tag in zip(self.words, self.tags[column], strict=True):
            begins, _, label = tag.partition("-")
            if begun and begins != "I":
                yield begun
                begun = None
            begun = (label, Span(begun[1].start if begun else place.start, place.end)) if label else None
        if begun:
            yield begun

    @property
    def names(self) -> list[Name]:
        return [Name(span, label) for label, span in self.tagged("NER")]


def read_conll(path: Path) -> Iterator[Words]:
    """Read the articles one by one; raises ValueError where the columns aren't named in the first line."""
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from read_lines(line.removesuffix("\n") for line in file)


def read_lines(lines: Iterable[str]) -> Iterator[Words]:
    """Read the articles of these lines, as `read_conll` does."""
    columns: list[str] = []
    found: Words | None = None
    for line in lines:
        if comment := _COMMENT.fullmatch(line):
            name, value = comment.groups()
            if name == "global.columns":
                columns = [column.removeprefix("ONRECORD:") for column in value.split()]
            elif name == "newdoc id":
                if found:
                    yield found
                found = Words(value, tags={column: [] for column in columns[5:]})
            elif found:
                _note(found, name, value)
        elif line and not columns:
            raise ValueError("the first line doesn't name the columns")
        elif line and found:
            _add(found, dict(zip(columns, line.split("\t"), strict=True)))
    if found:
        yield found


def _note(found: Words, name: str, value: str) -> None:
    if name == "date":
        found.date = dt.date.fromisoformat(value)
    elif name == "headline":
        found.headline = value
    elif name.startswith("attribution "):
        found.quotes.append(_quote(msgspec.json.decode(value)))


def _add(found: Words, row: dict[str, str]) -> None:
    found.words.append((row["FORM"], Span(int(row["START"]), int(row["END"]))))
    for column, tags in found.tags.items():
        tags.append(row[column])


def _quote(told: dict[str, Any]) -> Quote:
    spans = {role: tuple(Span(*pair) for pair in told.pop(role)) for role in ("source", "cue", "content")}
    return Quote(
        content=spans["content"],
        source=next(iter(spans["source"]), None),
        cue=next(iter(spans["cue"]), None),
        **told,
    )
