"""Where a name stands: what many rules ask of it, looked up once."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from .spans import Run


@dataclass(frozen=True, slots=True)
class Site:
    """A name among its neighbours: the words on each side in lower case, and the token it hangs on by."""

    doc: Doc
    run: Run
    before: str
    after: str
    head: Token


def site_of(doc: Doc, run: Run) -> Site:
    """Look at a run's neighbours; a word is "" past the text's end."""
    before, after = word_at(doc, run.start - 1), word_at(doc, run.end)
    return Site(doc, run, before, after, doc[run.start : run.end].root)


def word_at(doc: Doc, at: int) -> str:
    """Give the word at an index in lower case; "" outside the text."""
    return doc[at].lower_ if 0 <= at < len(doc) else ""
