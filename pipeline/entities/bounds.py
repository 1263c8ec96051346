"""From runs of capitals to the bounds of names: titles and roles cut off."""

from collections.abc import Iterator

from spacy.tokens import Doc

from . import lexicon as lex
from .spans import HYPHENS, POSSESSIVES, Run, is_capital

HEADS = lex.ORG_HEADS | lex.LOC_HEADS | lex.FAC_HEADS
_TITLES_OR_NONE = lex.TITLES | {""}
_STRONG_TITLES = lex.TITLES - lex.WEAK_TITLES
_REGION_WORDS = lex.PLACE_OF | lex.LOC_FIRSTS


def cut(doc: Doc, run: Run) -> Iterator[Run]:
    """Cut a run down to the name in it; nothing is left of a run that is a title or a role alone.

    1. a noun for bodies or an adjective of nationality that only leads in goes: "NGO Clear Water"
    2. a name set apart by the model after "Secretary for the NOUN" is cut loose
    3. titles and roles before a name go: "Energy Minister Jo Vy" gives "Jo Vy"; a name among them stays
    4. roles at the end go: "NATO Director" gives "NATO"
    """
    start = _past_openers(doc, _past_compound(doc, run.start, run.end), run.end)
    if _acronym_role(doc, start, run.end):
        yield Run(start, start + 1)
        return
    begin, parted = _past_object(doc, start, run.end)
    past = _past_descriptor(doc, _past_titles(doc, begin, run.end), run.end)
    if past > start:
        yield from _led_by(doc, start, past)
    yield from _rest(doc, past, run.end, title=parted or past > begin)


def _past_compound(doc: Doc, start: int, end: int) -> int:
    """Pass a compound in lower case that only describes: "Co-author NAME", "Mother-of-two NAME"."""
    at = start
    while at + 2 < end and doc[at + 1].text in HYPHENS:
        at += 2
    lower = doc[at].text.islower() and len(doc[at].text) > 2 and doc[at].lower_ not in lex.PARTICLES
    compound = at > start and lower and at + 1 < end and doc[at].whitespace_
    return at + 1 if compound and is_capital(doc[at + 1]) else start


def _acronym_role(doc: Doc, start: int, end: int) -> bool:
    """Say whether a run is a body's acronym and the name of a post in it: "NATO Goodwill Ambassador"."""
    if end - start < 2 or not lex.is_role(doc[end - 1].text):
        return False
    first, others = doc[start], doc[start + 1 : end]
    person = any(t.ent_type_ == "PERSON" for t in others)
    return first.is_upper and len(first.text) > 2 and not person and not any(t.is_upper for t in others)


def _led_by(doc: Doc, start: int, end: int) -> Iterator[Run]:
    """Keep the name of a body or place that stands before a role: "East Mora Secretary"."""
    while end > start and (
        lex.is_role(doc[end - 1].text) or doc[end - 1].lower_.strip(".") in _TITLES_OR_NONE
    ):
        end -= 1
    start, end = _trimmed(doc, start, end)
    if end - start == 1 and doc[start].lower_ in lex.BARE_UNITS:
        return
    portfolio = end - start == 1 and doc[end].lower_ in ("minister", "secretary", "commissioner")
    if (
        start < end
        and _model_name(doc, start, end)
        and (not portfolio or doc[start].ent_type_ in ("GPE", "LOC", "NORP"))
    ):
        yield Run(start, end)


def _rest(doc: Doc, start: int, end: int, *, title: bool) -> Iterator[Run]:
    end = _before_letters(doc, start, end)
    before = _before_roles(doc, start, end)
    cut_short, end = before < end, before
    particle = start < end and title and doc[start].lower_ in lex.PARTICLES  # Dr van Moss
    if not particle:
        start, end = _trimmed(doc, start, end)
    if start >= end or _only_roles(doc, start, end):
        return
    if cut_short and end - start == 1 and doc[start].lower_ in lex.BARE_UNITS:
        return
    if cut_short and end - start == 1 and doc[start].lower_.endswith(("ic", "al", "ive", "ary", "ory")):
        return  # Regional Nuncio
    if cut_short and not _model_name(doc, start, end):
        return
    if end - start == 2 and doc[end - 1].lower_ == "office" and doc[start].ent_type_ in ("GPE", "ORG"):
        end -= 1 if start and doc[start - 1].text in POSSESSIVES else 0  # ORG’s Turin Office: only a place
    yield Run(start, end, title and (end - start > 1 or _strong_title(doc, start)))


def _model_name(doc: Doc, start: int, end: int) -> bool:
    labels = {t.ent_type_ for t in doc[start:end]}
    acronym = end - start == 1 and doc[start].is_upper and len(doc[start].text) > 1
    return bool(labels & {"ORG", "GPE", "LOC", "FAC", "NORP"}) or acronym or doc[end - 1].lower_ in HEADS


def _past_openers(doc: Doc, start: int, end: int) -> int:
    while end - start > 1:
        token, following = doc[start], doc[start + 1]
        acronym = token.is_upper and token.lower_ in lex.ORG_NOUNS
        opener = token.is_sent_start and token.lower_ in lex.ORG_NOUNS and is_capital(following)
        region = following.lower_ in _REGION_WORDS and token.lower_.endswith(lex.NATIONAL_ENDINGS)
        national = token.ent_type_ == "NORP" or token.tag_ == "JJ" or region
        adjective = (
            national and following.ent_type_ != "NORP" and following.tag_ != "JJ" and is_capital(following)
        )
        if adjective and _is_body_run(doc, end):
            break
        if not (acronym or opener or adjective):
            break
        start += 1
    return start


def _is_body_run(doc: Doc, end: int) -> bool:
    """Say whether a body's head word ends the run or stands right after it in lower case."""
    after = doc[end].lower_ if end < len(doc) else ""
    return doc[end - 1].lower_ in lex.ORG_HEADS or after in lex.INSTITUTIONS


def _past_object(doc: Doc, start: int, end: int) -> tuple[int, bool]:
    before = [t.lower_ for t in doc[max(0, start - 5) : start]]
    if not (set(before) & {"for", "of"} and any(lex.is_role(w) for w in before)):
        return start, False
    for at in range(start + 1, end):
        if doc[at].ent_iob_ == "B" and doc[at].ent_type_ == "PERSON" and doc[at - 1].text not in HYPHENS:
            return at, True
    return start, False


def _past_titles(doc: Doc, start: int, end: int) -> int:
    words = Run(start, end).words(doc)
    last = 0
    for i, word in enumerate(words[:-1]):
        after = words[i + 1]
        several = word.endswith("s") and word[:-1] in _STRONG_TITLES and word not in lex.ORG_FIRSTS
        strong = several or word in lex.TITLES and (word not in lex.WEAK_TITLES or len(words) - i > 2)
        role = lex.is_role(word) and word not in lex.WEAK_TITLES
        if (strong or role) and after not in ("’", "-") and (i == 0 or words[i - 1] != "-"):
            last = i + 1
        if (
            words[i : i + 1]
            and word in lex.TITLES
            and after == "-"
            and words[i + 2 : i + 3]
            and words[i + 2] in lex.TITLES
        ):
            last = i + 3  # Major-General
        general = words[i + 2] if after == "-" and i + 2 < len(words) - 1 else ""
        if (lex.is_role(word) or word in lex.TITLES) and general in lex.ROLE_TAILS:
            last = i + 3  # Director-General
        if word in lex.ROLE_PREFIXES and after == "-" and lex.is_role(general):
            last = i + 3  # Vice-Chair
    rest = [w for w in words[last:] if w not in (".", "-")]
    person = all(t.ent_type_ == "PERSON" for t in doc[start + last : end])
    compound = len(words) > 1 and words[-2] == "-"  # Moss-Hill is a surname
    if not last or not rest or rest[-1] in HEADS and len(rest) > 1 and not (compound or person):
        return start
    if doc[start + last].lower_ in lex.PARTICLES and not is_capital(doc[start + last]) and len(rest) < 2:
        return start
    return start + last


def _past_descriptor(doc: Doc, start: int, end: int) -> int:
    """Pass a person's trade, known by its ending, before a whole name: "Dietician NAME NAME"."""
    words = sum(
        1
        for t in doc[start:end]
        if is_capital(t) and doc[t.i - 1 if t.i > start else t.i].text not in HYPHENS
    )
    first = doc[start].lower_
    trade = len(first) > 6 and first.endswith(lex.TRADE_ENDINGS)
    body = doc[end - 1].lower_ in HEADS and doc[end - 2].text not in HYPHENS
    return start + 1 if words > 2 and trade and not body and is_capital(doc[start + 1]) else start


def _before_letters(doc: Doc, start: int, end: int) -> int:
    """Give where the letters after a person's name begin: "Jo Vy QC", "Jo Vy PhD"."""
    last = end
    while last - start > 2 and doc[last - 1].lower_ in lex.POSTNOMINALS and doc[last - 1].text[-1].isupper():
        last -= 1
    capitals = doc[start:last].text.isupper()
    return end if capitals or doc[last - 1].lower_ in HEADS else last


def _before_roles(doc: Doc, start: int, end: int) -> int:
    """Give where the roles at the end of a run begin; a surname that is also a role stays."""
    while end - start > 1 and lex.is_role(doc[end - 1].text):
        if doc[end - 1].lower_ in lex.ORG_HEADS and _model_name(doc, end - 1, end):
            break
        person = all(t.ent_type_ == "PERSON" or t.text in HYPHENS for t in doc[start:end])
        if (
            person
            and doc[start].lower_ not in lex.BARE_UNITS
            and doc[start].text.lower() not in lex.TITLES
            and end - start <= 3
            and _owned(doc, start) is False
        ):
            break
        end -= 1
    return end


def _owned(doc: Doc, start: int) -> bool:
    return start > 0 and (doc[start - 1].text in POSSESSIVES or doc[start - 1].text == ",")


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end and not is_capital(doc[start]):
        start += 1
    while start < end and not is_capital(doc[end - 1]) and not (doc[end - 1].text == "." and end - start > 1):
        if doc[end - 1].text[0].isalpha() and doc[end - 2].text in HYPHENS:
            break
        end -= 1
    return start, end


def _only_roles(doc: Doc, start: int, end: int) -> bool:
    """Say whether nothing but roles, titles and plain adjectives is left."""
    for token in doc[start:end]:
        word = token.lower_.strip(".")
        if word.endswith("s") and word[:-1] in _STRONG_TITLES:
            continue  # Senators
        if not (lex.is_role(word) or word in lex.TITLES or token.pos_ == "ADJ" or token.text in HYPHENS):
            return False
    if end - start == 1 and lex.is_role(doc[start].text) and start > 1 and doc[start - 1].text == ",":
        return is_capital(doc[start - 2])  # NAME NAME, Treasurer, …
    return not (end - start == 1 and doc[start].ent_type_ in ("GPE", "NORP", "LOC", "PERSON"))


def _strong_title(doc: Doc, start: int) -> bool:
    """Say whether a courtesy stands before a single name, not a role that may govern it otherwise."""
    before = [t.lower_.strip(".") for t in doc[max(0, start - 2) : start]]
    return doc[start].ent_type_ not in ("GPE", "LOC") and any(
        word in lex.TITLES and not lex.is_role(word) for word in before
    )
