"""What the words in and around a name say of its kind, as weights for PERSON, ORG, GPE, LOC, FAC and others.

The weights are hand-set in three strengths: 3 where the language all but decides (a title, a head noun),
2 where it usually does ("in NAME", an appositive), 1 and less where it leans. The model's own label
weighs 1 at most: it outvotes nothing that the sentence says plainly.
"""

from spacy.tokens import Doc, Token

from . import lexicon as lex
from .datelines import in_opening
from .governed import governed
from .shape import Weights, inside
from .site import Site, site_of
from .spans import CLOSERS, HYPHENS, OPENERS, POSSESSIVES, Run, is_capital

_PORTFOLIOS = frozenset(
    "secretary minister commissioner director officer coordinator envoy manager head".split()
)
_OF_PLACES = lex.PLACE_NOUNS | lex.PLACE_OFFICES
_AT_OR_IN = lex.IN_PLACE | lex.AT_PLACE
_COMMON_HEADS = lex.ORG_NOUNS | lex.PLACE_NOUNS


def evidence(doc: Doc, run: Run) -> Weights:
    """Weigh all that one mention's words and neighbours say; empty where they say nothing."""
    found = Weights()
    site = site_of(doc, run)
    for part in (
        inside(doc, run),
        in_opening(doc, run),
        _before(doc, run),
        governed(site),
        _marked(doc, run),
        _titled(doc, run),
        _after(doc, run),
        _subject(site),
    ):
        found.add(part)
    return found


# What stands before it


def _before(doc: Doc, run: Run) -> Weights:
    at = run.start - 1
    if at < 0 or doc[at].is_space:
        return Weights()
    if doc[at].lower_ == "the":
        return _after_the(doc, run, at - 1)
    word, many = doc[at].lower_, run.end - run.start > 1
    previous = doc[at - 1].lower_ if at else ""
    if word in lex.IN_PLACE:
        return Weights({"GPE": 2})
    if word in lex.AT_PLACE:
        return Weights({"GPE": 0.8 if many else 1.2, "ORG": 0.5 if word in ("at", "from") else 0})
    if word == "of" and previous in _OF_PLACES:
        return Weights({"GPE": 3 if previous in lex.PLACE_NOUNS else 2})
    if word == "for" and previous in _PORTFOLIOS and not many and doc[run.start].tag_ in ("NNS", "NNPS"):
        return Weights({"NONE": 2})  # Director for Reforms
    if word in ("of", "at", "for", "with", "from") and lex.is_role(previous):
        return Weights({"ORG": 1.3, "GPE": 0.5})
    if word == "of":
        return Weights({"GPE": 1.0 if previous in lex.INSTITUTIONS else 0.3})
    if previous not in ("", "to") and doc[at].lemma_.lower() == "tell":
        return Weights({"ORG": 1.2})  # … told NAME: an outlet more often than a person
    if word == ",":
        return _after_comma(doc, at, many)
    return _after_noun(doc, at, many)


def _after_the(doc: Doc, run: Run, at: int) -> Weights:
    found = Weights({"PERSON": -2, "ORG": 0.5})
    single = run.end - run.start == 1 and not doc[run.start].is_upper
    if single and doc[run.start].lower_ == "state":
        found["NONE"] += 3
    if single and _bare(doc, run):
        return Weights({"NONE": 4})
    if single and doc[run.start].lower_ in lex.INSTITUTIONS:
        found["ORG"] += 1.5
    if (
        not single
        and doc[run.start].lower_ in lex.LOC_FIRSTS
        and doc[run.end - 1].lower_.endswith(lex.NATIONAL_ENDINGS)
    ):
        found["NONE"] += 3  # the South Moran
    word = doc[at].lower_ if at >= 0 else ""
    after = doc[run.end].lower_ if run.end < len(doc) else ""
    modifies = run.end < len(doc) and doc[run.end].pos_ == "NOUN"
    banks = word == "of" and at > 0 and doc[at - 1].lower_ in lex.WATER_NOUNS
    if after in lex.WATER_NOUNS or banks:
        found["LOC"] += 2
    elif modifies and after not in lex.PLACE_NOUNS:
        pass  # the Turin office: the preposition is the office's
    elif at > 0 and doc[at].lemma_ == "tell":
        found["ORG"] += 1.2
    elif word == "for" and at and doc[at - 1].lower_ in _PORTFOLIOS and single:
        found["NONE"] += 2  # Secretary for the Coast
    elif word in _AT_OR_IN:
        found["LOC" if single else "GPE"] += 1.2 if single else 0.5
    elif word == "of" and single:
        found["LOC"] += 0.7
    return found


def _bare(doc: Doc, run: Run) -> bool:
    """Say whether a head noun alone stands for no longer name of the text that ends or begins in it."""
    token = doc[run.start]
    if token.lower_ not in lex.BARE_HEADS:
        return False
    alike = (t for t in doc if t.lower_ == token.lower_ and is_capital(t) and t.i != token.i)
    return not any(
        (t.i and is_capital(t.nbor(-1)) and not t.nbor(-1).is_sent_start)
        or (t.i + 1 < len(doc) and t.nbor(1).lower_ in ("of", "for"))
        for t in alike
    )


def _after_comma(doc: Doc, comma: int, many: bool) -> Weights:
    """Weigh the noun phrase before a comma: "the lawyer, NAME", "a spokesman for the office, NAME"."""
    previous = doc[comma - 1].lower_ if comma else ""
    if previous in lex.ORG_NOUNS and lex.is_role(previous):
        return Weights()  # the owner, the developer: a person's noun and a body's
    if previous in lex.ORG_NOUNS:
        return Weights({"ORG": 2})
    if previous in lex.KIN:
        return Weights({"PERSON": 3})  # her wife, NAME,
    if not many:
        return Weights()
    for at in range(comma - 1, max(-1, comma - 9), -1):
        token = doc[at]
        if token.is_space or token.text in (",", ".", ";", "”", '"') or token.pos_ in ("VERB", "AUX"):
            break
        if lex.is_role(token.text) and token.lower_ not in lex.ORG_NOUNS:
            return Weights({"PERSON": 2})
    return Weights()


def _after_noun(doc: Doc, at: int, many: bool) -> Weights:
    word = doc[at].lower_
    role = lex.is_role(word) or word.strip(".") in lex.TITLES
    if word in lex.THING_NOUNS:
        return Weights({"PRODUCT": 3})
    if word in lex.ORG_NOUNS:
        return Weights({"ORG": 1.0 if role else 2.5, "PERSON": 1.0 if role and many else 0})
    if role:
        return Weights({"PERSON": 2.5 if many else 1})
    if word in lex.PLACE_NOUNS and not doc[at].is_sent_start:
        return Weights({"GPE": 1.5})
    return Weights()


def _marked(doc: Doc, run: Run) -> Weights:
    """Weigh marks around the whole name: quotation marks make a title or term, brackets a country."""
    if run.start == 0 or run.end >= len(doc):
        return Weights()
    opener, closer = doc[run.start - 1].text, doc[run.end].text
    if opener == "(" and closer == ")":
        short = {t.text for t in doc[max(0, run.start - 8) : run.start - 1]} & {
            t.text for t in doc[run.start : run.end]
        }
        if short:
            return Weights({"ORG": 2})  # Long Name (Long)
        person = doc[run.start].ent_type_ == "PERSON" and run.end - run.start > 1
        return Weights() if doc[run.start].is_upper or person else Weights({"GPE": 1.5})
    if opener not in OPENERS or opener in "([":
        return Weights()
    late = closer == "," and run.end + 1 < len(doc) and doc[run.end + 1].text in CLOSERS
    return Weights({"NONE": 3}) if closer in CLOSERS or late else Weights()


def _titled(doc: Doc, run: Run) -> Weights:
    """Weigh a place inside a short title in quotation marks: “A Lamp in the Reeds”."""
    left = next((t for t in reversed(doc[max(0, run.start - 6) : run.start]) if t.text in "“‘«"), None)
    right = next((t for t in doc[run.end : run.end + 6] if t.text in CLOSERS), None)
    if left is None or right is None or right.i - left.i > 9 or right.i - left.i < 3:
        return Weights()
    inside = [t for t in doc[left.i + 1 : right.i] if t.text[0].isalpha()]
    title = len(inside) > 1 and all(is_capital(t) or t.pos_ in ("ADP", "DET", "CCONJ") for t in inside)
    return Weights({"NONE": 3}) if title and right.i - left.i - 1 > run.end - run.start else Weights()


# What follows it


def _after(doc: Doc, run: Run) -> Weights:
    if run.end + 1 >= len(doc):
        return Weights()
    token, following, many = doc[run.end], doc[run.end + 1], run.end - run.start > 1
    if token.lower_ in ("who", "whom"):
        return Weights({"PERSON": 2})
    if is_capital(token) and lex.is_role(token.text) and not token.is_sent_start:
        return Weights({"PERSON": -2, "GPE": 0.7, "ORG": 0.5})  # Alpine Director
    if token.lower_ in lex.PLACE_NOUNS and not token.is_sent_start:
        return Weights({"GPE": 1.5})
    if token.text in lex.BODY_PEOPLE:
        return Weights({"ORG": 1, "PERSON": -0.5})
    if token.lower_ in lex.INSTITUTIONS and not many:
        return Weights({"GPE": 0.7})
    if token.text in POSSESSIVES:
        return _owned(following)
    if token.text == "(" and following.is_upper and run.end + 2 < len(doc) and doc[run.end + 2].text == ")":
        return Weights({"ORG": 1.5})
    if token.text in (",", "–", "—"):
        return _appositive(doc, run.end + 1, many)
    return Weights()


def _owned(thing: Token) -> Weights:
    if thing.lower_ in lex.PERSON_OWNED and any(
        lex.is_role(t.text) for t in thing.doc[thing.i + 1 : thing.i + 4]
    ):
        return Weights({"GPE": 1.2, "ORG": 1})  # NAME’s deputy works minister
    if thing.lower_ in lex.PERSON_OWNED:
        return Weights({"PERSON": 1.2})
    if thing.lower_ in lex.BODY_OWNED:
        return Weights({"ORG": 2})
    if lex.is_role(thing.text):
        return Weights({"ORG": 1})
    if thing.lower_ in ("capital", "parliament", "government", "coast", "border", "economy", "army"):
        return Weights({"GPE": 1})
    return Weights()


def _appositive(doc: Doc, at: int, many: bool) -> Weights:
    """Weigh what follows a name and a comma: an age, a relative clause, a noun phrase."""
    first = doc[at]
    if first.like_num and at + 1 < len(doc) and doc[at + 1].text in (",", ".", ";") and many:
        return Weights({"PERSON": 3})
    if first.lower_ in ("who", "whom", "aged", "whose"):
        return Weights({"PERSON": 2.5 if first.lower_ != "whose" else 1})
    if first.lower_ == "which":
        return Weights({"ORG": 0.7, "PERSON": -1.5})
    head = _phrase_head(doc, at)
    if not head:
        return Weights()
    if lex.is_role(head):
        return Weights({"PERSON": 2.0 if many else 1.0})
    if first.lower_ in ("a", "an", "the") and head.islower() and head in _COMMON_HEADS:
        return Weights({"ORG" if head in lex.ORG_NOUNS else "GPE": 2})
    return Weights()


def _phrase_head(doc: Doc, at: int) -> str:
    """Give the last noun before a noun phrase's first preposition, verb or mark; "" where there is none."""
    head = ""
    for token in doc[at : at + 9]:
        inner = token.text in HYPHENS or token.text in POSSESSIVES or token.text == "’"
        if token.is_space or (token.is_punct and not inner):
            break
        if token.pos_ in ("ADP", "VERB", "AUX", "SCONJ") or token.lower_ in ("who", "which", "that"):
            break
        joined = head and token.i > at and doc[token.i - 1].text in HYPHENS
        if token.text not in HYPHENS:
            head = f"{head}-{token.text}" if joined else token.text
    return head


def _subject(site: Site) -> Weights:
    """Weigh a verb of speech that the name is the subject of, before or after it."""
    verb = _speech_verb(site)
    if verb is None:
        return Weights()
    personal = verb.lemma_.lower() in lex.PERSON_SPEECH
    return Weights({"PERSON": 1.5 if personal else 0.8, "ORG": 0.7, "GPE": -1.0})


def _speech_verb(site: Site) -> Token | None:
    doc, run, head = site.doc, site.run, site.head
    beside = [doc[i] for i in (run.end, run.start - 1) if 0 <= i < len(doc)]
    if run.start and doc[run.start - 1].pos_ == "ADP":
        return None
    if head.dep_ == "nsubj" and head.head.lemma_.lower() in lex.SPEECH:
        return head.head
    return next((t for t in beside if t.pos_ == "VERB" and t.lemma_.lower() in lex.SPEECH), None)
