"""What kind of line a line is, by itself: typography, and a few words of the trade."""

import re

from pipeline.dates import find_dates
from pipeline.segment.lexicon import Lexicon

TITLE_MOST_WORDS = 25
PROSE_LEAST_WORDS = 20
"""A line of this many words without a closing mark is prose, unless it is set in title case."""
HEAD, TAIL = 600, 12
"""How much of a line's two ends is looked at: a line may be megabytes long."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
BULLET = re.compile(r"^(?:[•·▪‣◦●■►▸○*–—-]|\d{1,2}[.)]|\(?[a-z]\))(?=\s|$)\s*")
_RULE = re.compile(r"^(?:[-–—_=*~.·•+|#>\s]*[-–—_=*~]{3,}[-–—_=*~.·•+|#>\s]*|[-–—_=*~.·•|>«»‹›\s]+)$")
MARKDOWN = re.compile(r"^(?:#{1,6} +|\*\*|__|> )")
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
    r"\W*(?:(?:last )?(?:updated|published|posted|modified))?\W*(?:at )?"
    r"[0-2]?\d(?:[:.h][0-5]\d\s?(?:[ap]\.?m\.?)?|\s?[ap]\.?m\.?)\W*(?:[A-Z]{2,4})?\W*",
    re.IGNORECASE,
)
_URL = re.compile(r"^(?:https?://|www\.)\S+$")
_PAGES = re.compile(
    r"^(?:[«‹<←]?\s*(?:first|prev(?:ious)?)\b\W*)?(?:page )?(?:\d{1,3}\W+|…\W*|"
    r"\.\.\.\W*)*(?:\d{1,3}|of \d+|next|last|older|newer)?(?:\W+(?:next|last|"
    r"older|newer)(?: posts?| page)?)*\W*$",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"^\W*(\w+)(?: ?\(.{0,20}\))?\W{0,2}[:–]\s*\S")
_BYLINE = re.compile(
    r"^[-–—(\[*_ ]*(?:(?:by|interview(?:ed)?(?: by)?|words(?: by)?|text(?: by)?"
    r"|(?:written|reported|posted|published|compiled"
    r"|edited|submitted|translated) by|(?:story|report|reporting|analysis|opinion|"
    r"commentary|comment|photographs) by"
    r"|authors?|reporters?|correspondent)\b ?(?P<colon>:?) +)(?P<name>.+?)[)\]*_ ]*$",
    re.IGNORECASE,
)
_JOB_LINE = re.compile(
    r"^(?P<name>[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){1,3})(?:, ?| \| | – | - | in [A-ZÀ-Þ]\w+, )"
    r"(?:\w+ ){0,4}(?:editor|reporter|correspondent|writer|columnist|staff|bureau chief)(?: in \w+)?$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {"and", "de", "da", "di", "do", "dos", "du", "del", "der", "den", "la", "le", "van", "von", "el", "al"}
    | {"bin", "ibn", "ó", "y", "e", "&", "in", "for", "of", "the", "at", "with", "ní", "uí", "mac"}
)


def count_words(text: str) -> int:
    """Count the words of a line's first 600 characters."""
    return len(_WORD.findall(text[:HEAD]))


def strip_marks(text: str) -> str:
    """Take bullets and the marks of Markdown off a line's ends."""
    text = MARKDOWN.sub("", text)
    bullet = BULLET.match(text)
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
    if BULLET.match(head):
        return "bullet"
    return "prose" if is_prose(text, n=n) else "title"


def _is_phone(text: str) -> bool:
    match = _PHONE.search(text)
    return match is not None and sum(c.isdigit() for c in match[0]) >= 7


def _without_dates(text: str) -> str:
    """Blank out full dates: their digits and slashes look like telephone numbers and menus."""
    for found in find_dates(text):
        if found.year or found.spelled:
            text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text.strip()


def _row(text: str, words: Lexicon) -> str | None:
    """Name the furniture that is a row of short parts; None for other lines."""
    tokens = [t.lower() for t in _WORD.findall(text)]
    plainly = len(tokens) <= 14 and any(t in words.share_sure for t in tokens)
    if plainly and all(t in words.share or len(t) == 1 for t in tokens):
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
    if not 1 <= len(tokens) <= 14 or (
        re.search(r"[.!?]$", name) and not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", name)
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
