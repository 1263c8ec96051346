"""How the command line shows things: the words and colours of what it prints."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

if TYPE_CHECKING:
    from pipeline.calibration import Reliability
    from pipeline.evaluate import Evaluation
    from pipeline.extraction import Extraction
    from pipeline.places import Place
    from pipeline.run.outcome import Report
    from pipeline.run.present import Lost
    from pipeline.tables import Row

LISTED = 50  # pages set aside that a summary names
LOST = 10  # corrections that fit nowhere, likewise
DONE = {
    "confirm": "confirmed",
    "change": "changed",
    "reject": "rejected",
    "add": "added",
    "complete": "complete",
    "merge": "merged",
    "split": "split",
}
"""What corrections did, by their action."""

console = Console(highlight=False)
stderr = Console(stderr=True, highlight=False)


@contextmanager
def progress(doing: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on a terminal while a long thing is done; nothing elsewhere."""
    if not stderr.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=stderr, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def summary(report: "Report", out: "Place") -> None:
    """Show what a run did, and which pages are set aside and why."""
    if totals := report.totals:
        quotes = count(totals.n_quotes, "quote")
        attributed = (
            f", {totals.n_attributed / totals.n_quotes:.0%} with a speaker" if totals.n_quotes else ""
        )
        pages, articles = count(totals.n_pages, "page"), count(totals.n_articles, "article")
        console.print(f"[bold]{pages}[/bold] · {articles} · {quotes}{attributed}")
    if report.n_new:
        pace = f"{report.words_per_second:,.0f} words a second"
        read = f"{count(report.n_new, 'new page')}, {count(report.n_words, 'word')}"
        console.print(f"{read} in {report.seconds:.1f} s: {pace}")
    if report.set_aside:
        console.print(f"[yellow]{count(len(report.set_aside), 'page')} set aside:[/yellow]")
    for page in report.set_aside[:LISTED]:
        console.print(f"  {escape(page.source)}: {escape(page.reason or page.status)}", soft_wrap=True)
    if (more := len(report.set_aside) - LISTED) > 0:
        console.print(f"  … and {more:,} more: the rows of pages whose status isn't ok")
    _corrections(report)
    done = "published" if report.is_new else "nothing new, still"
    console.print(f"{done} snapshot {report.snapshot} in {escape(str(out))}", soft_wrap=True)


def _corrections(report: "Report") -> None:
    if told := corrections(report):
        console.print(told)
    for each in report.totals.lost[:LOST]:
        console.print(f"  {escape(lost(each))}", soft_wrap=True)
    if (more := report.n_corrections_lost - LOST) > 0:
        console.print(f"  … and {more:,} more: the rows of corrections whose status is lost")


def corrections(report: "Report") -> str | None:
    """Say in one line, without markup, how many corrections hold and how many fit nowhere; None for none."""
    applied, n_lost = report.totals.applied, report.n_corrections_lost
    parts = []
    if report.n_corrections:
        kinds = ", ".join(
            f"{applied[action]:,} {done}" for action, done in DONE.items() if applied.get(action)
        )
        parts.append(f"{count(report.n_corrections, 'correction')} applied ({kinds})")
    if n_lost:
        fit = f"{n_lost:,} fit{'s' * (n_lost == 1)} nowhere any more"
        parts.append(fit if parts else f"of the corrections {fit}")
    return ", ".join(parts) or None


def lost(correction: "Lost") -> str:
    """Say in one line, without markup or what steers a terminal, which correction fits nowhere and why."""
    told = f"{correction.action} by {correction.who}: {correction.reason}"
    return "".join(letter if letter.isprintable() else " " for letter in told)


def line(report: "Report", out: "Place") -> None:
    """Show in one line what a run published; nothing where nothing was new."""
    if report.is_new:
        console.print(f"onrecord: {escape(told(report, out))}", soft_wrap=True)


def told(report: "Report", out: "Place") -> str:
    """Say in one line, without markup, what a run did."""
    if not report.is_new:
        return f"nothing new, still snapshot {report.snapshot} in {out}"
    parts = [count(report.n_new, "new page")]
    if totals := report.totals:
        parts += [count(totals.n_pages, "page"), count(totals.n_articles, "article")]
        parts += [count(totals.n_quotes, "quote"), f"{len(report.set_aside):,} set aside"]
        parts += filter(None, [corrections(report)])
    return f"published snapshot {report.snapshot} in {out}: {', '.join(parts)}, {report.seconds:.1f} s"


def count(number: int, thing: str) -> str:
    """Say how many there are of a thing."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def moment(when: datetime) -> str:
    """Say a moment in the clock time of this machine."""
    return f"{when.astimezone():%Y-%m-%d %H:%M}"


def size(n_bytes: int) -> str:
    """Say a size on the disk, in units of a thousand."""
    amount = float(n_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:,.0f} {unit}" if unit == "bytes" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} TB"


def json_value(value: object) -> object:
    """Make of a value what JSON can hold: moments as ISO 8601 in UTC, everything else as its text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value)


def table(name: str) -> None:
    """Show what a table is and what its columns mean."""
    from pipeline import tables

    console.print(f"[bold]{name}[/bold]: {tables.description(name)}", soft_wrap=True)
    grid = Table(box=None, pad_edge=False, show_header=False)
    for column, kind, null, unit, text in tables.describe(name):
        described = text + (f" [dim]({unit})[/dim]" if unit else "")
        grid.add_row(column, f"[cyan]{escape(kind)}[/cyan]", f"[dim]{null}[/dim]", described)
    console.print(grid)
    console.print()


def page(found: "Extraction") -> None:
    """Show a page's articles with their quotations."""
    if found.page["status"] != "ok":
        console.print(f"[yellow]set aside:[/yellow] {escape(found.page['reason'] or found.page['status'])}")
    elif not found.articles:
        console.print("no article on this page")
    for article in found.articles:
        console.print()
        console.print(f"[bold]{escape(article['headline'] or '(no headline)')}[/bold]")
        date = article["date"] and str(article["date"])
        told = (date, article["byline"], count(article["n_words"], "word"))
        console.print(" · ".join(escape(part) for part in told if part), style="dim")
        for quote in found.quotes_of(article):
            _quote(quote)


def _quote(quote: "Row") -> None:
    words = " … ".join(quote["text"].split("\n\n"))
    shown = words if quote["type"] == "indirect" else f"“{words}”"
    if quote["speaker"]:
        speaker, why = f"[green]{escape(quote['speaker'])}[/green]", None
    else:
        speaker, why = "[yellow]speaker unknown[/yellow]", quote["unattributed_reason"]
    date = quote["date"] and str(quote["date"])
    told = (quote["speaker_role"], quote["speaker_affiliation"], why, date, quote["type"])
    console.print()
    console.print(Padding(escape(shown), (0, 0, 0, 2)))
    console.print(
        Padding(f"— {', '.join([speaker, *(escape(part) for part in told if part)])}", (0, 0, 0, 4))
    )


def figures(result: "Evaluation") -> None:
    """Show precision, recall and F1, with the intervals and the reliability table that there are."""
    titles = ("", "precision", "recall", "F1", *(("95% of F1",) if result.intervals else ()), "in gold")
    grid = Table(*titles, box=None, pad_edge=False)
    for name, figure in result.figures.items():
        values = [f"{value:.3f}" for value in (figure.precision, figure.recall, figure.f1)]
        if result.intervals:
            values.append("–".join(f"{end:.3f}" for end in result.intervals.get(name, ())))
        grid.add_row(name, *values, str(figure.gold))
    console.print(grid)
    if result.reliability:
        _reliability(result.reliability)


def _reliability(found: "Reliability") -> None:
    console.print(f"\n[bold]confidence[/bold] (expected calibration error {found.error:.3f})")
    grid = Table("", "quotations", "confidence", "right", box=None, pad_edge=False)
    for row in found.bins:
        grid.add_row(
            f"{row.low:.1f}–{row.high:.1f}", str(row.number), f"{row.confidence:.3f}", f"{row.right:.3f}"
        )
    console.print(grid)


def changes(gained: list[str], lost: list[str]) -> None:
    """Show what was gained and what was lost since an earlier evaluation."""
    if not gained and not lost:
        console.print("\nnothing gained or lost")
        return
    listing("gained", gained)
    listing("lost", lost)


def listing(title: str, cases: list[str]) -> None:
    """Show a list of cases, one a line."""
    console.print(f"\n[bold]{title}[/bold] ({len(cases)})")
    for case in cases:
        console.print(f"  {escape(case)}", soft_wrap=True)
