"""Templates and how figures and dates are written: the only way from rows to HTML, escaping everything."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.report import links
from pipeline.report.folder import Writer

MONTHS = ("January February March April May June July August September October November December").split()
PARTS = (("index", "Overview"), ("quotes", "Quotations"), ("speakers", "Speakers"), ("articles", "Articles"),
         ("set-aside", "Set aside"))  # fmt: skip
ASSETS = ("style.css", "page.js", "search.js", "icon.svg")


class Pages:
    """Writes pages from templates; `told` is what every page says of its tables.

    `forms` are style sheets and scripts, by their names, that make forms on the pages: with any, the pages
    carry what these need to know, and may ask the server that they come from.
    """

    def __init__(self, writer: Writer, *, forms: Mapping[str, str] | None = None, **told: object) -> None:
        self._writer = writer
        self._forms = forms or {}
        self._told = {"told": told, "forms": list(self._forms)}

    def write(self, name: str, template: str, **values: Any) -> None:
        """Write a page by its path from the root of the report."""
        text = (
            _templates()
            .get_template(f"{template}.html")
            .render(root="../" * name.count("/"), here=name, **self._told, **values)
        )
        self._writer.write(name, text)

    def write_assets(self) -> None:
        """Write the style sheet, the scripts and the icon."""
        folder = resources.files("pipeline.report") / "assets"
        for name in ASSETS:
            self._writer.write(f"assets/{name}", (folder / name).read_text("utf-8"))
        for name, text in self._forms.items():
            self._writer.write(f"assets/{name}", text)


@cache
def _templates() -> Environment:
    """Read the templates, once in a process: to compile them takes longer than to write a small report."""
    made = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(links=links, parts=PARTS)
    made.filters.update(count=count, day=day, month=month, moment=moment, share=share, short=short)
    return made


def paged[T](items: Sequence[T], most: int) -> Iterator[tuple[int, Sequence[T]]]:
    """Divide a list into numbered pages; an empty one makes one empty page."""
    for number, start in enumerate(range(0, max(len(items), 1), most), 1):
        yield number, items[start : start + most]


def count(number: int, unit: str = "") -> str:
    """Write a number of things: 1 page, 2,300 pages."""
    return f"{number:,} {unit}{'' if number == 1 else 's'}" if unit else f"{number:,}"


def share(part: int, whole: int) -> str:
    """Write a share in per cent, such that only nothing is 0% and only all is 100%."""
    if not whole or not part:
        return "0%"
    return "100%" if part == whole else f"{min(max(100 * part / whole, 0.1), 99.9):.3g}%"


def day(date: str | None, precision: str | None = None) -> str:
    """Write a date as far as it is known: 3 May 2018, May 2018, 2018."""
    if not date:
        return "undated"
    year, number, of_month = date.split("-")
    if precision == "year":
        return year
    named = f"{MONTHS[int(number) - 1]} {year}"
    return named if precision == "month" else f"{int(of_month)} {named}"


def month(given: str) -> str:
    """Write a month, given as 2018-05."""
    return f"{MONTHS[int(given[5:7]) - 1]} {given[:4]}"


def moment(given: datetime | None) -> str:
    """Write a moment to the minute, in UTC."""
    return f"{day(given.date().isoformat())}, {given:%H:%M} UTC" if given else "unknown"


def short(number: int) -> str:
    """Write a large number shortly: 950, 12k, 3.4M."""
    if number < 10_000:
        return f"{number:,}"
    return f"{number / 1000:,.0f}k" if number < 1_000_000 else f"{number / 1_000_000:,.1f}M"
