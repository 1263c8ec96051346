"""Tell from its words and its edges what a marked stretch can be: an utterance, a fragment, a title."""

from spacy.tokens import Token

from pipeline.quotes.passage import LOOSE, SENTENCE_END, Passage
from pipeline.quotes.sources import FINITE


def words_of(passage: Passage, k: int) -> list[Token]:
    """Give the tokens inside the marks, punctuation left out."""
    return [t for t in passage.marked_tokens(k) if not t.is_punct]


def is_utterance(passage: Passage, k: int) -> bool:
    """Tell whether the stretch is a clause or more: it has a finite verb, or ends as sentences do."""
    span = passage.marked[k].span
    text = span.of(passage.text)
    tokens = passage.tokens(span.start, span.end)
    finite = any(t.tag_ in FINITE for t in tokens)
    subject = any(t.dep_ in {"nsubj", "nsubjpass", "expl"} for t in tokens)
    begins = text[:1].isupper() or not text[:1].isalpha()
    ends = text[-1:] in ".?!,…" or passage.marked[k].closed is False
    if finite and subject and (begins or ends):
        return True
    return begins and ends and len(tokens) > 1


def is_clause(passage: Passage, k: int) -> bool:
    """Tell whether the stretch starts like a sentence, or holds its main verb with its subject."""
    words = words_of(passage, k)
    inside = {t.i for t in words}
    roots = [t for t in words if t.head.i not in inside]
    subjects = [t for t in words if t.dep_ in {"nsubj", "nsubjpass", "expl"} and t.head in roots]
    return not words[0].text[:1].islower() or bool(subjects)


def is_title(passage: Passage, k: int) -> bool:
    """Tell whether the words are set as a title is: two content words or more, each with a capital."""
    words = [t for t in words_of(passage, k) if t.pos_ in {"NOUN", "PROPN", "VERB", "ADJ", "ADV"}]
    return len(words) > 1 and all(not t.text[:1].islower() for t in words)


def ending(passage: Passage, k: int) -> str:
    """Say how the stretch ends: comma, stop, strong (? ! …) or open (nothing)."""
    last = passage.marked[k].span.of(passage.text)[-1:]
    if last in {",", "-", "–", "—"}:
        return "comma"
    return "stop" if last == "." else "strong" if last in {"?", "!", "…"} else "open"


def is_embedded(passage: Passage, k: int) -> bool:
    """Tell whether narrative runs into the stretch without a pause, so that it is part of a sentence."""
    before = passage.before(k)
    return bool(before) and before[-1].text not in SENTENCE_END | LOOSE | {":"}
