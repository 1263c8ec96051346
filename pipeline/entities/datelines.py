"""Where an article says that it comes from: "TURIN, 5 May –", "MORA-ON-TARN, Fife & RIGA, Latvia--"."""

from spacy.tokens import Doc

from . import lexicon as lex
from .shape import Weights
from .spans import Run, is_capital

_DASHES = ("–", "—", "--", "---", "-")
_LONGEST = 18  # tokens: two towns with their countries and a date
_PLAIN = lex.NEVER | {"and"}
_BETWEEN = frozenset(",/&().:;|-'’")


def dateline_end(doc: Doc, at: int) -> int:
    """Give the index of the dash that ends the dateline which begins at a token; `at` where none begins."""
    for token in doc[at : at + _LONGEST]:
        dash = token.text in _DASHES and (
            token.text != "-" or token.whitespace_ and doc[token.i - 1].whitespace_
        )
        if dash:
            opens = token.i + 1 < len(doc) and (
                doc[token.i + 1].text[0].isupper() or doc[token.i + 1].is_punct
            )
            return token.i if opens else at
        plain = token.text in _BETWEEN or token.like_num or token.lower_ in _PLAIN
        inner = token.i > at and doc[token.i - 1].text == "-" and token.text.islower()  # Mora-on-Tarn
        if not (plain or inner or is_capital(token)):
            break
    return at


def in_dateline(doc: Doc, at: int) -> bool:
    """Say whether a token lies in the dateline that opens its paragraph."""
    first = at
    while first and not doc[first - 1].is_space and at - first < _LONGEST:
        first -= 1
    opens = first == 0 or "\n" in doc[first - 1].text
    return opens and at < dateline_end(doc, first)


def in_opening(doc: Doc, run: Run) -> Weights:
    """Weigh a name in a dateline, or one that a comma parts from the code of its state: "Mora, MT"."""
    found = Weights()
    station = doc[run.start - 1].text == "(" if run.start else False
    if station and run.end < len(doc) and doc[run.end].text == ")" and in_dateline(doc, run.start):
        return Weights({"NONE": 6})  # MORA (RMW) –
    if run.end - run.start <= 6 and in_dateline(doc, run.start):
        return Weights({"GPE": 4, "PERSON": -1, "ORG": -1})
    if doc[run.start : run.end].text in lex.STATE_CODES and run.start > 1 and doc[run.start - 1].text == ",":
        found["GPE"] += 4 if is_capital(doc[run.start - 2]) else 0
    after = run.end + 1 if run.end < len(doc) and doc[run.end].text == "," else len(doc)
    if after < len(doc) and doc[after].text in lex.STATE_CODES:
        found["GPE"] += 4
    return found
