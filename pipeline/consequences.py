"""What a forgetting would take from the tables, looked up before anything is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import forget, store
from pipeline.places import Place


@dataclass(frozen=True, slots=True)
class Consequences:
    """The pages that go, and what goes with them."""

    asked: tuple[str, ...]
    sources: tuple[str, ...]
    """Of the pages that go: those asked for, and those with the same bytes or address."""
    addresses: tuple[str, ...]
    """Addresses asked for that no page has yet: they are kept away from now on."""
    headlines: tuple[str | None, ...]
    """Of the articles that go."""
    n_staying: int
    """Articles of these pages that other pages show too."""
    n_quotes: int
    n_corrections: int
    """Lines of the journal that are about them, or keep words that nothing else has."""


def consequences(out: Place, asked: Sequence[str], *, corrections: Path) -> Consequences:
    """Look up what goes when these pages are forgotten, each a page_id, a source or an address.

    `corrections` is the journal. An address needs no page; raises SetupError for anything else that no page
    has, and where it is forgotten already there is nothing that goes.
    """
    known = forget.forgotten(out)
    meant = {name: forget.targets(out, name) for name in asked}
    for name, pages in meant.items():
        if not pages and "://" not in name and not known.holds(name, "", name):
            raise forget.nowhere(out, name)
    gone = forget.told_by(target for pages in meant.values() for target in pages)
    addresses = tuple(name for name, pages in meant.items() if not pages and not known.holds(name, "", name))
    snapshot = store.current(out)
    if snapshot is None:
        return Consequences(tuple(asked), (), addresses, (), 0, 0, 0)
    pages = snapshot.load("pages", ["page_id", "source", "sha256", "url"]).to_pylist()
    going = {
        page["page_id"]: page["source"]
        for page in pages
        if gone.holds(page["source"], page["sha256"], page["url"])
    }
    seen = snapshot.load("sightings", ["page_id", "article_id"]).to_pylist()
    touched = {row["article_id"] for row in seen if row["page_id"] in going}
    staying = {row["article_id"] for row in seen if row["page_id"] not in going} & touched
    articles = snapshot.load("articles", ["article_id", "headline"]).to_pylist()
    quotes = snapshot.load("quotes", ["article_id"]).column("article_id").to_pylist()
    return Consequences(
        asked=tuple(asked),
        sources=tuple(sorted(going.values())),
        addresses=addresses,
        headlines=tuple(row["headline"] for row in articles if row["article_id"] in touched - staying),
        n_staying=len(staying),
        n_quotes=sum(article in touched - staying for article in quotes),
        n_corrections=len(forget.corrections_of(out, gone, corrections)),
    )


def where_it_lies(files: Iterable[tuple[str, Place]], sources: Iterable[str]) -> list[Place]:
    """List the raw files that these sources are in; `files` are the sources of files, with their paths."""
    # a folder's name may hold a number sign too
    ends = [(source, at) for source in sources for at, sign in enumerate(f"{source}#") if sign == "#"]
    holding = {source[:at] for source, at in ends}
    return sorted((path for source, path in files if source in holding), key=str)
