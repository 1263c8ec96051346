"""Printed dates: found in a line, then settled with what the whole page tells.

1. `find_dates` finds every date that a line prints, without deciding what 05/06/2012 means.
2. `settle` decides day-month order and missing years from all dates of a page together.
3. Only where neither knows a form, `read_foreign` asks dateparser about one short line.

Nothing depends on the day on which it runs: "3 days ago" needs the day of the scrape.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from pipeline.records import DatePrecision

Order = Literal["day-first", "month-first"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
UNIT_DAYS = {"sec": 0.0, "min": 0.0, "hour": 1 / 24, "hr": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4,
             "year": 365.25, "h": 1 / 24, "d": 1.0, "m": 0.0, "w": 7.0}  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1850, 2099
CENTURY_TURN = 50
"""A two-digit year below this belongs to the 2000s."""
NEW_YEAR_JUMP = 6
"""In a newest-first list a month that is later by this many months belongs to the year before."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as a line prints it; parts that the line leaves open are None."""

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    pair: tuple[int, int] | None = None
    """Day and month in printed order, where the line alone can't say which is which."""
    spelled: Order | None = None
    """Order of day and month where the month is a word."""
    weekday: int | None = None
    days_ago: float | None = None

    @property
    def yearless(self) -> bool:
        return self.year is None and self.days_ago is None


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date settled: `date` is None where it is impossible, or relative to an unknown day."""

    start: int
    end: int
    text: str
    date: date | None
    precision: DatePrecision = "day"
    ambiguous: bool = False


_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?:\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur|day|sday|nesday|"
    r"rsday|urday)?\.?,?[ \xa0]{0,3})?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)(?!\d)"
_GAP = r"[ \xa0]{0,3}"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2011-11-21, 2011/11/21, 2011-11-21T07:25
        (rf"{_WEEKDAY}(?<![\d.,/-])(?P<year>(?:1[89]|20)\d\d)(?P<sep>[-/.])(?P<month_n>[01]?\d)"
        rf"(?P=sep)(?P<day>[0-3]?\d)(?!\d|[-/]\d)"),
        # 14 July 2018, 14th of July, 2018, 14-Jul-2018, 21. Nov. 2011
        (rf"{_WEEKDAY}(?<![\d.,/-])(?<!\d[-–]){_DAY}\.?(?:{_GAP}(?:of{_GAP})?|[-/]){_MONTH}"
        rf",?(?:{_GAP}|[-/]){_YEAR}"),
        # January 23, 2018, Jan. 23rd 2018, November 15  2006
        rf"{_WEEKDAY}\b{_MONTH}[ \xa0-]{{1,3}}{_DAY},?{_GAP}[ \xa0,-]{_GAP}{_YEAR}",
        # 05/06/2012, 21.11.2011, 21. 11. 2011, 3-4-16
        (rf"{_WEEKDAY}(?<![\d.,/-])(?P<one>[0-3]?\d)(?P<sep>[./-])[ \xa0]?(?P<two>[0-3]?\d)"
        rf"(?P=sep)[ \xa0]?(?P<year>(?:1[89]|20)?\d\d)(?![\d/]|[.-]\d)"),
        # 08 25 2005: a scraper took the separators
        rf"(?<![\d.,/-])(?<!\d )(?P<one>[01]\d) (?P<two>[0-3]\d) {_YEAR}",
        # 10 July, Wednesday 4 March
        rf"{_WEEKDAY}(?<![\d.,/:-]){_DAY}\.?{_GAP}(?:of{_GAP})?{_MONTH}(?!{_GAP}\d)",
        # July 10, Mar 4
        rf"{_WEEKDAY}\b{_MONTH}[ \xa0]{{1,3}}{_DAY}(?![:.]\d)",
        # July 2017
        rf"\b{_MONTH},?[ \xa0]{{1,3}}{_YEAR}",
        # 17.09, 17.09., 9/17
        r"(?<![\d.,/:€$£-])(?P<one>[0-3]?\d)(?P<sep>[./])(?P<two>[0-3]?\d)(?P=sep)?(?![\d%/]|[.,]\d)",
    )
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_MAYBE_RELATIVE = re.compile(r"[Aa]go\b|AGO\b|[Dd]ay\b|DAY\b|[Nn]ow\b|NOW\b")
_RELATIVE = re.compile(
    r"\b(?:(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven) ?(?P<unit>sec|"
    r"min|hour|hr|day|week|month|year|[hdmw](?=s? ))"
    r"(?:ond|ute)?s?\.? ago|(?P<word>yesterday|today|just now))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def find_dates(line: str) -> tuple[FoundDate, ...]:
    """Find the dates that a line prints, in its order, none overlapping; () where there are none."""
    found: list[FoundDate] = []
    if _DIGIT.search(line):
        for form in _FORMS:
            for match in form.finditer(line):
                free = all(match.end() <= f.start or f.end <= match.start() for f in found)
                if free and (one := _read(match)):
                    found.append(one)
    if _MAYBE_RELATIVE.search(line):
        found += [_read_relative(match) for match in _RELATIVE.finditer(line)]
    return tuple(sorted(found, key=lambda f: f.start))


def _read(match: re.Match[str]) -> FoundDate | None:
    """Turn a match into a date; None where no calendar has such a day or month."""
    part = match.groupdict()
    year = int(part["year"]) if part.get("year") else None
    if year is not None and year < 100:
        year += 2000 if year < CENTURY_TURN else 1900
    weekday = WEEKDAYS.index(part["weekday"].lower()) if part.get("weekday") else None
    text = match[0].rstrip()
    start, end = match.start(), match.start() + len(text)
    if part.get("one"):
        one, two = int(part["one"]), int(part["two"])
        if not (1 <= min(one, two) <= 12 and max(one, two) <= 31):
            return None
        if part.get("sep") == "." or one == two:  # dots separate day-first dates only
            pair, (day, month) = None, (one, two)
        elif max(one, two) > 12:
            pair, (day, month) = None, (max(one, two), min(one, two))
        else:
            return FoundDate(start, end, text, year=year, pair=(one, two), weekday=weekday)
        if month > 12:
            return None
        spelled: Order | None = None
        if one != two and part.get("sep") != ".":
            spelled = "day-first" if one == day else "month-first"
        return FoundDate(
            start, end, text, year=year, month=month, day=day, pair=pair, spelled=spelled, weekday=weekday
        )
    if part.get("month_n"):
        month = int(part["month_n"])
        order: Order | None = None
    else:
        month = MONTHS.index(part["month"][:3].lower()) + 1
        day_at = match.start("day") if part.get("day") else -1
        order = None if day_at < 0 else "day-first" if day_at < match.start("month") else "month-first"
    day_in = int(part["day"]) if part.get("day") else None
    if not 1 <= month <= 12 or (day_in is not None and not 1 <= day_in <= 31):
        return None
    return FoundDate(start, end, text, year=year, month=month, day=day_in, spelled=order, weekday=weekday)


def _read_relative(match: re.Match[str]) -> FoundDate:
    if match["word"]:
        days = 1.0 if match["word"].lower() == "yesterday" else 0.0
    else:
        count = NUMBERS.get(match["count"].lower()) or int(match["count"])
        days = count * UNIT_DAYS[match["unit"].lower()]
    return FoundDate(match.start(), match.end(), match[0], days_ago=days)


def settle(
    found: Sequence[FoundDate],
    *,
    beside: Iterable[FoundDate] = (),
    year: int | None = None,
    scraped: datetime | None = None,
) -> tuple[PrintedDate, ...]:
    """Settle the dates of a page, in page order: one PrintedDate for each FoundDate.

    `beside` are dates that the page prints elsewhere (in prose, in lists of other stories): they tell
    the order of day and month, and are not settled themselves. `year` is one that the page's title names.
    """
    order, sure = infer_order(found, beside=beside)
    years = Counter(f.year for f in found if f.year is not None)
    base = year or (years.most_common(1)[0][0] if years else None) or (scraped.year if scraped else None)
    settled: list[PrintedDate] = []
    last: int | None = None
    for one in found:
        if one.yearless and base is not None and last is not None:
            month = one.month or (one.pair or (1, 1))[1 if order == "day-first" else 0]
            base -= month - last >= NEW_YEAR_JUMP
        printed = _settle_one(one, order=order, sure=sure, year=base, scraped=scraped)
        if one.yearless and printed.date:
            last = printed.date.month
        settled.append(printed)
    return tuple(settled)


def _settle_one(
    one: FoundDate, *, order: Order, sure: bool, year: int | None, scraped: datetime | None
) -> PrintedDate:
    if one.days_ago is not None:
        when = (scraped - timedelta(days=one.days_ago)).date() if scraped else None
        return PrintedDate(one.start, one.end, one.text, when)
    year = one.year or year
    month, day = one.month, one.day
    told = _by_weekday(one)
    if one.pair:
        day, month = one.pair if (told or order) == "day-first" else one.pair[::-1]
    ambiguous = one.pair is not None and not sure and told is None
    precision: DatePrecision = "day" if day else "month"
    return PrintedDate(one.start, one.end, one.text, _calendar(year, month, day or 1), precision, ambiguous)


def _calendar(year: int | None, month: int | None, day: int) -> date | None:
    if year is None or month is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_weekday(one: FoundDate) -> Order | None:
    """Say which order makes the printed weekday true; None where both or neither does."""
    if one.pair is None or one.weekday is None:
        return None
    first, second = (_calendar(one.year, m, d) for d, m in (one.pair, one.pair[::-1]))
    fits = [when is not None and when.weekday() == one.weekday for when in (first, second)]
    return None if fits[0] == fits[1] else "day-first" if fits[0] else "month-first"


def infer_order(found: Sequence[FoundDate], *, beside: Iterable[FoundDate] = ()) -> tuple[Order, bool]:
    """Infer what 05/06/2012 means on this page, and whether the page really tells.

    1. A weekday beside a numeric date, or a number above 12 in another one.
    2. The order in which the page writes dates with the month in words.
    3. The order that makes the list of dates run one way.
    4. Nothing tells: day first, as most of the world writes.
    """
    numeric, worded = Counter[Order](), Counter[Order]()
    for one in (*found, *beside):
        told = _by_weekday(one)
        if told:
            numeric[told] += 1
        elif one.spelled:
            (numeric if re.search(r"\d[/-]\d", one.text) else worded)[one.spelled] += 1
    for votes in (numeric, worded):
        if votes["day-first"] != votes["month-first"]:
            return ("day-first" if votes["day-first"] > votes["month-first"] else "month-first"), True
    runs = {order: _runs_one_way(found, order) for order in ("day-first", "month-first")}
    if runs["day-first"] != runs["month-first"]:
        return ("day-first" if runs["day-first"] else "month-first"), True
    return "day-first", False


def _runs_one_way(found: Sequence[FoundDate], order: str) -> bool:
    """Say whether at least three numeric dates, read in this order, only fall or only rise."""
    keys = [(f.year or 0, *(f.pair[::-1] if order == "day-first" else f.pair)) for f in found if f.pair]
    return len(keys) >= 3 and (keys == sorted(keys) or keys == sorted(keys, reverse=True))


_FOREIGN = re.compile(
    r"^\W*(?:\w+,? )?(?:\d{1,2}\W{1,3}[^\W\d_]{3,12}|[^\W\d_]{3,12} \d{1,2}),?\W{1,3}(?:19|20)\d\d\W*$"
)
_WHOLE_DATES = {"REQUIRE_PARTS": ["day", "month", "year"], "RELATIVE_BASE": datetime(2000, 1, 1)}
SHORT_LINE = 40


@lru_cache(maxsize=4096)
def read_foreign(line: str) -> FoundDate | None:
    """Read a short line that is nothing but a date with a month name that English doesn't have.

    Asks dateparser (about 3 ms a string), so only lines of the shape of a date reach it; None for others.
    """
    if len(line) > SHORT_LINE or not _FOREIGN.match(line):
        return None
    import dateparser  # takes a third of a second to import, and most pages never need it

    text = line.strip()
    when = dateparser.parse(text, settings=_WHOLE_DATES)
    if when is None:
        return None
    start = line.index(text)
    return FoundDate(start, start + len(text), text, year=when.year, month=when.month, day=when.day)


def parse_date(text: str, *, scraped: datetime | None = None) -> PrintedDate | None:
    """Read the first date of a short text; None where it holds none."""
    found = find_dates(text)
    one = found[0] if found else read_foreign(text)
    return settle([one], beside=found[1:], scraped=scraped)[0] if one else None
