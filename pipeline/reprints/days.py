"""How far apart two articles were dated, when a date may be a month, or day and month be swapped."""

import calendar
import datetime as dt

from .seen import Seen

Days = tuple[tuple[int, int], ...]
"""The stretches of days, first and last, in one of which an article's date lies; () for no date."""


def days_of(article: Seen) -> Days:
    """Say on which days an article can be dated; () where it isn't."""
    date = article.date
    if date is None:
        return ()
    if article.date_precision == "year":
        return ((dt.date(date.year, 1, 1).toordinal(), dt.date(date.year, 12, 31).toordinal()),)
    if article.date_precision == "month":
        first = date.replace(day=1).toordinal()
        return ((first, first + calendar.monthrange(date.year, date.month)[1] - 1),)
    days = [date]
    if article.date_ambiguous and date.day <= 12:
        days.append(dt.date(date.year, date.day, date.month))
    return tuple((day.toordinal(), day.toordinal()) for day in days)


def days_between(one: Days, other: Days) -> int | None:
    """Count the days by which two dates differ at least; None where one is missing."""
    return min((max(0, a[0] - b[1], b[0] - a[1]) for a in one for b in other), default=None)
