"""Where names stand: runs of capitalised words, and spans trimmed to the name alone.

Typography bounds a name better than a statistical tagger does on unseen names: a run never crosses a
line, a quotation mark (a nickname apart) or a possessive, and is never cut at a hyphen or a particle.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from . import lexicon as lex

OPENERS = frozenset("“«„‹‘\"'([")
CLOSERS = frozenset("”»’›\"')]")
HYPHENS = frozenset("-‐‑")
POSSESSIVES = frozenset({"’s", "'s", "’S", "'S", "`s"})


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `start` to `end` of a Doc that make up a name; `title` where one stood before it."""

    start: int
    end: int
    title: bool = False

    def words(self, doc: Doc) -> list[str]:
        return [token.text for token in doc[self.start : self.end]]


def is_capital(token: Token) -> bool:
    """Say whether a token is written as a word of a name: a capital first, perhaps after a prefix."""
    text = token.text
    if text[0].isupper() or text[0].istitle():
        return True
    # d’Arcy, al-Amin, iPhone: a short lower-case prefix glued to a capital
    return len(text) > 3 and any(c.isupper() for c in text[1:3]) and text[0].isalpha()


def is_particle(token: Token) -> bool:
    return token.lower_ in lex.PARTICLES


def opens_sentence(token: Token) -> bool:
    """Say whether a capital on this token may be due to its place alone."""
    if token.i == 0 or token.is_sent_start:
        return True
    before = token.nbor(-1)
    return before.is_space or before.text in {
        "“",
        "‘",
        "«",
        '"',
        "'",
        "–",
        "—",
        "•",
        "*",
        ":",
        "-",
        "…",
        ".",
        "!",
        "?",
    }


def _may_start(token: Token) -> bool:
    """Say whether a run may begin here: a capital that is not merely the sentence's."""
    if not is_capital(token) or token.lower_.strip(".") in lex.NEVER:
        return False
    if token.is_punct or (len(token.text) == 1 and not _initial(token)):
        return False
    if not opens_sentence(token):
        return True
    # At a sentence's start only what the tagger holds for a name, or what goes on as one.
    if token.is_stop and token.ent_type_ not in ("PERSON", "ORG", "GPE", "LOC", "FAC"):
        return False
    if token.pos_ == "PROPN" or token.ent_type_ in ("PERSON", "ORG", "GPE", "LOC", "FAC"):
        return True
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    joined = following is not None and (following.text in HYPHENS or is_capital(following))
    return joined and token.pos_ not in ("DET", "PRON", "ADP", "CCONJ", "SCONJ", "ADV", "AUX", "VERB", "INTJ")


def _initial(token: Token) -> bool:
    return token.text.isupper() and token.i + 1 < len(token.doc) and token.nbor(1).text == "."


def name_runs(doc: Doc) -> Iterator[Run]:
    """Find every run of capitalised words, in order, joined over hyphens, particles and nicknames."""
    at = 0
    while at < len(doc):
        if not _may_start(doc[at]):
            at += 1
            continue
        end = at + 1
        while (step := _continues(doc, end)) > 0:
            end += step
        yield Run(at, end)
        at = end


def _continues(doc: Doc, at: int) -> int:
    """Count the tokens from `at` that continue the run which ends there; 0 where it is over."""
    if at >= len(doc):
        return 0
    token, before = doc[at], doc[at - 1]
    rest = doc[at + 1 : at + 5]
    glued = not before.whitespace_
    if token.is_space:
        return 0
    if glued and token.text in HYPHENS and len(rest) and not token.whitespace_ and rest[0].text[0].isalpha():
        return 2  # Ana-María, Stratford-on-Avon
    if glued and token.text == "." and (len(before.text) == 1 or before.lower_ in lex.TITLES):
        return 1 if len(rest) and is_capital(rest[0]) and not rest[0].is_space else 0
    if is_capital(token) and not token.is_punct:
        if token.lower_.strip(".") in lex.NEVER and token.lower_ not in ("may", "state", "class"):
            return 0
        return 1
    # particles only between two capitalised words: at most two of them
    for n in (1, 2):
        if at + n < len(doc) and all(is_particle(t) for t in doc[at : at + n]):
            nxt = doc[at + n]
            if is_capital(nxt) and not nxt.is_punct and nxt.lower_ not in lex.NEVER:
                return n + 1
    # Jan “Lucky” Novak
    if (
        token.text in '“‘"'
        and len(rest) > 2
        and is_capital(rest[0])
        and rest[1].text in '”’"'
        and is_capital(rest[2])
    ):
        return 4 if before.ent_type_ in ("", "PERSON") and not rest[2].is_punct else 0
    # Achieng’ Odera: a final apostrophe that no quotation closes
    if glued and token.text == "’" and len(rest) and is_capital(rest[0]) and not before.text.endswith("s"):
        return 1
    return 0


def split_run(doc: Doc, run: Run) -> Iterator[Run]:
    """Cut a run into names: titles and roles before a person's name go, two names side by side part.

    The role ends at the last title or role noun that still has a name after it: "Energy Minister Jo Vy"
    gives "Jo Vy". A run that is one title alone gives nothing.
    """
    start, end, title = run.start, run.end, False
    words = [t.lower_.strip(".") for t in doc[start:end]]
    last = 0
    for i in range(len(words) - 1):
        strong = words[i] in lex.TITLES and (words[i] not in lex.WEAK_TITLES or len(words) - i > 2)
        role = lex.is_role(words[i]) and words[i] not in lex.WEAK_TITLES
        if (strong or role) and words[i + 1] not in ("’", "-"):
            last = i + 1
    rest = [t for t in doc[start + last : end] if t.text not in (".", "-")]
    if last and rest and not _body(rest):
        title = True
        start += last
        while start < end and (doc[start].is_punct or is_particle(doc[start]) and not is_capital(doc[start])):
            start += 1
    while end > start and (
        doc[end - 1].is_punct
        and doc[end - 1].text != "."
        or is_particle(doc[end - 1])
        and not is_capital(doc[end - 1])
    ):
        end -= 1
    if start < end:
        yield Run(start, end, title)


def _body(tokens: list[Token]) -> bool:
    """Say whether the words after a title make a body's name: General Council, Judge Institute."""
    last = tokens[-1].lower_.strip(".")
    return last in lex.ORG_HEADS or last in lex.LOC_HEADS or last in lex.FAC_HEADS or lex.is_role(last)


def grow_body(doc: Doc, run: Run) -> Run:
    """Lengthen the name of a body over "of", "for", "and" to the whole of its name.

    "Institute of Water Law", "Watch for the Lower Danube", "Kent and Essex Rescue Directorate",
    "Dockers’ Union", "Children’s Hospital": the head on one side must be a word for bodies.
    """
    start, end = run.start, run.end
    words = [t.lower_ for t in doc[start:end]]
    # rightwards: HEAD of|for|on (the) NAME
    while end < len(doc) - 1 and (
        words[-1] in lex.ORG_HEADS
        or words[0] in lex.ORG_FIRSTS
        or len(words) == 1
        and words[0] in lex.INSTITUTIONS
    ):
        nxt = doc[end]
        at = end + 1 if nxt.lower_ in ("of", "for", "on", "against") else end
        if at == end:
            break
        if doc[at].lower_ == "the" and at + 1 < len(doc):
            at += 1
        if not is_capital(doc[at]) or doc[at].is_punct or doc[at].lower_ in lex.NEVER:
            break
        end = at + 1
        while (step := _continues(doc, end)) > 0:
            end += step
        if (
            end + 1 < len(doc)
            and doc[end].lower_ in ("and", "&")
            and is_capital(doc[end + 1])
            and _joins(doc, end)
        ):
            end += 2
            while (step := _continues(doc, end)) > 0:
                end += step
        words = [t.lower_ for t in doc[start:end]]
        break
    # rightwards: NAMEs’ HEAD, Women’s HEAD
    if end + 1 < len(doc) and (doc[end].text == "’" or doc[end].text == "'" or doc[end].text in POSSESSIVES):
        plural = doc[end - 1].text.endswith("s") or doc[end - 1].lower_ in (
            "women",
            "men",
            "children",
            "people",
        )
        right = end + 1
        while right < len(doc) and is_capital(doc[right]) and not doc[right].is_punct:
            right += 1
        if plural and right > end + 1 and doc[right - 1].lower_ in lex.ORG_HEADS | lex.FAC_HEADS:
            return grow_body(doc, Run(start, right, run.title))
    # rightwards over "and": X and Y HEAD, where X is no name of its own kind
    if end + 1 < len(doc) and doc[end].lower_ in ("and", "&") and is_capital(doc[end + 1]):
        right = end + 1
        while (step := _continues(doc, right + 1)) > 0:
            right += step
        right += 1
        head = doc[right - 1].lower_
        definite = start > 0 and doc[start - 1].lower_ == "the"
        open_left = words[-1] not in lex.ORG_HEADS | lex.FAC_HEADS | lex.LOC_HEADS and not run.title
        if head in lex.ORG_HEADS and open_left and (doc[end].text == "&" or definite and len(words) == 1):
            return grow_body(doc, Run(start, right, run.title))
    return Run(start, end, run.title)


def _joins(doc: Doc, at: int) -> bool:
    """Say whether "and" at `at` joins two parts of one field of work (Health and Care), not two names."""
    after = doc[at + 1]
    return (
        after.ent_type_ in ("", "ORG") and doc[at - 1].ent_type_ == after.ent_type_ == doc[at].ent_type_ != ""
    )
