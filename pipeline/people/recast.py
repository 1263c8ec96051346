"""Mentions put right by what the page's own words say of a name, before names are linked.

A recogniser's label is a guess; these forms of English leave none:

1. titles      "Board Chair Sir NAME", "ORG Director-General NAME" hold a name, the rest is the role
2. a rank or office by itself ("Maj" of "Maj-Gen NAME", "Prime Minister") is nobody
3. headlines   "NAME Is Right" is NAME
4. nicknames   FIRST “NICK” LAST is one person; SURNAME & SURNAME is one firm; "NAME of PLACE" is NAME
5. legal forms "NAME plc" is a body
6. appositives "his wife, NAME", "NAME, a net-maker from PLACE" are people
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.records import Mention

from . import lexicon as lex
from .pagewide import places_of

_NICKNAMED = re.compile(r"[A-Z][\w.’-]* [“\"‘'][A-Z][\w .-]{1,20}[”\"’'] [A-Z][\w’-]+")
_NICKNAME = re.compile(r"\s[“\"‘'][A-Z][\w .-]{1,20}[”\"’']\s")
LETTERS = re.compile(
    r"(?:,? (?:QC|KC|SC|MP|MEP|MSP|MLA|MD|JP|OBE|CBE|MBE|KBE|DBE|PhD|Ph\.D\.?|M\.D\.?|Esq\.?|RN|FRS|FRCP))+$"
)
"""Honours, degrees and seats that follow a name."""
_FORMS = r"(?:plc|PLC|Ltd|Limited|Inc|LLC|LLP|GmbH|AG|S\.A|SpA|N\.V|Corp|AB|Oy|Pty)\b\.?"
LEGAL_FORM = re.compile(r",? (?:plc|PLC|GmbH)$")
"""What a body is in law, which nobody adds where they say whom somebody works for."""
_KIN = "|".join(sorted((lex.PEOPLE_NOUNS & (lex.MASCULINE | lex.FEMININE)) | {"friend", "cousin"}))
_FORM = re.compile(rf",? {_FORMS}")
_KIN_BEFORE = re.compile(rf"(?:\b(?i:his|her|their|my|our|whose|the)|[’']s) (?:\w+ )?(?:{_KIN}), $")
_HEADLINE = re.compile(
    r" (?:Is|Are|Was|Were|Has|Had|Would|Could|Should|Says|Calls|Also|After|For|From|With|At)\b.*$"
)
"""What a headline in capitals says of somebody: "NAME Is Right"."""
_OFFICE_LEADS = ("prime", "vice", "deputy", "attorney", "first", "foreign", "home", "interior", "finance")
_LONGEST = 100
"""Characters of "his elder brother, " and its like, at most."""
_NOUN_AFTER = re.compile(r", an? ((?:[\w’-]+ ){0,3}[\w’-]+)")
_EDGE = re.compile(r"\b")
_RELABELLED = ("ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT")


def labels_in(text: str, mentions: Iterable[Mention]) -> dict[str, str]:
    """Tell which names a page's words make people or bodies, against the label that they came with."""
    found: dict[str, str] = {}
    for name, label in dict.fromkeys((m.text, m.label) for m in mentions):
        if label == "PERSON" and any(_FORM.match(text, end) for end in _ends(text, name)):
            found[name] = "ORG"
        elif label in _RELABELLED and _is_person(text, name):
            found[name] = "PERSON"
    surnames = {name.split()[-1] for name, label in found.items() if label == "PERSON"}
    return found | dict.fromkeys(surnames - found.keys(), "PERSON")


def _is_person(text: str, name: str) -> bool:
    if _NICKNAMED.fullmatch(name):
        return True
    words = name.split()
    if words[0][0].islower() or any(w.lower() in lex.BODIES for w in words):
        return False
    if f", {name}" not in text and f"{name}, a" not in text:
        return False  # a plain look spares compiling a pattern for each name
    if any(w.lower() in lex.KIND_OF_HEAD for w in words) and len(words) != 2:
        return False
    if len(words) < 4 and any(_is_kin(text, at, at + len(name)) for at in places_of(text, name)):
        return True
    if len(words) < 2 or name.isupper():
        return False
    after = next((said for end in _ends(text, name) if (said := _NOUN_AFTER.match(text, end))), None)
    return after is not None and any(_does(word) for word in after[1].split())


def _ends(text: str, name: str) -> Iterator[int]:
    """Give where each occurrence of a name ends that begins a word."""
    return (at + len(name) for at in places_of(text, name) if _EDGE.match(text, at))


def _is_kin(text: str, start: int, end: int) -> bool:
    apposed = text.startswith(", ", start - 2) and text[end : end + 1] in (",", ".")
    return apposed and _KIN_BEFORE.search(text, max(0, start - _LONGEST), start) is not None


def _does(word: str) -> bool:
    """Say whether a noun is said of a person alone: a firm can be "a maker", hardly "a net-maker"."""
    last = word.split("-")[-1]
    return last != word and lex.is_role(last) or lex.is_person_noun(word) and word not in lex.ALSO_BODIES


def recast(text: str, mentions: Sequence[Mention], labels: Mapping[str, str]) -> list[Mention]:
    """Give an article's mentions with names cut, joined and labelled as its page's words show."""
    found: list[Mention] = []
    for mention in mentions:
        if mention.label == "PERSON" and (name := without_headline(mention.text)) != mention.text:
            mention = replace(mention, end=mention.start + len(name), text=name)
        label = labels.get(mention.text, mention.label) if mention.label != "PERSON" else mention.label
        if mention.label == "PERSON" and labels.get(mention.text) == "ORG":
            found.append(_with_form(text, mention))
            continue
        # 1. titles
        found += _without_titles(mention if label == mention.label else replace(mention, label=label))
    # 2. ranks
    found = [m for m in found if not (m.label == "PERSON" and _is_rank(m.text))]
    # 4. nicknames, firms
    joined: list[Mention] = []
    for mention in found:
        if joined and _are_one(text, joined[-1], mention):
            start = joined.pop().start
            mention = replace(mention, start=start, text=text[start : mention.end])
        joined.append(_without_letters(_without_home(text, mention)))
    return joined


def without_headline(name: str) -> str:
    """Drop from a person's name what a headline in capitals says of them: "NAME Is Right"."""
    return _HEADLINE.sub("", name)


@lru_cache(maxsize=50_000)
def title_cut(name: str) -> int:
    """Give where the name begins in "Board Chair Sir NAME"; 0 where no role stands before it.

    A role of one plain word is left where it is a first name too (Hunter, Baker), or no full name follows.
    """
    words = list(re.finditer(r"\S+", name))
    cut, role = 0, False
    for at, word in enumerate(words[:-1]):
        if lex.is_role(word[0]) or lex.is_title(word[0]):
            known = len(words) > 2 and at == 0 and word[0].lower() not in lex.GIVEN_NAMES_TOO
            plain = lex.is_title(word[0]) or ("-" not in word[0] and at == 0 and not known)
            role = role or not plain
            cut = words[at + 1].start()
            if word[0].lower().strip(".") in lex.COURTESIES and at:
                role = True
    return cut if role else 0


def _without_titles(mention: Mention) -> list[Mention]:
    cut = title_cut(mention.text)
    tail, lead = mention.text[cut:], mention.text[:cut].split()
    if not cut or not tail[0].isupper():
        return [mention]
    sure = any(w.lower().strip(".") in lex.COURTESIES for w in lead) and " " in tail
    if mention.label != "PERSON" and not (mention.label in _RELABELLED and sure):
        return [mention]
    name = replace(mention, start=mention.start + cut, text=tail, label="PERSON")
    if lead[0].isupper() and len(lead[0]) > 1 and not lex.is_role(lead[0]):
        body = replace(mention, end=mention.start + len(lead[0]), text=lead[0], label="ORG")
        return [body, name]
    return [name]


def _is_rank(name: str) -> bool:
    words = name.lower().split()
    if len(words) == 2 and words[0] in _OFFICE_LEADS and lex.is_role(words[1]):
        return True
    return all(w.strip(".").lower() in lex.COURTESIES for w in re.split(r"[\s-]+", name) if w.strip("."))


def _with_form(text: str, mention: Mention) -> Mention:
    form = _FORM.match(text, mention.end)
    end = form.end() if form else mention.end
    return replace(mention, end=end, text=text[mention.start : end], label="ORG")


def _are_one(text: str, one: Mention, other: Mention) -> bool:
    between = text[one.end : other.start]
    if one.label == other.label == "PERSON":
        return _NICKNAME.fullmatch(between) is not None
    return one.label == other.label == "ORG" and between == " & "


def _without_letters(mention: Mention) -> Mention:
    """Drop the letters after a person's name: "NAME, KC", "NAME OBE"."""
    found = LETTERS.search(mention.text) if mention.label == "PERSON" else None
    if not found or not found.start():
        return mention
    return replace(mention, end=mention.start + found.start(), text=mention.text[: found.start()])


def _without_home(text: str, mention: Mention) -> Mention:
    """Drop "of PLACE" from a name that the text has without it too."""
    name, of, _ = mention.text.partition(" of ")
    if (
        mention.label != "PERSON"
        or not of
        or not re.search(rf"\b{re.escape(name.split()[-1])}\b(?! of)", text)
    ):
        return mention
    return replace(mention, end=mention.start + len(name), text=name)
