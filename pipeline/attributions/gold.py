"""Articles whose attributions were marked by annotators, and how to read them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import SetupError
from pipeline.records import Span

Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """One attribution as an annotator marked it, or as it was found; a role has several spans or none."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A text with its attributions."""

    id: str
    text: str
    attributions: tuple[GoldAttribution, ...]


def read_articles(*files: Path) -> list[GoldArticle]:
    """Read annotated articles, one JSON object a line: id, text, attributions of source, cue and content.

    Spans are pairs of code points, half-open. Raises SetupError naming the file, the line and what is
    wrong with it, and where a file holds no article or an id comes twice.
    """
    articles: dict[str, GoldArticle] = {}
    for file in files:
        before = len(articles)
        for number, line in enumerate(_lines(file), start=1):
            if not line.strip():
                continue
            try:
                article = _article(json.loads(line))
            except KeyError as error:
                raise SetupError(f"{file}, line {number}: {error} is missing") from None
            except (ValueError, TypeError, AttributeError) as error:
                raise SetupError(f"{file}, line {number}: {error}") from None
            if article.id in articles:
                raise SetupError(f"{file}, line {number}: article {article.id} comes a second time")
            articles[article.id] = article
        if len(articles) == before:
            raise SetupError(f"{file} holds no article")
    return list(articles.values())


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split(
            "\n"
        )  # a text may hold other line separators as they are
    except OSError as error:
        raise SetupError(f"{file} can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SetupError(f"{file} can't be read: {error}") from None


def _article(row: dict[str, Any]) -> GoldArticle:
    text = row["text"]
    if not isinstance(text, str):
        raise TypeError("text is no string")
    return GoldArticle(str(row["id"]), text, tuple(_attribution(a, text) for a in row["attributions"]))


def _attribution(row: dict[str, Any], text: str) -> GoldAttribution:
    spans = {role: tuple(Span(start, end) for start, end in row.get(role) or ()) for role in ROLES}
    for role, its in spans.items():
        for span in its:
            if not 0 <= span.start < span.end <= len(text):
                raise ValueError(f"{role} [{span.start}, {span.end}] is no stretch of the text")
    return GoldAttribution(**spans)
