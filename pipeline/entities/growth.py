"""Names grown to their whole length, where they go on past a run of capitals."""

from spacy.tokens import Doc

from . import lexicon as lex
from .bounds import HEADS
from .datelines import in_dateline
from .spans import HYPHENS, POSSESSIVES, Run, is_capital, is_name_word, run_end

_LINKS = ("of", "for", "on", "against")
_GENERATIONS = ("Jr.", "Jr", "Sr.", "II", "III", "IV")
_WHOLE_HEADS = lex.ORG_HEADS | lex.PLACE_OF
_OWNED_HEADS = lex.ORG_HEADS | lex.FAC_HEADS
_NO_WARES = HEADS | lex.INSTITUTIONS | lex.TITLES
_PEOPLE = ("women", "men", "children", "people")


def grow(doc: Doc, run: Run) -> Run:
    """Lengthen a name to its whole, where it goes on past its run of capitals.

    1. "Institute of Water Law", "Republic of NAME"      a head word, a preposition, a name
    2. "Dockers’ Union", "Children’s Hospital"           a plural owner and a head word
    3. "Moss and Finch Rescue Directorate"               "and" before a run that ends in a head word
    4. "Gate 7", "the NAME region", "Trinidad and NAME"    numbers, tails of places, joined countries
    5. "Moss plc", "Moss Co., Ltd.", "Mora, D.C."         legal forms, the capital's district
    6. whatever else the model holds for one body's name
    """
    for step in (_over_preposition, _over_owner, _over_and, _over_tail, _over_form, _as_the_model):
        longer = step(doc, run)
        if longer.end > run.end:
            return grow(doc, longer) if step is not _over_tail else longer
    return run


def _over_preposition(doc: Doc, run: Run) -> Run:
    words = run.words(doc)
    headed = words[-1] in _WHOLE_HEADS or words[0] in lex.ORG_FIRSTS
    if set(words) & set(_LINKS) or not (headed or (len(words) == 1 and words[0] in lex.INSTITUTIONS)):
        return run
    at = run.end
    link = doc[at].lower_ if at < len(doc) else ""
    if link not in _LINKS and not (link == "in" and words[-1] in lex.IN_PLACE_INSTITUTIONS):
        return run
    at += 1
    if at < len(doc) and doc[at].lower_ == "the":
        at += 1
    if not is_name_word(doc, at):
        return run
    end = run_end(doc, at + 1)
    if end + 1 < len(doc) and doc[end].lower_ in ("and", "&") and is_name_word(doc, end + 1):
        further = run_end(doc, end + 2)
        field = words[-1] in lex.FIELD_HEADS and is_field(doc, end + 1, further)
        if field or _one_entity(doc, end):
            end = further
    return Run(run.start, end, run.title)


def is_field(doc: Doc, start: int, end: int) -> bool:
    """Say whether capitalised words name a field of work: "Rural Development", "Solidarity", "Fisheries".

    Judged by the ending of the last one, with nothing that the model holds for a place or a person.
    """
    last = doc[end - 1]
    if any(t.ent_type_ in ("GPE", "LOC", "PERSON", "NORP") for t in doc[start:end]) or last.is_upper:
        return False
    goes_on = end < len(doc) and doc[end].lower_ in _LINKS
    abstract = len(last.text) > 5 and last.lower_.endswith(lex.FIELD_ENDINGS)
    plural = last.tag_ in ("NNS", "NNPS") and last.lower_ not in HEADS
    return not goes_on and last.lower_ not in HEADS and (abstract or plural or last.lower_ in lex.FIELDS)


def _one_entity(doc: Doc, at: int) -> bool:
    return doc[at].ent_type_ != "" and doc[at - 1].ent_type_ == doc[at].ent_type_ == doc[at + 1].ent_type_


def _over_owner(doc: Doc, run: Run) -> Run:
    """Take in "’ Union" after a plural owner, "’s Hospital" after a saint, "Sheriff’s Office"."""
    at = run.end
    office = at + 2 < len(doc) and is_capital(doc[at]) and lex.is_role(doc[at].text) and not run.title
    if office and doc[at + 1].text in POSSESSIVES and doc[at + 2].text in ("Office", "Department", "Bureau"):
        return Run(run.start, at + 3)
    if at + 1 >= len(doc) or not (doc[at].text in POSSESSIVES or doc[at].text in ("’", "'")):
        return run
    if _shop(doc, run):
        return Run(run.start, at + 2)
    plural = doc[at - 1].text.endswith("s") or doc[at - 1].lower_ in _PEOPLE
    saint = run.end - run.start > 1 and doc[run.end - 2].lower_ in (
        "st",
        "st.",
        "saint",
        "king",
        "queen",
        "prince",
        ".",
    )
    owned = _owned_by_members(doc, run)
    if owned > run.end:
        return Run(run.start, owned, run.title)
    end = at + 1
    while is_name_word(doc, end):
        end += 1
    if end == at + 1:
        return run
    head = doc[end - 1].lower_
    if (plural and (head in _OWNED_HEADS or head == "republic")) or (saint and head in _OWNED_HEADS):
        return Run(run.start, end, run.title)
    return run


def _shop(doc: Doc, run: Run) -> bool:
    """Say whether a name owns one and the same capitalised thing time and again: "Finch’s Pies"."""
    owner, mark, thing = doc[run.end - 1], doc[run.end], doc[run.end + 1]
    if mark.text not in POSSESSIVES or not is_name_word(doc, thing.i) or run.end - run.start > 1 or run.title:
        return False
    head = thing.lower_ in _NO_WARES or lex.is_role(thing.text)
    named = {owner.ent_type_, thing.ent_type_} & {"GPE", "NORP", "LOC"} or owner.is_upper
    alone = not is_name_word(doc, thing.i + 1)
    again = sum(t.text == thing.text and t.i > 1 and doc[t.i - 2].text == owner.text for t in doc)
    return not head and not named and alone and again > 1


def _owned_by_members(doc: Doc, run: Run) -> int:
    """Give where a body ends that its members own: "Movement for Weavers’ Homes".

    "Mora Coopers’ Sobor (MCS)" is another: its name holds a link before the owner, or its
    acronym follows it in brackets.
    """
    at, linked = run.end, any(t.lower_ in _LINKS for t in doc[run.start : run.end])
    end = run_end(doc, at + 2) if is_name_word(doc, at + 1) else run.end
    if doc[at].text in POSSESSIVES or not doc[at - 1].text.endswith("s") or end == run.end:
        return run.end
    short = doc[end + 1].text if end + 2 < len(doc) and doc[end].text == "(" else ""
    return end if linked or short.isupper() and short[0] == doc[run.start].text[0] else run.end


def _over_and(doc: Doc, run: Run) -> Run:
    at = run.end
    if at + 1 >= len(doc) or doc[at].lower_ not in ("and", "&") or not is_name_word(doc, at + 1) or run.title:
        return run
    words, end = run.words(doc), run_end(doc, at + 2)
    whole_name = " ".join(t.text for t in doc[run.start : end]).lower()
    if whole_name in lex.JOINED_PLACES:
        return Run(run.start, end)
    if _firm(doc, run, end):
        return Run(run.start, end)
    goes_on = end < len(doc) and doc[end].lower_ in _LINKS  # the right one goes on as a name of its own
    if words[-1] in HEADS or doc[end - 1].lower_ not in lex.ORG_HEADS or goes_on:
        return run
    definite = run.start > 0 and doc[run.start - 1].lower_ == "the"
    field = end - at == 3 and len(words) > 1 and doc[run.start].ent_type_ != "PERSON"
    if doc[at].text == "&" or (definite and len(words) == 1):
        return Run(run.start, end)
    joined = (field or _one_entity(doc, at)) and not _alone_elsewhere(doc, run)
    return Run(run.start, end) if joined else run


def _firm(doc: Doc, run: Run, end: int) -> bool:
    """Say whether "&" joins two single names to a firm's: "Moss & Finch", "Moss, Finch & Hay"."""
    if doc[run.end].text != "&" or end - run.end > 4 or in_dateline(doc, run.start):
        return False
    either = (doc[run.end - 1], doc[run.end + 1])
    places = any(t.ent_type_ in ("GPE", "LOC") or t.lower_ in lex.LOC_FIRSTS for t in either)
    full_name = run.end - run.start > 1 and doc[run.start].ent_type_ == "PERSON"
    return not places and not full_name


def _alone_elsewhere(doc: Doc, run: Run) -> bool:
    """Say whether the text has the run's first word elsewhere too, as the name of a body by itself."""
    word = doc[run.start].text
    return any(t.text == word and (t.i < run.start or t.i >= run.end) and t.ent_type_ == "ORG" for t in doc)


def _over_tail(doc: Doc, run: Run) -> Run:
    at = run.end
    if at >= len(doc) or run.title:
        return run
    token, words = doc[at], run.words(doc)
    numbers = len(words) == 1 and token.is_digit and len(token.text) < 4 and bool(doc[at - 1].whitespace_)
    if numbers and (words[0] in lex.NUMBERED or _branded(doc, run)):
        return Run(run.start, at + 1)
    definite = run.start > 0 and doc[run.start - 1].lower_ == "the"
    tail = token.text in lex.BARE_TAILS or (definite and token.text in lex.PLACE_TAILS)
    if tail and len(words) <= 2 and words[-1] not in HEADS:
        return Run(run.start, at + 1)
    return run


def _branded(doc: Doc, run: Run) -> bool:
    """Say whether a number is a brand's, which has capitals inside ("WaveDesk 4") or comes again."""
    word, number = doc[run.end - 1].text, doc[run.end].text
    inner = any(c.isupper() for c in word[1:]) and not word.isupper() and "-" not in word
    again = sum(t.text == word and t.i + 1 < len(doc) and t.nbor(1).text == number for t in doc)
    return inner or (again > 1 and word.lower() not in lex.NEVER)


def _over_form(doc: Doc, run: Run) -> Run:
    at = end = run.end
    after = doc[at + 1 : at + 2].text if at < len(doc) and doc[at].text == "," else ""
    if after in ("D.C.", "DC") or after in _GENERATIONS:
        return Run(run.start, at + 2, run.title)
    while (form := _next_form(doc, end)) and not run.title:
        end = form + 1
    return Run(run.start, end) if end > run.end else run


def _next_form(doc: Doc, at: int) -> int | None:
    """Give the index of the legal form that stands at a token, past a full stop and a comma."""
    last = doc[at - 1].lower_.strip(".")
    if at + 1 < len(doc) and doc[at].text == "." and last in lex.LEGAL_FORMS:
        at += 1
    if at + 1 < len(doc) and doc[at].text == ",":
        at += 1
    if at >= len(doc) or not (is_capital(doc[at]) or doc[at].text == "plc"):
        return None
    return at if doc[at].lower_.strip(".") in lex.LEGAL_FORMS and not doc[at].is_space else None


def _as_the_model(doc: Doc, run: Run) -> Run:
    """Follow the model's organisation over small words, never over a mark, a line or a possessive."""
    at = run.end
    if at + 1 >= len(doc) or doc[at].lower_ not in ("of", "for", "the", "&", "and") or run.title:
        return run
    if doc[at].lower_ == "of" and (doc[at - 1].lower_ not in HEADS and _of_town(doc, run)):
        return run
    inside = doc[at].ent_type_ == "ORG" and doc[at].ent_iob_ == "I" and doc[run.start].ent_type_ == "ORG"
    end = at
    while inside and end < len(doc) and doc[end].ent_type_ == "ORG" and doc[end].ent_iob_ == "I":
        if doc[end].is_space or doc[end].is_punct and doc[end].text not in HYPHENS or doc[end].tag_ == "POS":
            break
        end += 1
    while end > at and not is_capital(doc[end - 1]):
        end -= 1
    return Run(run.start, end) if end > at else run


def _of_town(doc: Doc, run: Run) -> bool:
    """Say whether "of" after a name may give a person's town: "Elder Jo Vy of NAME", "Jo “Jo” Vy of NAME"."""
    marks = any(t.text in '“‘"' for t in doc[run.start : run.end])
    role = run.start > 0 and lex.is_role(doc[run.start - 1].text)
    return marks or role or run.title
