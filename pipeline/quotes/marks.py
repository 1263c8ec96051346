"""Find what stands in quotation marks, whatever the marks, and never fail or swallow text.

A paragraph is read by itself, from left to right, so that a stray mark costs at most its own
paragraph. Curly, straight, mixed, doubled and low marks, guillemets and single outer marks with
apostrophes inside are read; a mark without its partner yields a span that is marked as not opened or
not closed. Only the outermost marks make spans: what is quoted inside a quotation is part of it.

Straight marks are read by the letters beside them, as typesetters do: one after a space opens, one
before a space closes.
"""

import re
from dataclasses import dataclass

from pipeline.records import Span

MARK = re.compile(r"``|''|[\"“”„‟«»‘’‚']")
DOUBLE_OPEN = frozenset(("“", "„", "‟", "``"))
DOUBLE_CLOSE = frozenset(("”", "''"))
APOSTROPHES = frozenset("’'‘")
# Words that begin with an apostrophe: elisions and decades, never the start of a quotation.
ELISION = re.compile(r"['’‘](?:\d0s|tis|twas|em|til|cause|n|bout|round|im|er|ard)\b", re.IGNORECASE)
ENDERS = frozenset(".,!?…;:")
# A cue at a paragraph's end, behind the comma where a lost mark would close: “We waited, said X, the mate.
SAID_AT_END = re.compile(r",(?= (?:said|says|added|told)\b[^“”\"]{3,90}$)")
# A line at least this long that ends in mid-sentence was wrapped by a mail or PDF tool, not by its author.
WRAPPED = 50
# How many marks ahead a partner is looked for: no real quotation holds more, and a page of nothing but
# unmatched marks stays linear.
LOOKAHEAD = 60


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch in quotation marks: `span` without its marks, `outer` with them."""

    span: Span
    outer: Span
    paragraph: int
    opened: bool = True
    closed: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    role: str  # open, close
    family: str  # double, single, guillemet


def paragraphs(text: str) -> tuple[Span, ...]:
    """Divide a text into paragraphs, blank lines left out; a line wrapped in mid-sentence runs on."""
    out: list[Span] = []
    previous_wrapped = False
    for line in re.finditer(r"[^\n]+", text):
        stripped = line[0].strip()
        if not stripped:
            previous_wrapped = False
            continue
        start = line.start() + line[0].index(stripped[0])
        end = start + len(stripped)
        joined = out and text[out[-1].end : start].count("\n") == 1
        if joined and previous_wrapped and (stripped[0].islower() or stripped[0].isdigit()):
            out[-1] = Span(out[-1].start, end)
        else:
            out.append(Span(start, end))
        previous_wrapped = len(stripped) >= WRAPPED and stripped[-1] not in '.!?:”"’…'
    return tuple(out)


def find_marked(text: str, blocks: tuple[Span, ...]) -> tuple[Marked, ...]:
    """Find every outermost stretch in quotation marks, in text order; none yields an empty tuple."""
    out: list[Marked] = []
    open_before = False
    for number, block in enumerate(blocks):
        found = _match(text, block, number, open_before)
        open_before = bool(found) and not found[-1].closed
        out += found
    return tuple(m for m in out if any(c.isalnum() for c in m.span.of(text)))


def _match(text: str, block: Span, number: int, open_before: bool) -> list[Marked]:
    marks = _marks(text, block)
    out: list[Marked] = []
    at = 0
    free_from = block.start
    while at < len(marks):
        mark = marks[at]
        if mark.role == "close":
            orphan = _missing_opener(text, free_from, mark, number, first=not out, open_before=open_before)
            if orphan:
                out.append(orphan)
                free_from = mark.end
            at += 1
            continue
        closer = _closer(marks, at)
        if closer is None and mark.family == "single" and mark.start != block.start:
            at += 1  # an apostrophe turned the wrong way, far more often than a lost closer
            continue
        if closer is None:
            end = _cut_before_next(text, marks, at, block)
            out.append(_marked(text, mark, end, end, number, closed=False))
            free_from = end
            while at < len(marks) and marks[at].start < end:
                at += 1
            continue
        out.append(_marked(text, mark, marks[closer].start, marks[closer].end, number, closed=True))
        free_from = marks[closer].end
        at = closer + 1
    return out


def _marked(text: str, mark: _Mark, end: int, outer_end: int, number: int, *, closed: bool) -> Marked:
    return Marked(_trimmed(text, mark.end, end), Span(mark.start, outer_end), number, closed=closed)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Leave spaces and stray marks off both edges, but keep an apostrophe that belongs to a word."""
    while start < end and (text[start].isspace() or text[start] in '"“”„«»`'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '"“”„«»`'):
        end -= 1
    return Span(start, end)


def _missing_opener(
    text: str, start: int, mark: _Mark, number: int, *, first: bool, open_before: bool
) -> Marked | None:
    """Read a closing mark with nothing open: the paragraph's start opened it, if that can be.

    A speech carried over from the paragraph before needs no opener; otherwise the words before the
    mark must end like a quotation, or the mark is a stray one.
    """
    if mark.family == "single" or not first:
        return None
    span = _trimmed(text, start, mark.start)
    ends_well = span.end > span.start and text[span.end - 1] in ENDERS
    if not (open_before or ends_well):
        return None
    return Marked(span, Span(start, mark.end), number, opened=False)


def _closer(marks: list[_Mark], at: int) -> int | None:
    """Find the number of the mark that closes the opener `at`; None where the paragraph has none."""
    family = marks[at].family
    depth = 0
    for i in range(at + 1, min(len(marks), at + 1 + LOOKAHEAD)):
        mark = marks[i]
        if mark.family != family:
            continue
        if mark.role == "open":
            if mark.start == marks[i - 1].end:  # a doubled opener
                continue
            depth += 1
        elif depth:
            depth -= 1
        else:
            return i
    return None


def _cut_before_next(text: str, marks: list[_Mark], at: int, block: Span) -> int:
    """Say where a quotation without closer ends: at the paragraph's end, or where the next begins.

    The next opener belongs to a new quotation, not to a nested one, where a sentence ended before it
    and one starts after it ("“A, he said. “B.”").
    """
    mark = marks[at]
    said = SAID_AT_END.search(text, mark.end, block.end)
    if said and text.find("\n", mark.end, said.start()) < 0:
        return said.start() + 1
    for other in marks[at + 1 : at + 1 + LOOKAHEAD]:
        if other.family != mark.family or other.role != "open":
            continue
        before = text[mark.end : other.start].rstrip()
        after = text[other.end : other.end + 1]
        if before and before[-1] in ".!?" and (after.isupper() or after.isdigit()):
            return other.start
    return block.end


def _marks(text: str, block: Span) -> list[_Mark]:
    """Read the paragraph's marks in order, apostrophes and primes left out."""
    out: list[_Mark] = []
    open_family: dict[str, int] = {"double": 0, "single": 0, "guillemet": 0}
    for match in MARK.finditer(text, block.start, block.end):
        mark = _read(text, match, block, open_family)
        if mark is None:
            continue
        open_family[mark.family] = max(0, open_family[mark.family] + (1 if mark.role == "open" else -1))
        out.append(mark)
    return _drop_apostrophes(text, out)


def _read(text: str, match: re.Match[str], block: Span, opened: dict[str, int]) -> _Mark | None:
    start, end, sign = match.start(), match.end(), match[0]
    before = text[start - 1] if start > block.start else " "
    after = text[end] if end < block.end else " "
    if sign in "«»":
        opens = (sign == "«") if not after.isspace() or not before.isalnum() else False
        if sign == "»":
            opens = not opened["guillemet"] and before.isspace() and after.isalnum()
        return _Mark(start, end, "open" if opens else "close", "guillemet")
    if sign in DOUBLE_OPEN or sign in DOUBLE_CLOSE or sign == '"':
        role = _double_role(sign, before, after, opened["double"])
        return _Mark(start, end, role, "double") if role else None
    if ELISION.match(text, start, block.end) and not (before.isalnum() and sign != "‘"):
        return None
    if before.isalnum() and after.isalnum():
        return None
    if (
        sign == "‘"
        or sign == "‚"
        or (
            sign == "'"
            and not before.isalnum()
            and before not in ENDERS
            and before not in '”"’'
            and not after.isspace()
        )
    ):
        # a straight or curly opener stands before a word, never before a space
        return None if after.isspace() else _Mark(start, end, "open", "single")
    if before.isspace() and not after.isspace() and sign == "’":
        return None
    return _Mark(start, end, "close", "single")


def _double_role(sign: str, before: str, after: str, depth: int) -> str | None:
    """Tell whether a double mark opens or closes; None for an inch or seconds sign."""
    if sign in DOUBLE_OPEN:
        # typed by mistake at the end of a word
        wrong = depth and not before.isspace() and before not in '(“[—–-"' and not after.isalnum()
        return "close" if wrong else "open"
    if sign in DOUBLE_CLOSE:
        wrong = not depth and before.isspace() and after.isalnum()
        return "open" if wrong else "close"
    if not depth:
        if before.isdigit() or (before.isalnum() and after.isalnum()):
            return None
        return "open" if not after.isspace() and not before.isalnum() and before not in ENDERS else "close"
    nested = (before.isspace() or before in "([") and after.isalnum()
    return "open" if nested else "close"


def _drop_apostrophes(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Leave out single closers that are apostrophes.

    These are closers with no opener, and a plural's possessive ("the farmers’ market") where a better
    closer follows before the next opener.
    """
    out: list[_Mark] = []
    single_open = False
    for i, mark in enumerate(marks):
        if mark.family != "single":
            out.append(mark)
        elif mark.role == "open":
            # inside an open single quotation a further opener is nested or an apostrophe
            if not single_open:
                single_open = True
                out.append(mark)
        elif single_open and not _possessive(text, marks, i):
            out.append(mark)
            single_open = False
    return out


def _possessive(text: str, marks: list[_Mark], i: int) -> bool:
    mark = marks[i]
    before = text[mark.start - 1]
    after = text[mark.end : mark.end + 2]
    if before in ENDERS or not (len(after) == 2 and after[0] == " " and after[1].isalnum()):
        return False
    if before not in "sS":
        return False
    for other in marks[i + 1 : i + 1 + LOOKAHEAD]:
        if other.family == "single":
            return other.role == "close"
    return False
