"""Who is who: mentions linked to full names, quotations to speakers, speakers to what they are.

`link` names the mentions, `roles` reads what people are and for whom, `sources` resolves the source
mention of each quotation. Nothing here guesses: what fits two people equally is left unresolved, with
the candidates kept.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.records import Article, Mention, Quotation, Resolution

from .link import link
from .names import KnownNames, known_names
from .sources import attribute

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["KnownNames", "known_names", "resolve"]


def resolve(
    article: Article,
    doc: "Doc",
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    known: KnownNames,
) -> Resolution:
    """Link an article's mentions and quotations to the fullest names that its page gives.

    Assumes that `doc` is the article's and that offsets are the article's. Every quotation comes back
    with its attribution, in the order given; a speaker of None has its reason.
    """
    cast = link(article, doc, mentions, known)
    return Resolution(cast.mentions, attribute(article, doc, cast, quotations))
