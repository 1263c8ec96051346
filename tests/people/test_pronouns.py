"""Whom he, she and they mean in short talks, with the real model's parse."""

import re

import pytest

from pipeline.entities import recognise
from pipeline.people import known_names, resolve
from pipeline.records import Article, Page, Quotation, Span

# (why, text with its source mentions in brackets and one quotation after or before each, speaker of the last)
TALKS = [
    ("the speaker before, whose sentence begins with a title",
     "“It is late,” [Alex Ferran] said.\n\n[Mr. Brekke] said: “Not for me.”\n\n“I shall stay,” [he] said.", "Brekke"),
    ("him is not the subject of his own clause, whose name has two words",
     "“It is late,” said [Ola Brandt]. Judge Kim Ferran scolded him. “It is early,” [Judge Ferran] said. “Very,” [she] said.",
     "Kim Ferran"),
    ("whose the subject is, not whoever comes after it",
     "Kim Brekke’s new book pleased Alex Ferran. “It is long,” [he] said.", "Kim Brekke"),
    ("a heading's him is whom the text names next",
     "“It is late,” said [Alex Ferran].\n\nPRAISE FOR HIM — Brekke’s new book pleased the town. “It is long,” [he] said.", "Brekke"),
    ("they are not a body that is let do something",
     "Ola Brandt and Ida Ferran left early. This allowed the Mora Council to stay. “It is late,” [they] said.",
     "Ola Brandt and Ida Ferran"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "marked", "speaker"), TALKS, ids=[t[0] for t in TALKS])
def test_talk(nlp, why, marked, speaker):
    text, sources = _unmarked(marked)
    article = Article("a", "p", 0, 0, len(text), text)
    page = Page(page_id="p", source="p.txt", sha256="", media_type="text/plain", text=text)
    ((_, doc, mentions),) = recognise(nlp, [article])
    quoted = [Span(m.start(1), m.end(1)) for m in re.finditer("“([^”]*)”", text)]
    quotations = [
        Quotation((span,), "direct", mention=source) for span, source in zip(quoted, sources, strict=True)
    ]
    found = resolve(article, doc, mentions, quotations, known_names(page, [mentions]))
    assert found.attributions[-1].speaker == speaker


def _unmarked(marked: str) -> tuple[str, list[Span]]:
    """Take the brackets off the source mentions, and give where they stood."""
    text, sources = "", []
    for piece in re.split(r"(\[[^\]]*\])", marked):
        bare = piece.strip("[]")
        if bare != piece:
            sources.append(Span(len(text), len(text) + len(bare)))
        text += bare
    return text, sources
