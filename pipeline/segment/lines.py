"""A page's lines, each with its kind: what typography and a few words of the trade say it is.

A line here is a stretch of the page that its maker set apart: a physical line; a paragraph that a
mailer wrapped over several; a piece of one long line between wide gaps, where a scraper lost the breaks.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.dates import find_dates
from pipeline.segment.lexicon import Lexicon, lexicon

INVISIBLE = " \t\r\x0b\x0c\xa0\u3000\u200b\u200c\u200e\u200f\u2028\u2029\u202f\u2060\ufeff\xad\x00"
BODY_KINDS = frozenset({"prose", "bullet", "detail", "embargo"})
"""Kinds of lines that only a story has."""
NEUTRAL_KINDS = frozenset({"title", "byline"})
"""Kinds whose place decides what they are; every other kind is furniture, and its name is its reason."""

SQUEEZED = 200
"""A line longer than this may be a page whose breaks were lost: its wide gaps divide it."""
WRAP_MIN, WRAP_MAX = 45, 100
"""Lengths between which a mailer wraps lines."""
TITLE_MOST_WORDS = 25
PROSE_LEAST_WORDS = 20
"""A line of this many words without a closing mark is prose, unless it is set in title case."""
HEAD, TAIL = 600, 12
"""How much of a line's two ends is looked at: a line may be megabytes long."""

REPEATED = 3
"""A short line that a page prints so many times is no headline."""

_WIDE_GAP = re.compile(r"[ \t\xa0\u3000]{8,}")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_BULLET = re.compile(r"^(?:[•·▪‣◦●■►▸○*–—-]|\d{1,2}[.)]|\(?[a-z]\))(?=\s|$)\s*")
_RULE = re.compile(r"^(?:[-–—_=*~.·•+|#>\s]*[-–—_=*~]{3,}[-–—_=*~.·•+|#>\s]*|[-–—_=*~.·•|>«»‹›\s]+)$")
_MARKDOWN = re.compile(r"^(?:#{1,6} +|\*\*|__|> )")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$|[”\"»]$|[.!?]\s*[\"”’»]?\s*\d{0,3}$")
_CLOSED = re.compile(r"\.[\"'”’»)\]]*$")
_INNER_STOP = re.compile(r"[a-zà-ÿ)\"”’»][.!?][\"”’»]?\s+[\"“‘«]?[A-ZÀ-Þ]")
_OPENER = re.compile(r"^[\"“‘«„]")
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No|U\.S|U\.K|D\.C|a\.m|p\.m)\.$")
_PARTS = re.compile(r"\s*[|·•»›/>]+\s*|\s{2,}|\t")
_DIVIDES = re.compile(r"[|·•»›/>\t]|  ")
_PHONE = re.compile(r"(?:\+|\(0|\b0|\(?\b\d{3}\)?[ .-]?)\d[\d\s().#/-]{5,}\d")
_EMAIL = re.compile(r"\S@\S+\.\w{2,}|\[email\b|\be-?mail protected", re.IGNORECASE)
_CLOCK = re.compile(
    r"[\W\d]*(?:(?:last )?(?:updated|published|posted|modified))?\W*(?:at )?[0-2]?\d[:.h]?[0-5]?\d?\s?(?:[ap]\.?m\.?)?"
    r"\W*(?:[A-Z]{2,4})?\W*",
    re.IGNORECASE,
)
_URL = re.compile(r"^(?:https?://|www\.)\S+$")
_PAGES = re.compile(r"^(?:[«‹<←]?\s*(?:first|prev(?:ious)?)\b\W*)?(?:page )?(?:\d{1,4}\W+|…\W*|\.\.\.\W*)*(?:\d{1,4}|of \d+|next|last|older|newer)?(?:\W+(?:next|last|older|newer)(?: posts?| page)?)*\W*$", re.IGNORECASE)  # fmt: skip
_DETAIL = re.compile(r"^\W*(\w+)(?: ?\(.{0,20}\))?\W{0,2}[:–]\s*\S")
_BYLINE = re.compile(
    r"^[-–—(\[*_ ]*(?:(?:by|interview(?:ed)?(?: by)?|words(?: by)?|text(?: by)?|(?:written|reported|posted|published|compiled"
    r"|edited|submitted|translated) by|(?:story|report|reporting|analysis|opinion|commentary|comment|photographs) by"
    r"|authors?|reporters?|correspondent)\b ?(?P<colon>:?) +)(?P<name>.+?)[)\]*_ ]*$",
    re.IGNORECASE,
)
_JOB_LINE = re.compile(
    r"^(?P<name>[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){1,3})(?:, ?| \| | – | - | in [A-ZÀ-Þ]\w+, )"
    r"(?:\w+ ){0,4}(?:editor|reporter|correspondent|writer|columnist|staff|bureau chief)(?: in \w+)?$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ["and", "de", "da", "di", "do", "dos", "du", "del", "der", "den", "la", "le", "van", "von", "el", "al", "bin", "ibn", "ó", "y", "e", "&", "in", "for", "of", "the", "at", "with", "ní", "uí", "mac"]
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: `page.text[start:end]`, trimmed of blanks, with its kind."""

    start: int
    end: int
    text: str
    """The line's words, for looking at: runs of blanks of a wrapped paragraph are one space."""
    kind: str
    n_words: int
    blanks_above: int
    physical: int
    """Number of the physical line it stands on: two pieces of one line share it."""

    @property
    def is_body(self) -> bool:
        return self.kind in BODY_KINDS

    @property
    def is_furniture(self) -> bool:
        return self.kind not in BODY_KINDS and self.kind not in NEUTRAL_KINDS


def read_lines(text: str) -> tuple[Line, ...]:
    """Divide a page into its lines that aren't blank and say what kind each is."""
    words = lexicon()
    lines = [
        Line(start, end, shown, classify(shown, words, n=n), n, blanks, number)
        for start, end, shown, blanks, number in _unwrap(list(_pieces(text)))
        if (n := count_words(shown)) >= 0
    ]
    return tuple(_mark_menus(_mark_repeated(lines, words)))


type _Piece = tuple[int, int, str, int, int]


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield start, end, text, blank lines above and line number of every piece that isn't blank."""
    blanks = at = 0
    for number, raw in enumerate(text.split("\n")):
        found = False
        for start, end in _cuts(raw):
            piece = raw[start:end]
            shown = piece.strip(INVISIBLE)
            if shown:
                lead = len(piece) - len(piece.lstrip(INVISIBLE))
                first = at + start + lead
                yield first, first + len(shown), shown, 1 if found else blanks, number
                found = True
        blanks = 0 if found else blanks + 1
        at += len(raw) + 1


def _cuts(raw: str) -> Iterator[tuple[int, int]]:
    if len(raw) <= SQUEEZED:
        yield 0, len(raw)
        return
    last = 0
    for gap in _WIDE_GAP.finditer(raw):
        yield last, gap.start()
        last = gap.end()
    yield last, len(raw)


def _unwrap(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Join the lines of paragraphs that a mailer wrapped.

    A run of lines without a blank between is such a paragraph where every line but the last is about
    as long as a mail is wide and at least one goes on in lower case, as only a broken sentence does.
    """
    at = 0
    while at < len(pieces):
        end = at + 1
        while (
            end < len(pieces)
            and pieces[end][3] == 0
            and WRAP_MIN <= len(pieces[end - 1][2]) <= WRAP_MAX
            and len(pieces[end][2]) <= WRAP_MAX
            and not _BULLET.match(pieces[end][2])
            and not _MARKDOWN.match(pieces[end - 1][2])
        ):
            end += 1
        run = pieces[at:end]
        goes_on = sum(piece[2][0].islower() for piece in run[1:])
        if goes_on and goes_on * 4 >= len(run) - 1:
            yield run[0][0], run[-1][1], " ".join(piece[2] for piece in run), run[0][3], run[0][4]
        else:
            yield from run
        at = end


def count_words(text: str) -> int:
    """Count the words of a line's first 600 characters."""
    return len(_WORD.findall(text[:HEAD]))


def strip_marks(text: str) -> str:
    """Take bullets and the marks of Markdown off a line's ends."""
    text = _MARKDOWN.sub("", text)
    bullet = _BULLET.match(text)
    return (text[bullet.end() :] if bullet else text).strip("*_ \xa0\t")


def classify(text: str, words: Lexicon, *, n: int) -> str:
    """Say what kind of line this is, by itself.

    1. Rules and lines without a word.  2. Words of furniture, in the order of the lexicon.  3. Bare dates;
    rows of short parts: menus, share buttons, page numbers.  4. Lines with a telephone number or an address.
    5. Bylines, labels of an advisory or interview.  6. What is left is prose, a bullet, or title-like.
    """
    head = text[:HEAD]
    bare = strip_marks(head)
    # 1.
    reason = words.reason(head, n_words=n)
    if reason == "end-mark":
        return reason
    if n == 0:
        return "rule" if _RULE.match(head) or len(bare) < 4 else "junk"
    # 2.
    if bare != head:
        reason = words.reason(bare, n_words=n)
    if reason:
        return reason
    # 3.
    digits = any(map(str.isdigit, head))
    undated = _without_dates(bare) if n <= 30 and digits else bare
    if not _WORD.search(undated) or (digits and len(undated) <= 40 and _CLOCK.fullmatch(undated)):
        return "date-line"
    if n <= 30:
        row = _row(undated, words)
        if row:
            return row
    # 4.
    if n <= 14 and (_EMAIL.search(undated) or (digits and _is_phone(undated))) and not _CLOSED.search(bare):
        return "contact"
    if _URL.match(bare):
        return "link"
    # 5.
    if read_byline(bare):
        return "byline"
    detail = _DETAIL.match(bare)
    if detail and detail[1].lower() in words.detail:
        return "detail"
    # 6.
    if _BULLET.match(head):
        return "bullet"
    return "prose" if is_prose(text, n=n) else "title"


def _is_phone(text: str) -> bool:
    match = _PHONE.search(text) if sum(map(str.isdigit, text)) >= 7 else None
    return bool(match) and sum(c.isdigit() for c in match[0]) >= 7


def _without_dates(text: str) -> str:
    """Blank out full dates: their digits and slashes look like telephone numbers and menus."""
    for found in find_dates(text):
        if found.year or found.spelled:
            text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text.strip()


def _row(text: str, words: Lexicon) -> str | None:
    """Name the furniture that is a row of short parts; None for other lines."""
    tokens = [t.lower() for t in _WORD.findall(text)]
    if len(tokens) <= 14 and all(t in words.share or len(t) == 1 for t in tokens):
        if any(t in words.share_sure for t in tokens):
            return "share"
    if _PAGES.match(text) and (len(tokens) >= 3 or re.search(r"next|prev|older|newer", text, re.IGNORECASE)):
        return "pagination"
    if not _DIVIDES.search(text):
        return None
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) >= 3 and all(count_words(part) <= 4 and not _CLOSED.search(part) for part in parts):
        return "navigation"
    if len(parts) == 2 and "|" in text and all(count_words(part) <= 3 for part in parts):
        return "navigation"
    if len(parts) >= 2 and len(tokens) <= 6 and all(words.reason(p, n_words=count_words(p)) for p in parts):
        return "navigation"
    return None


def read_byline(text: str) -> str | None:
    """Read who a byline names; None where the line is no byline."""
    if len(text) > 120:
        return None
    match = _BYLINE.match(text)
    if not match:
        job = _JOB_LINE.match(text)
        return job["name"] if job and len(text) <= 80 else None
    name = re.split(r"\s*[|·•]\s*|\s{2,}", match["name"])[0].rstrip(",:;–— ")
    tokens = _WORD.findall(name)
    if (
        not 1 <= len(tokens) <= 14
        or (re.search(r"[.!?]$", name)
        and not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", name))
    ):
        return None
    if _INNER_STOP.search(name) or not (tokens[0][0].isupper() or tokens[0].lower() in _PARTICLES):
        return None
    names = sum(t[0].isupper() or t.lower() in _PARTICLES or match["colon"] == ":" for t in tokens)
    return name if names >= 0.6 * len(tokens) else None


def is_prose(text: str, *, n: int | None = None) -> bool:
    """Say whether a line reads as running text rather than as a title.

    Typography decides: a sentence that ends or starts within the line, a lead-in with a colon, a line
    that goes on in lower case, sheer length. A title has no full stop at its end.
    """
    n = count_words(text) if n is None else n
    head, tail = text[:HEAD], text[-TAIL:]
    if len(text) > HEAD or n > 2 * TITLE_MOST_WORDS:
        return True
    tokens = _WORD.findall(head)
    lengthy = [t for t in tokens if len(t) > 3]
    capitals = sum(not t[0].islower() for t in lengthy) / len(lengthy) if lengthy else 1.0
    if _INNER_STOP.search(head) and (n >= 10 or _CLOSED.search(tail)) and capitals < 0.8:
        return True
    if tail.endswith(":") and n >= 4 and capitals < 0.8:
        return True
    if _SENTENCE_END.search(tail) and not _ABBREVIATED.search(tail):
        if re.search(r"(?:^|[^.])[?!][\"'”’»]?$", tail):  # a headline may ask or exclaim
            return (bool(_OPENER.match(head)) and not capitals >= 0.8) or n >= 16
        if tail.rstrip("\"'”’»)]")[-1:] in ".…":
            return (n >= 4 and capitals < 0.9) or (_OPENER.match(head) is not None and n >= 2)
        return (bool(_OPENER.match(head)) and n >= 4 and capitals < 0.8) or n >= PROSE_LEAST_WORDS
    if head[0].islower() and n >= 8:
        return True
    return (n >= PROSE_LEAST_WORDS and capitals < 0.75) or n > TITLE_MOST_WORDS


def _mark_repeated(lines: list[Line], words: Lexicon) -> list[Line]:
    """Mark short lines that a page prints again and again: labels of its buttons and boxes."""
    seen = Counter(line.text for line in lines if line.kind == "title")
    often = {
        text
        for text, times in seen.items()
        if times >= REPEATED and count_words(text) <= 6 and text.lower().rstrip(":") not in words.kept_heading
    }
    return [replace(line, kind="repeated") if line.text in often else line for line in lines]


def _mark_menus(lines: list[Line]) -> Iterator[Line]:
    """Mark runs of short lines of which several are words of menus as navigation altogether."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _menu_like(lines[end]) and (end == at or lines[end].blanks_above <= 1):
            end += 1
        run = lines[at:end]
        sure = sum(
            line.kind in ("navigation", "contact", "footer", "subscribe", "share", "tag") for line in run
        )
        if len(run) >= 4 and sure >= 2 and sure * 5 >= len(run):
            for line in run:
                yield replace(line, kind="navigation") if line.kind in ("bullet", "title", "detail") else line
        else:
            yield from run
        if end == at:
            yield lines[at]
            end += 1
        at = end


def _menu_like(line: Line) -> bool:
    if line.kind in ("navigation", "contact", "footer", "share", "subscribe", "tag", "rule"):
        return line.n_words <= 8
    return (line.kind == "bullet" and line.n_words <= 6) or (line.kind == "title" and line.n_words <= 3)
