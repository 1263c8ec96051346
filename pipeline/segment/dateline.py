"""Lines that date an item: "Posted on 5 May 2016 | Safety", "Norway 17.09", "12 May 2014 – A headline".

A date makes a line a date line only where what stands beside it is a label, a name, a category, a
headline or the whole item; a date inside running text dates nothing.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.dates import FoundDate, find_dates, read_foreign
from pipeline.segment.kinds import count_words, is_prose, read_byline
from pipeline.segment.lines import Line

Shape = Literal["alone", "title", "prose", "dateline"]
DATE_LINE_MOST = 200
"""A line longer than this is no date line, but may begin with a date."""
CATEGORY_MOST_WORDS = 3
PLACE_MOST_WORDS = 4
REVISED_MOST_WORDS = 10
"""A date may be followed by so many words on when the item was updated."""

_LABEL = re.compile(
    r"^[\s\W]*(?:(?:first |last |originally |date )?(?:posted|published|publication|"
    r"publish|released?|issued|updated|modified"
    r"|created|added|submitted|filed|written|uploaded|dated?|reviewed|release)"
    r"(?: date| on| at| in| by)?(?= ?[:\-–|]|\s+(?:on|at|:)|\s*$|\s)"
    r"|on|for immediate release|(?:press|news|media) release|latest news|news|"
    r"statement|date of (?:issue|release|publication))\b\s*(?:on\b|date\b)?[\s:,.|–-]*",
    re.IGNORECASE,
)
_LABEL_END = re.compile(
    r"(?:\b(?:posted|published|updated|issued|released|filed)|(?-i:(?<=[a-z])"
    r"(?:Posted|Published|Updated)))(?: on| at)?\W{0,3}$",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"^\W*(?:last )?(?:updated|modified|reviewed)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"^[\s,.;:T|•·@–-]*(?i:at |on )?(?:[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?(?:Z|"
    r"\.\d+)?\s*(?i:[ap]\.?m\b\.?)?|[01]?\d ?(?i:[ap]\.?m\b\.?))"
    r"\s*(?:hrs?|h|uhr)?\b\s*(?:\(?(?:[A-Z]{2,4}T?|[+-]\d\d:?\d\d|local time|"
    r"(?:eastern|pacific|central)(?: (?:standard|daylight))? time)\)?)?(?=\W|"
    r"$)[.]?"
)
_CLOCK_BEFORE = re.compile(
    r"\b(?:at )?[0-2]?\d[:.h][0-5]\d(?:\s*[ap]\.?m\b\.?)?(?: [A-Z]{2,4})?[\s,|–-]*$", re.IGNORECASE
)
_SEPARATED = re.compile(r"^(?:\s*[|·•/–—:\])\]>»~,]|\s+-+\s|\s{2,}|\t|\*\*)")
_ENDS_SEPARATED = re.compile(r"(?:[|·•/–—,\[(>»:~]|\s-+|\s{2,}|\t|\.{3,}|\*\*)\s*$")
_PART = re.compile(r"\s*[|·•/]\s*|\s{2,}|\t")
_EVENT = re.compile(
    r"\b(?:embargo\w*|until|till|deadline|when|due|expires?|valid|event|venue|"
    r"starts?|begins?|ends?|from|since|before|after|between"
    r"|born|died|closing|closes|copyright|archive|archives|©|as of|effective|time)\b|©",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\d\s*(?:[-–—]|to|and|&)\s*(?:\w+day,? )?$|^\s*(?:[-–—]|to|until|&|and)"
    r"\s*(?:\w+day,? )?(?:\d{1,2}\b(?![:.h]\d)|[A-Z][a-z]+ \d)",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"^\W*(?:\d+ (?:comments?|views?|shares?|min(?:ute)?s?(?: to)? read|replies|words)"
    r"|no comments|leave a comment|\d+)\W*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^\W*(?:posted |published |written |filed )?by\s+(?P<name>[^|·•\d]{2,80}?)"
    r"[\s,|·•–—:(-]*(?:\b(?:on|at|in)\b\s*)?$",
    re.IGNORECASE,
)
_REVISED = re.compile(r"^\W*(?i:(?:and )?(?:last )?(?:updated|modified)\b|[0-2]?\d[:.][0-5]\d)")
_EDGE = " \t\xa0|·•/–—:,;()[]*_#>«»~-"


@dataclass(frozen=True, slots=True)
class DateLine:
    """What a line that dates an item says: offsets are into the line."""

    index: int
    """Position of the line among the page's lines."""
    shape: Shape
    found: FoundDate
    title: tuple[int, int] | None = None
    body: int | None = None
    """Where the item's prose begins, if it stands on the same line."""
    extra: tuple[int, int] | None = None
    """A place or category beside the date: a headline only if the item has no other words."""
    byline: str | None = None
    updated: bool = False
    style: str = ""
    """The look of the line without the date's own digits: lines of one listing share it."""


def read_date_line(line: Line, index: int) -> DateLine | None:
    """Read a line as the one that dates an item; None where it dates nothing."""
    text = line.text
    head = text[: DATE_LINE_MOST + 100]
    if line.kind == "embargo" or line.end - line.start != len(text):
        return None
    found = [f for f in find_dates(head) if f.start <= DATE_LINE_MOST]
    if not found:
        foreign = read_foreign(head) if len(text) <= DATE_LINE_MOST else None
        return DateLine(index, "alone", foreign, style="foreign") if foreign else None
    first = found[0]
    before, after = head[: first.start], head[first.end :]
    if _RANGE.search(before) or _RANGE.search(after):
        return None
    before = _CLOCK_BEFORE.sub("", before)
    label = _LABEL.match(before)
    late = None if label else _LABEL_END.search(before)
    side = _before(before[label.end() if label else 0 : late.start() if late else None], bool(label or late))
    if side is None:
        return _headed(line, index, first, before, after)
    byline, extra, title = side
    clock = _CLOCK.match(after)
    offset = first.end + (clock.end() if clock else 0)
    told = label or late
    style = f"{told[0].strip().lower() if told else ''}|{_form(first)}"
    base = DateLine(
        index, "alone", first, _locate(head, title, 0), None, _locate(head, extra, 0), byline,
        bool(_UPDATED.match(before)), style,
    )  # fmt: skip
    right = _after(head[offset:], cut=len(text) > len(head))
    return _joined(base, head, offset, *right) if right else None


def _joined(base: DateLine, head: str, offset: int, kind: str, value: str) -> DateLine | None:
    """Join what stands before a date with what stands after it; None where they make running text."""
    after = head[offset:]
    place, title, first = base.extra, base.title, base.found
    if kind in ("title", "prose"):
        if first.days_ago is not None and not _SEPARATED.match(after):
            return None  # "Two days ago the …", "Today’s …"
        if first.yearless and first.days_ago is None and first.spelled is None:
            return None  # 17.09 before a sentence is a number
    if kind == "prose":
        start = offset + len(after) - len(after.lstrip(_EDGE + ".\n"))
        if place:  # "BERGEN, 7 May – …" is a dateline, and belongs to the body
            return replace(base, shape="dateline", body=0)
        lead = None if title else _locate(head, value, start)
        if lead:
            start = lead[1] + len(head[lead[1] :]) - len(head[lead[1] :].lstrip(_EDGE))
        return replace(base, shape="prose", title=title or lead, body=start)
    if kind == "byline":
        base = replace(base, byline=value)
    elif kind == "category":
        base = replace(base, extra=place or _locate(head, value, offset))
    elif kind == "title" and not title:
        base = replace(base, title=_locate(head, value, offset))
    return replace(base, shape="title" if base.title else "alone")


def _form(found: FoundDate) -> str:
    if found.days_ago is not None:
        return "ago"
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", found.text))


def _locate(head: str, part: str | None, offset: int) -> tuple[int, int] | None:
    at = head.find(part, offset) if part else -1
    return (at, at + len(part)) if part and at >= 0 else None


def _before(rest: str, labelled: bool) -> tuple[str | None, str | None, str | None] | None:
    """Read what stands before a date as (byline, place or category, title); None where it is running text."""
    bare = rest.strip(_EDGE)
    if not bare:
        return None, None, None
    by = _BY.match(rest)
    if by and read_byline("By " + by["name"].strip(_EDGE)):
        return by["name"].strip(_EDGE), None, None
    nearest = bare if count_words(bare) <= PLACE_MOST_WORDS else bare.split()[-1]
    if (
        "@" in bare
        or _EVENT.search(nearest)
        or not any(c.isalpha() for c in bare)
        or rest.rstrip().endswith(":")
    ):
        return None
    parts = [part.strip(_EDGE) for part in _PART.split(rest) if part.strip(_EDGE)]
    n = count_words(bare)
    capital = all(word[0].isupper() or len(word) <= 3 for word in re.findall(r"[^\W\d_]+", bare))
    if labelled and len(parts) > 1:
        return None, parts[0], None
    if len(parts) > 1 and all(count_words(part) <= CATEGORY_MOST_WORDS for part in parts):
        return None, parts[0], None
    if n <= PLACE_MOST_WORDS and capital and not re.search(r"\d", bare):
        return None, bare, None
    if n <= CATEGORY_MOST_WORDS and re.search(r"[|·•/\[(]\s*$", rest):
        return None, bare, None
    if n > CATEGORY_MOST_WORDS and _ENDS_SEPARATED.search(rest) and not is_prose(bare) and not labelled:
        if re.search(r"[,:]\s*$", rest):  # "…, 4 March" may end a sentence's first clause
            return None
        return None, None, bare
    return None


def _after(after: str, *, cut: bool) -> tuple[str, str] | None:
    """Read what stands after a date as (kind, text); None where it is running text."""
    bare = after.lstrip(_EDGE + ".").rstrip(_EDGE)
    if not bare:
        return "nothing", ""
    by = re.match(
        r"^\W*(?:posted |published |written )?by:?\s+(?P<name>[^|·•]{2,80}?)\s*(?:$|[|·•])",
        after,
        re.IGNORECASE,
    )
    if by and read_byline("By " + by["name"]):
        return "byline", by["name"].strip()
    parts = [part.strip(_EDGE) for part in _PART.split(after) if part.strip(_EDGE)]
    if all(_COUNTER.match(part) or (find_dates(part) and count_words(part) <= 8) for part in parts):
        return "nothing", ""
    if _REVISED.match(after) and count_words(bare) <= REVISED_MOST_WORDS:
        return "nothing", ""
    plain = [part for part in parts if not _COUNTER.match(part)]
    separated = bool(_SEPARATED.match(after))
    if re.match(r"^\s*,?\s*(?:in|under|to)\s+[A-Z]", after) and count_words(bare) <= 4:
        return "category", bare
    if separated and plain and all(count_words(part) <= CATEGORY_MOST_WORDS for part in plain):
        return "category", plain[0]
    first_letter = next((c for c in bare if c.isalpha()), "")
    if not first_letter.isupper() and bare[0] not in "\"“‘«„'" and not bare[0].isdigit():
        return None
    if after.lstrip().startswith(",") and not separated:
        return None
    if re.match(r"^\s*,", after):
        return ("category", bare) if count_words(bare) <= CATEGORY_MOST_WORDS else None
    lead = re.split(r"\s{2,}|\t|\s[|–—]\s", bare, maxsplit=1)
    if cut or is_prose(bare):
        titled = len(lead) > 1 and not is_prose(lead[0]) and count_words(lead[0]) > CATEGORY_MOST_WORDS
        return "prose", lead[0] if titled else ""
    if count_words(bare) <= CATEGORY_MOST_WORDS:
        return "category", plain[0] if plain else bare
    return "title", bare


def _headed(line: Line, index: int, found: FoundDate, before: str, after: str) -> DateLine | None:
    """Read a whole item on one line: a title, a date set off by wide gaps, then the prose.

    Scrapers that lose line breaks leave two blanks or more where they were.
    """
    title = before.strip(_EDGE)
    if found.yearless or not re.search(r"\s{2,}$", before) or not 3 <= count_words(title) <= 30:
        return None
    if (
        not re.match(r"^\W*[A-ZÀ-Þ]", after)
        or is_prose(re.sub(r"\s{2,}", " ", title))
        or not is_prose(line.text)
    ):
        return None
    title = re.split(r"\s{4,}", title)[-1]
    start = found.end + len(after) - len(after.lstrip(_EDGE + ".\n"))
    return DateLine(index, "prose", found, _locate(line.text, title, 0), start, style=f"|{_form(found)}")
