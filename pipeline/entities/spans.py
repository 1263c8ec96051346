"""Where names may stand: runs of capitalised words, as typography bounds them.

Typography bounds a name better than a statistical tagger does on unseen names: a run never crosses a
line, a quotation mark (a nickname's apart) or a possessive, and is never cut at a hyphen or a particle.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from . import lexicon as lex

OPENERS = frozenset("“«„‹‘\"'([")
CLOSERS = frozenset("”»’›\"')]")
HYPHENS = frozenset("-‐‑")
POSSESSIVES = frozenset({"’s", "'s", "’S", "'S", "`s"})
NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})
_MOST_WORDS = 50_000  # that are told again without a look: most words of news come again at once
_PARTY = re.compile(r"[A-Z][A-Za-z]{0,3}[-‐‑–][A-Z]{2}(-\d+)?")
_OPEN_SENTENCE = frozenset("“‘«\"'–—•*:-….!?")
_NO_NAME = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "ADV", "AUX", "VERB", "INTJ", "NUM"})


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `start` to `end` of a Doc that make up a name; `title` where one stood before it."""

    start: int
    end: int
    title: bool = False

    def words(self, doc: Doc) -> list[str]:
        """Give the run's tokens in lower case without full stops."""
        return [token.lower_.strip(".") or "." for token in doc[self.start : self.end]]


def is_capital(token: Token) -> bool:
    """Say whether a token is written as a word of a name: a capital first, perhaps after a prefix."""
    return has_capital(token.text)


@lru_cache(_MOST_WORDS)
def has_capital(text: str) -> bool:
    """Say so of a word by its letters."""
    if text.islower():  # most words
        return False
    if text[0].isupper() or text[0].istitle():
        return True
    # d’Arcy, al-Amin, iPhone: a short lower-case prefix glued to a capital
    return len(text) > 3 and any(c.isupper() for c in text[1:3]) and text[0].isalpha()


def is_name_word(doc: Doc, at: int) -> bool:
    """Say whether there is a capitalised word at an index, and one that names may hold."""
    if not 0 <= at < len(doc):
        return False
    token = doc[at]
    if not is_capital(token) or token.is_punct or (token.is_stop and token.is_upper and len(token.text) > 1):
        return False
    if len(token.text) == 2 and token.text[1] == ".":
        # the initial of a name, A. as well as Q.
        return (
            token.text[0].isupper()
            and at + 1 < len(doc)
            and is_capital(doc[at + 1])
            and not doc[at + 1].is_sent_start
        )
    if token.lower_ in lex.CALENDAR_NAMES and at + 1 < len(doc) and is_capital(doc[at + 1]):
        return True
    return token.lower_.strip(".") not in lex.NEVER or (token.ent_type_ == "PERSON" and token.ent_iob_ == "I")


def opens_sentence(token: Token) -> bool:
    """Say whether a capital on this token may be due to its place alone."""
    if token.i == 0 or token.is_sent_start:
        return True
    before = token.nbor(-1)
    return before.is_space or before.text in _OPEN_SENTENCE


def name_runs(doc: Doc) -> Iterator[Run]:
    """Find every run of capitalised words, in order, joined over hyphens, particles and nicknames."""
    texts = [token.text for token in doc]
    common = {text for text in texts if text[0].islower()}
    end = 0
    for at, text in enumerate(texts):
        if at < end or not has_capital(text) or not _may_start(doc[at]):
            continue
        end = run_end(doc, at + 1)
        if not _party_mark(doc, at) and not _mere_opener(doc, at, end, common):
            yield Run(at, end)


def _party_mark(doc: Doc, at: int) -> bool:
    """Say whether a run lies in the party and state after a lawmaker's name: "(D-MT)", "(R-IA-3)"."""
    left = at
    while left and doc[left - 1].text != "(" and not doc[left - 1].whitespace_ and at - left < 4:
        left -= 1
    right = next((t.i for t in doc[at : at + 6] if t.text == ")"), None)
    if left == 0 or doc[left - 1].text != "(" or right is None:
        return False
    return bool(_PARTY.fullmatch(doc[left:right].text))


def run_end(doc: Doc, end: int) -> int:
    """Give where the run that has reached `end` is over."""
    while (step := _continues(doc, end)) > 0:
        end += step
    return end


def _may_start(token: Token) -> bool:
    if not is_name_word(token.doc, token.i):
        return False
    if (len(token.text) == 1 and not _initial(token)) or (token.is_stop and token.ent_type_ != "PERSON"):
        return False
    if not opens_sentence(token):
        return True
    goes_on = token.i + 1 < len(token.doc) and _continues(token.doc, token.i + 1) > 0
    if token.is_stop or (token.lemma_.lower() in lex.SPEECH and token.pos_ in ("VERB", "PROPN")):
        return False
    # At a sentence's start only what the tagger holds for a name, or what goes on as one.
    if token.pos_ == "PROPN" or token.ent_type_ in NAME_LABELS:
        return True
    return goes_on and token.pos_ not in _NO_NAME


def _mere_opener(doc: Doc, start: int, end: int, common: set[str]) -> bool:
    """Say whether a run is one common word that only its place at the sentence's start makes a capital."""
    token = doc[start]
    if not opens_sentence(token):
        return False
    line = start == 0 or "\n" in doc[start - 1].text
    if line and token.is_upper and len(token.text) > 3 and end < len(doc) and doc[end].text in ",(–—-":
        return False  # MORA, 5 May –
    if end == start + 1 and _modifies_role(doc, end):
        return token.ent_type_ not in ("GPE", "LOC", "NORP") and not token.is_upper  # Glass artist
    if end > start + 1:  # Old-school, Second-hand
        return not any(is_capital(t) for t in doc[start + 1 : end])
    if token.tag_ in ("NN", "NNS", "NNPS") or lex.is_role_plural(token.text):
        return True
    return token.ent_type_ != "PERSON" and token.lower_ in common


def _modifies_role(doc: Doc, at: int) -> bool:
    """Say whether a lower-case role and then a name stand at an index: "artist NAME"."""
    return (
        at + 1 < len(doc) and doc[at].text.islower() and lex.is_role(doc[at].text) and is_capital(doc[at + 1])
    )


def _initial(token: Token) -> bool:
    return token.text.isupper() and token.i + 1 < len(token.doc) and token.nbor(1).text == "."


def _continues(doc: Doc, at: int) -> int:
    """Count the tokens from `at` that continue the run which ends there; 0 where it is over."""
    if at >= len(doc):
        return 0
    if doc[at].is_space:
        return 2 if _lost_stop(doc, at) else 0
    token, before = doc[at], doc[at - 1]
    if not before.whitespace_ and token.is_punct:
        return _glued(doc, at)
    if token.is_stop and token.tag_ in ("PRP", "PRP$", "DT"):
        return 0  # in the U.S. He left
    if is_name_word(doc, at):
        headline_verb = token.tag_ in ("VBZ", "VBD") and not token.ent_type_
        return 0 if headline_verb else 1
    # Mar del Sol, Bin al-Amin: particles only between two capitalised words, at most two of them
    for n in (1, 2):
        if all(t.lower_ in lex.PARTICLES for t in doc[at : at + n]) and is_name_word(doc, at + n):
            return n + 1
    # Noor al-Mazra: a particle tied to its name by a hyphen
    tied = at + 2 < len(doc) and doc[at + 1].text in HYPHENS and not doc[at].whitespace_
    if tied and token.lower_ in lex.PARTICLES and is_name_word(doc, at + 2):
        return 3
    return _nickname(doc, at)


def _lost_stop(doc: Doc, at: int) -> bool:
    """Say whether white space stands for the full stop of a middle initial: "Ada K  Finch"."""
    if at < 2 or "\n" in doc[at].text or not is_name_word(doc, at + 1):
        return False
    initial, first = doc[at - 1], doc[at - 2]
    lone = len(initial.text) == 1 and initial.text.isupper() and initial.text != "I"
    return lone and len(first.text) > 1 and is_capital(first) and not first.is_upper


def _nickname(doc: Doc, at: int) -> int:
    """Count the tokens of a nickname in marks and of the name that follows: Jan “Lucky” Novak."""
    if doc[at].text not in '“‘"«' or not doc[at - 1].whitespace_ or doc[at].whitespace_:
        return 0
    for end in range(at + 2, min(at + 5, len(doc) - 1)):
        if doc[end].text in CLOSERS:
            words = all(is_capital(t) or t.text in HYPHENS for t in doc[at + 1 : end])
            tight = doc[end].whitespace_ and not doc[end - 1].whitespace_
            return end + 2 - at if words and tight and is_name_word(doc, end + 1) else 0
    return 0


def _glued(doc: Doc, at: int) -> int:
    """Count the tokens that punctuation set tight against a name's word brings to it."""
    token, before = doc[at], doc[at - 1]
    following = doc[at + 1] if at + 1 < len(doc) else None
    if following is None or following.is_space:
        return 0
    if token.text in HYPHENS:  # Ana-María, Stratford-on-Avon
        return 2 if not token.whitespace_ and following.text[0].isalpha() else 0
    if token.text == ".":  # J. Novak, Supt. Novak
        return (
            1
            if (len(before.text) == 1 or before.lower_ in lex.ABBREVIATIONS) and is_name_word(doc, at + 1)
            else 0
        )
    if token.text in ("’", "ʼ", "'"):  # a final apostrophe that is no plural's possessive
        return 1 if is_name_word(doc, at + 1) and not before.text.endswith("s") else 0
    if token.text == "/":  # AC/DC, but not RIGA/TURIN: two towns of a dateline
        towns = before.text.isupper() and following.text.isupper() and len(before.text) > 3
        return 2 if not towns and not token.whitespace_ and is_name_word(doc, at + 1) else 0
    return 0
