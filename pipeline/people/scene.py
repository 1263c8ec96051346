"""An article laid out for reading: its tokens, the mention that covers each, and whom bare nouns mean."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.records import Mention

from . import lexicon as lex
from .bodies import resolve_body
from .link import Cast

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

POSSESSIVES = ("’s", "'s", "’S", "'S")
LETTERS = frozenset(
    "QC KC SC MP MEP MSP MLA MD JP OBE CBE MBE KBE DBE PhD RN FRS".split(),
)
"""Honours, degrees and seats that follow a name."""
APOSTROPHES = ("’", "'")


@dataclass(frozen=True, slots=True)
class Scene:
    """A Doc with the mention that covers each token, and the article's cast."""

    doc: "Doc"
    cast: Cast
    by_token: dict[int, Mention]

    def labelled(self, at: int, *labels: str) -> Mention | None:
        """Give the mention on a token if it has one of the labels."""
        found = self.by_token.get(at)
        return found if found is not None and found.label in labels else None

    def end_of(self, mention: Mention, at: int) -> int:
        """Give the token after the mention that `at` lies in."""
        while at < len(self.doc) and self.by_token.get(at) == mention:
            at += 1
        return at

    def people(self) -> list[tuple[Mention, int, int]]:
        """List the mentions of people with their tokens, in order."""
        found, seen = [], set()
        for at, mention in sorted(self.by_token.items()):
            if mention.label == "PERSON" and mention.start not in seen:
                seen.add(mention.start)
                found.append((mention, at, self.end_of(mention, at)))
        return found

    def owned(self, at: int) -> bool:
        """Say whether the token at an index is the ’s of an owner."""
        if not 0 < at < len(self.doc):
            return False
        token = self.doc[at]
        plural = (
            token.text in APOSTROPHES
            and not self.doc[at - 1].whitespace_
            and self.doc[at - 1].text[-1] in "sS"
        )
        return token.text in POSSESSIVES or token.tag_ == "POS" or plural

    def body(self, at: int) -> str | None:
        """Name the body that the noun at an index is or stands for; None where it is none."""
        mention = self.labelled(at, "ORG")
        if mention is not None:
            return mention.name or mention.text
        token = self.doc[at]
        if token.lower_ not in lex.BODIES:
            return None
        own = compound(token)
        if own is None:
            return resolve_body(token.lower_, token.idx, self.cast) or self.spelled_out(token)
        named = resolve_body(token.lower_, token.idx, self.cast) or ""
        return named if own.split()[0] in named.lower() else own

    def whole(self, at: int) -> str | None:
        """Name the body that a noun for one in capitals stands for: "Council spokesman"; None for a name."""
        mention = self.by_token[at]
        if (mention.name or mention.text).lower() not in lex.BODIES:
            return None
        return resolve_body(self.doc[at].lower_, self.doc[at].idx, self.cast)

    def spelled_out(self, noun: "Token") -> str | None:
        """Give the fuller phrase that a bare noun takes up: "the board" for "the language board"."""
        for token in self.doc[: noun.i]:
            if token.lower_ == noun.lower_ and (phrase := compound(token)):
                return phrase
        return None

    def its(self, at: int) -> str | None:
        """Name the body that "its" or "it" at an index means: of its own sentence, else of the one before.

        The nearest before it in its own sentence; in the last sentence the subject, else the nearest.
        """
        sentence = self.doc[at].sent
        own = self._bodies(sentence.start, at)
        if own:
            return own[-1].name
        if sentence.start == 0:
            return None
        previous = self.doc[sentence.start - 1].sent
        before = self._bodies(previous.start, previous.end)
        subjects = [b for b in before if self.is_subject(b)]
        return next((b.name for b in reversed(subjects or before)), None)

    def _bodies(self, start: int, end: int) -> list[Mention]:
        found = (self.labelled(at, "ORG") for at in range(start, end))
        return list(dict.fromkeys(b for b in found if b is not None))

    def is_subject(self, mention: Mention) -> bool:
        """Say whether a mention is the subject of its clause."""
        span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        return span is not None and span.root.dep_ in ("nsubj", "nsubjpass")


def compound(noun: "Token") -> str | None:
    """Give a noun for a body with the common nouns that say which: "language board"."""
    start = noun.i
    while start and noun.doc[start - 1].tag_ == "NN" and noun.doc[start - 1].lower_ not in lex.BODIES:
        start -= 1
    return noun.doc[start : noun.i + 1].text if start < noun.i and noun.tag_ == "NN" else None


def scene(doc: "Doc", cast: Cast) -> Scene:
    """Lay the cast's mentions over the Doc's tokens; of two that overlap the longer one counts."""
    by_token: dict[int, Mention] = {}
    for mention in sorted(cast.mentions, key=lambda m: (m.start - m.end, m.start)):
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None:
            for at in range(span.start, span.end):
                by_token.setdefault(at, mention)
    acronyms = cast.known.acronyms
    for token in doc if acronyms else ():
        if (name := acronyms.get(token.text)) and token.i not in by_token:
            end = token.idx + len(token)
            by_token[token.i] = Mention(token.idx, end, token.text, "ORG", name)
    return Scene(doc, cast, by_token)


def past_letters(view: Scene, end: int) -> int:
    """Pass honours and degrees after a name: "NAME KC", "NAME, OBE"."""
    while end < len(view.doc):
        step = 1 if view.doc[end].text == "," else 0
        at = end + step
        if at >= len(view.doc) or view.doc[at].text not in LETTERS:
            break
        end = at + 1
    return end


def is_noun(token: "Token") -> bool:
    """Say whether a token can stand in a noun phrase before its head."""
    return token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or (token.text[0].isupper() and token.pos_ != "VERB")
