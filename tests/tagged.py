"""Docs built by hand: tokens, parts of speech and entity mentions from a marked-up line, without a model.

`[Jo Vy](PERSON)` marks a mention; a newline starts a sentence, and so does what follows a full stop.
"""

import re

import spacy
from spacy.tokens import Doc

from pipeline.records import Mention

_VOCAB = spacy.blank("en").vocab
_MARK = re.compile(r"\[([^\]]+)\]\((\w+)\)")
_TOKEN = re.compile(r"\n+|[’']s\b|\d+|[^\W\d_]+(?:’(?!s\b)[^\W\d_]+)*|[^\w\s]")
_POS = {
    "DET": "the a an this every",
    "PRON": "its his her he she they it i we who which whose my their our your",
    "ADP": "of at for in on with from by near to as under between off above below along",
    "CCONJ": "and or",
    "AUX": "is was has had be are were",
    "VERB": "said told added wrote asked says announced denied replied runs enjoys keeps met retired warned works tell",
    "ADJ": "senior legal regional civil new former foreign retired deputy private chief transport",
    "ADV": "now once today yesterday not",
}
_LEMMAS = {
    "said": "say",
    "says": "say",
    "told": "tell",
    "is": "be",
    "was": "be",
    "has": "have",
    "wrote": "write",
}
_POS_OF = {word: pos for pos, words in _POS.items() for word in words.split()}
_TAGS = {
    "PROPN": "NNP",
    "VERB": "VBD",
    "ADJ": "JJ",
    "DET": "DT",
    "ADP": "IN",
    "AUX": "VBZ",
    "NUM": "CD",
    "SPACE": "_SP",
}


def tagged(marked: str) -> tuple[Doc, tuple[Mention, ...]]:
    """Build the Doc of a marked-up text, and the mentions that its marks make."""
    text, mentions, at = "", [], 0
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        mentions.append(Mention(start=len(text), end=len(text) + len(m[1]), text=m[1], label=m[2]))
        text, at = text + m[1], m.end()
    text += marked[at:]
    found = list(_TOKEN.finditer(text))
    words = [m[0] for m in found]
    spaces = [text[m.end() : m.end() + 1] == " " for m in found]
    pos = [_pos(word) for word in words]
    starts = [i == 0 or words[i - 1] in ".?!" or "\n" in words[i - 1] for i in range(len(words))]
    doc = Doc(
        _VOCAB,
        words=words,
        spaces=spaces,
        pos=pos,
        tags=[_tag(word, p) for word, p in zip(words, pos, strict=True)],
        lemmas=[_LEMMAS.get(word.lower(), word.lower()) for word in words],
        sent_starts=starts,
    )
    assert doc.text == text
    doc.ents = [span for m in mentions if (span := doc.char_span(m.start, m.end, label=m.label)) is not None]
    return doc, tuple(mentions)


def _pos(word: str) -> str:
    if "\n" in word:
        return "SPACE"
    if word in ("’s", "'s"):
        return "PART"
    if word.isdigit():
        return "NUM"
    if not word[0].isalpha():
        return "PUNCT"
    if word.lower() in _POS_OF:
        return _POS_OF[word.lower()]
    return "PROPN" if word[0].isupper() else "NOUN"


def _tag(word: str, pos: str) -> str:
    if pos == "PART":
        return "POS"
    if pos == "NOUN":
        return "NNS" if word.endswith("s") else "NN"
    return _TAGS.get(pos, pos)
