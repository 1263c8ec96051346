"""What the words in and around a name say of its kind, as weights for PERSON, ORG, GPE, LOC, FAC, …

The weights are hand-set in three strengths: 3 where the language all but decides (a title, a head noun),
2 where it usually does ("in NAME", an appositive), 1 and less where it leans. The model's own label
weighs 1: it outvotes nothing that the sentence says plainly.
"""

from collections import Counter

from spacy.tokens import Doc, Token

from . import lexicon as lex
from .spans import CLOSERS, HYPHENS, OPENERS, POSSESSIVES, Run, is_capital

Weights = Counter[str]
NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})
THING_LABELS = frozenset({"NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})


def evidence(doc: Doc, run: Run) -> Weights:
    """Weigh all that one mention's words, neighbours and model label say; empty where nothing does."""
    found: Weights = Counter()
    for part in (_model, _inside, _before, _after, _subject):
        found.update(part(doc, run))
    return found


def _model(doc: Doc, run: Run) -> Weights:
    labels = Counter(t.ent_type_ for t in doc[run.start : run.end] if t.ent_type_)
    if not labels:
        return Counter()
    label, n = labels.most_common(1)[0]
    if label not in NAME_LABELS | THING_LABELS:
        return Counter({"NONE": 1})
    length = run.end - run.start
    weight = n / length
    if label == "PERSON" and length == 1:
        weight = 0.6  # the model's guess for any unknown single word
    if label in ("ORG", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"):
        weight *= 0.8
    return Counter({label: weight})


def _inside(doc: Doc, run: Run) -> Weights:
    words = [t.lower_.strip(".") for t in doc[run.start : run.end]]
    found: Weights = Counter()
    if run.title:
        found["PERSON"] += 3
    first, last = words[0], words[-1]
    while last.isdigit() and len(words) > 1:
        words.pop()
        last = words[-1]
    head = last
    for at, word in enumerate(words):
        if word in ("of", "for", "on") and at:
            head = words[at - 1]
            break
    if len(words) > 1:
        if head in lex.ORG_HEADS and head in lex.FAC_HEADS:
            found["ORG" if head in ("school", "house", "station") else "FAC"] += 2
        elif head in lex.ORG_HEADS:
            found["ORG"] += 3
        elif head in lex.LOC_HEADS:
            found["LOC"] += 3
        elif head in lex.FAC_HEADS:
            found["FAC"] += 3
        if first in lex.ORG_FIRSTS:
            found["ORG"] += 2
        elif first in lex.LOC_FIRSTS:
            found["LOC"] += 1
    text = doc[run.start : run.end].text
    if text.isupper() and len(text) <= 6 and len(words) == 1 and "." not in text:
        found["ORG"] += 0.6  # an acronym
        found["PERSON"] -= 1
    return found


def _noun_of(doc: Doc, at: int) -> str:
    return doc[at].lower_ if 0 <= at < len(doc) else ""


def _before(doc: Doc, run: Run) -> Weights:
    found: Weights = Counter()
    at = run.start - 1
    if at < 0 or doc[at].is_space:
        return _dateline(doc, run)
    token = doc[at]
    word = token.lower_
    definite = word == "the"
    if definite:
        found["PERSON"] -= 2
        found["ORG"] += 0.5
        at -= 1
        word = _noun_of(doc, at)
    if word in lex.IN_PLACE:
        found["GPE"] += 0.7 if definite else 2
    elif word in lex.AT_PLACE:
        found["GPE"] += 0.3 if definite else 0.8
        found["ORG"] += 0.4 if word in ("at", "from") else 0
    elif word == "of" and at and doc[at - 1].lower_ in lex.PLACE_NOUNS:
        found["GPE"] += 3
    elif word in ("of", "at", "for", "with", "from") and at and lex.is_role(doc[at - 1].text):
        found["ORG"] += 0.7
        found["GPE"] += 0.3
    elif not definite and token.pos_ != "PUNCT":
        found.update(_noun_before(doc, at, run))
    elif word == "," and at:
        previous = _noun_of(doc, at - 1)
        if lex.is_role(previous) and previous not in lex.ORG_NOUNS:
            found["PERSON"] += 1.5
        elif previous in lex.ORG_NOUNS:
            found["ORG"] += 2
    closing = doc[run.end].text if run.end < len(doc) else ""
    if token.text in OPENERS and token.text not in "([" and closing in CLOSERS | {","}:
        ends = closing in CLOSERS or (run.end + 1 < len(doc) and doc[run.end + 1].text in CLOSERS)
        found["NONE"] += 3 if ends else 0
    if token.text == "(" and closing == ")":
        found["GPE"] += 0 if doc[run.start].is_upper else 1.5
    found.update(_dateline(doc, run))
    return found


def _noun_before(doc: Doc, at: int, run: Run) -> Weights:
    word, many = doc[at].lower_, run.end - run.start > 1
    if word in lex.THING_NOUNS:
        return Counter({"PRODUCT": 3})
    if word in lex.ORG_NOUNS:
        return Counter({"ORG": 2.5, "PERSON": 1.0 if lex.is_role(word) and many else 0})
    if lex.is_role(word) and not doc[at].is_sent_start:
        return Counter({"PERSON": 2.5 if many else 1})
    if lex.is_role(word) or word in lex.TITLES:
        return Counter({"PERSON": 2.5 if many else 1})
    if word in lex.PLACE_NOUNS:
        return Counter({"GPE": 1.5})
    return Counter()


def _dateline(doc: Doc, run: Run) -> Weights:
    """Weigh a name that opens a paragraph before a dash: "GENEVA, 3 March –", "Nairobi —"."""
    opens = run.start == 0 or doc[run.start - 1].is_space or doc[run.start].is_sent_start
    if not opens:
        return Counter()
    for token in doc[run.end : run.end + 7]:
        if token.text in ("–", "—", "--") or (token.text == "-" and token.whitespace_):
            return Counter({"GPE": 3})
        if not (token.is_punct or token.like_num or token.lower_ in lex.NEVER or is_capital(token)):
            break
    return Counter()


def _after(doc: Doc, run: Run) -> Weights:
    found: Weights = Counter()
    if run.end >= len(doc):
        return found
    token, many = doc[run.end], run.end - run.start > 1
    nxt = doc[run.end + 1] if run.end + 1 < len(doc) else None
    if token.lower_ in ("who", "whom"):
        found["PERSON"] += 2
    elif token.lower_ in lex.PLACE_NOUNS and not token.is_sent_start:
        found["GPE"] += 1.5
    elif token.lower_ in lex.INSTITUTIONS and not many:
        found["GPE"] += 0.7
    if nxt is None:
        return found
    if token.text in POSSESSIVES:
        if nxt.lower_ in lex.PERSON_OWNED:
            found["PERSON"] += 1.2
        elif lex.is_role(nxt.text):
            found["ORG"] += 1
        elif nxt.lower_ in ("capital", "parliament", "government", "coast", "border", "economy", "army"):
            found["GPE"] += 1
    elif token.text == "(" and nxt.is_upper and run.end + 2 < len(doc) and doc[run.end + 2].text == ")":
        found["ORG"] += 1.5
    elif token.text in (",", "–", "—"):
        found.update(_appositive(doc, run.end + 1, many))
    return found


def _appositive(doc: Doc, at: int, many: bool) -> Weights:
    """Weigh what follows a name and a comma: an age, a relative clause, a noun phrase."""
    first = doc[at]
    if first.like_num and at + 1 < len(doc) and doc[at + 1].text in (",", ".", ";") and many:
        return Counter({"PERSON": 3})
    if first.lower_ in ("who", "whom", "aged"):
        return Counter({"PERSON": 2.5})
    if first.lower_ == "which":
        return Counter({"ORG": 0.7, "PERSON": -1.5})
    head = ""
    for token in doc[at : at + 9]:
        if (
            token.is_space
            or token.is_punct
            and token.text not in HYPHENS
            and token.text not in POSSESSIVES
            and token.text != "’"
        ):
            break
        if token.pos_ in ("ADP", "VERB", "AUX", "SCONJ", "CCONJ") or token.lower_ in ("who", "which", "that"):
            break
        head = token.lower_
    if not head:
        return Counter()
    if lex.is_role(head):
        return Counter({"PERSON": 2.0 if many else 1.0})
    if first.lower_ in ("a", "an", "the"):
        if head in lex.ORG_NOUNS:
            return Counter({"ORG": 2.0})
        if head in lex.PLACE_NOUNS:
            return Counter({"GPE": 2.0})
    return Counter()


def _subject(doc: Doc, run: Run) -> Weights:
    """Weigh a verb of speech that the name is the subject of, before or after it."""
    head: Token = doc[run.start : run.end].root
    verb = None
    if head.dep_ in ("nsubj",) and head.head.lemma_.lower() in lex.SPEECH:
        verb = head.head
    elif run.end < len(doc) and doc[run.end].lemma_.lower() in lex.SPEECH and doc[run.end].pos_ == "VERB":
        verb = doc[run.end]
    elif run.start and doc[run.start - 1].lemma_.lower() in lex.SPEECH and doc[run.start - 1].pos_ == "VERB":
        verb = doc[run.start - 1]
    if verb is None:
        return Counter()
    found: Weights = Counter({"PERSON": 0.8, "ORG": 0.7, "GPE": -1.0})
    if verb.lemma_.lower() in lex.PERSON_SPEECH:
        found["PERSON"] += 0.7
    return found
