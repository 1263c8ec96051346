"""Forgetting pages: all that was made of them goes, from every table and every file, and never comes back.

`<state>/forgotten.jsonl` tells what is forgotten, a line for each page, by digests alone: of its source, of
its address, and of its bytes. Whatever has one of them isn't taken from the raw folders again; the raw file
itself is never touched. The list is written first and `<state>/forgotten.done` last, which names the list
that everything was cleared by; so what a killed forgetting leaves over is cleared by the next run:

1. the list is extended;
2. corrections that keep words of the pages are taken out of the journal;
3. work files, damaged and unfinished files are rewritten or removed;
4. tables without the pages are published (an article that other pages show too stays, with those);
5. what was added to the journal meanwhile goes too, every other snapshot is removed, though somebody reads
   it, and so are the pages that are shown for review.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import journal, store, work
from pipeline.corrections.leaving import Leaving, leaving_with
from pipeline.errors import SetupError
from pipeline.places import Place
from pipeline.records import is_record
from pipeline.store import files

LIST, DONE = "forgotten.jsonl", "forgotten.done"
REVIEW = "review"
"""Folder of the state in which `onrecord review` keeps the pages that it shows."""
NO_BYTES = hashlib.sha256(b"").hexdigest()
"""What pages have in common that were never read: they are not one page for that."""
_PIPED = re.compile(r"stdin(#|$)")


class Target(NamedTuple):
    """A page to be forgotten, or an address that no page has yet."""

    source: str | None
    sha256: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: digests; None where there is nothing to tell a page by."""

    source: str | None
    bytes: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is forgotten, as the list tells."""

    lines: frozenset[Line] = frozenset()
    digests: frozenset[str] = frozenset()

    def holds(self, source: str | None, sha256: str | None, url: str | None) -> bool:
        """Say whether a page is forgotten: by its source, its bytes or its address."""
        if not self.digests:
            return False
        return not self.digests.isdisjoint({sha256, _digest("source", source), _digest("url", url)})


def forget(out: Place, asked: str, *, corrections: Path) -> list[Target]:
    """Put a page on the list, and clear everything but the tables; say which pages those are.

    `asked` is a page_id, a source or an address; an address is forgotten though no page has it yet. What
    is on the list already yields nothing. `corrections` is the journal. The next publication forgets the
    rest: a run has to follow.
    Assumes that the lock is held; raises SetupError where no page is meant.
    """
    known = forgotten(out)
    found = targets(out, asked)
    if not found and not known.holds(asked, "", asked):
        if "://" not in asked:
            raise nowhere(out, asked)
        found = [Target(None, None, asked)]
    lines = known.lines | {_line(target) for target in found}
    if lines != known.lines:
        files.replace(store.state_folder(out) / LIST, _text(lines))
    begin(out, corrections=corrections)
    return found


def begin(out: Place, *, corrections: Path) -> Forgotten:
    """Read what is forgotten; where that isn't complete yet, clear the journal and the work files of it."""
    found, state = forgotten(out), store.state_folder(out)
    if not _is_done(state):
        _purge(out, found, corrections)
        work.forget(state, lambda key: found.holds(key.source, key.sha256, key.url))
    return found


def finish(out: Place, *, corrections: Path) -> bool:
    """Complete a forgetting, and say whether it is complete.

    It isn't while the tables in use hold such a page, or may hold a correction that was about one.
    """
    state = store.state_folder(out)
    if _is_done(state):
        return True
    found, snapshot = forgotten(out), store.current(out)
    if snapshot is not None and any(found.holds(*target) for target in _pages(snapshot)):
        return False
    is_late = bool(_purge(out, found, corrections))
    store.remove_others(out)
    files.clear(state / REVIEW)
    if not is_late:  # else the tables may have it: the next run publishes them without it
        files.replace(state / DONE, _state_of(state))
    return not is_late


def forgotten(out: Place) -> Forgotten:
    """Read the list; raises SetupError where it is damaged, lest something comes back."""
    path = store.state_folder(out) / LIST
    try:
        text = files.read(path).decode()
    except FileNotFoundError:
        return Forgotten()
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from None
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            lines.append(Line(**json.loads(line)))
        except (ValueError, TypeError):
            raise _damaged(path, f"line {number}") from None
    return _forgotten(lines)


def targets(out: Place, asked: str) -> list[Target]:
    """List the pages of the tables that are meant by a page_id, a source or an address; none is empty."""
    snapshot = store.current(out)
    return [] if snapshot is None else _pages(snapshot, asked)


def nowhere(out: Place, asked: str) -> SetupError:
    """Make the error that says that no page is meant; a container's name leads to those of its pages."""
    snapshot = store.current(out)
    pages = [] if snapshot is None else _pages(snapshot)
    within = [page.source for page in pages if page.source and page.source.startswith(f"{asked}#")]
    if not within:
        return SetupError(f"no page in {out} has the page_id, the source or the url {asked!r}")
    several = f"{len(within):,} pages" if len(within) > 1 else "a page"
    return SetupError(
        f"{asked} is a container, with {several} in {out}: name each that is to be forgotten, as in "
        f"{within[0]}, or by its url"
    )


def told_by(pages: Iterable[Target]) -> Forgotten:
    """Say what a list with these pages would tell: with them goes what has their source, bytes or address."""
    return _forgotten(map(_line, pages))


def corrections_of(out: Place, gone: Forgotten, corrections: Path) -> frozenset[str]:
    """Give the ids of a journal's corrections that go with these pages, as far as any snapshot tells."""
    there = corrections.exists()
    return _concerned(out, gone, corrections, leaving(out, gone)) if there else frozenset()


class _Going(NamedTuple):
    """What a snapshot has of pages that go, and which articles it shows on others."""

    texts: frozenset[str]
    articles: frozenset[str]
    staying: frozenset[str]
    found: tuple[tuple[str, str | None], ...]
    """Corrections, and the articles where their words were found."""


def leaving(out: Place, gone: Forgotten) -> Leaving:
    """Gather what leaves with these pages from every snapshot that still has some of them.

    Raises SetupError where the one in use can't be read; others that can't are removed in the end.
    """
    snapshots = store.every(out)
    told = []
    for snapshot in snapshots:
        try:
            told.append(_going(snapshot, gone))
        except SetupError:
            if snapshot is snapshots[-1]:
                raise
    articles = frozenset[str]().union(*(each.articles for each in told))
    articles -= told[-1].staying if told else frozenset()  # the last is the one in use
    found = (correction for each in told for correction, article in each.found if article in articles)
    texts = frozenset[str]().union(*(each.texts for each in told))
    return Leaving(articles, frozenset(found), tuple(sorted(texts)))


def _going(snapshot: store.Snapshot, gone: Forgotten) -> _Going:
    pages = snapshot.rows("pages", ["page_id", *Target._fields, "text"])
    going = {row["page_id"]: row["text"] for row in pages if gone.holds(*_told(row))}
    seen = snapshot.load("sightings", ["page_id", "article_id"]).to_pylist()
    known = snapshot.columns("corrections")
    rows = snapshot.rows("corrections", ["correction_id", "article_id"]) if known else ()
    return _Going(
        texts=frozenset(going.values()),
        articles=frozenset(row["article_id"] for row in seen if row["page_id"] in going),
        staying=frozenset(row["article_id"] for row in seen if row["page_id"] not in going),
        found=tuple((row["correction_id"], row["article_id"]) for row in rows),
    )


def _purge(out: Place, gone: Forgotten, corrections: Path) -> int:
    if not corrections.exists():
        return 0
    with_them = leaving(out, gone)
    ids = _concerned(out, gone, corrections, with_them)
    return journal.purge(corrections, ids, torn=ids | with_them.articles)


def _concerned(out: Place, gone: Forgotten, corrections: Path, with_them: Leaving) -> frozenset[str]:
    return leaving_with(journal.every_line(corrections), with_them, lambda: _staying(out, gone))


def _staying(out: Place, gone: Forgotten) -> Iterator[str]:
    snapshot = store.current(out)
    for row in snapshot.rows("pages", [*Target._fields, "text"]) if snapshot else ():
        if not gone.holds(*_told(row)):
            yield row["text"]


def _told(row: dict[str, Any]) -> Target:
    return Target(*(row[name] for name in Target._fields))


def _forgotten(lines: Iterable[Line]) -> Forgotten:
    lines = frozenset(lines)
    told = (digest for line in lines for digest in (line.source, line.bytes, line.url))
    return Forgotten(lines, frozenset(filter(None, told)))


def _pages(snapshot: store.Snapshot, asked: str | None = None) -> list[Target]:
    """List a snapshot's pages, or those that are asked for."""
    rows = snapshot.load("pages", ["page_id", *Target._fields]).to_pylist()
    return [
        _told(row) for row in rows if asked is None or asked in (row["page_id"], row["source"], row["url"])
    ]


def _line(target: Target) -> Line:
    # the n-th record of a container is another page in the next scrape: its address tells it better; what
    # comes by standard input is another page each time
    placed = target.source and not (target.url and is_record(target.source))
    if target.source and _PIPED.match(target.source) and target.sha256 != NO_BYTES:
        placed = False
    return Line(
        source=_digest("source", target.source) if placed else None,
        bytes=None if target.sha256 == NO_BYTES else target.sha256,
        url=_digest("url", target.url) or None,
    )


def _digest(kind: str, told: str | None) -> str:
    # None is nobody's digest; the kind keeps a source from being taken for an address
    return hashlib.sha256(f"{kind} {told}".encode("utf-8", "surrogatepass")).hexdigest() if told else ""


def _text(lines: frozenset[Line]) -> str:
    return "".join(sorted(json.dumps(asdict(line)) + "\n" for line in lines))


def _is_done(state: Place) -> bool:
    try:
        listed = _state_of(state)
    except FileNotFoundError:
        return True
    try:
        return files.read(state / DONE).decode() == listed
    except OSError:
        return False


def _state_of(state: Place) -> str:
    return hashlib.sha256(files.read(state / LIST)).hexdigest()


def _damaged(path: Place, where: str) -> SetupError:
    return SetupError(
        f"{path} is damaged ({where}): it tells which pages are forgotten; mend it, or they would come back"
    )
