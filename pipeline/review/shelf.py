"""The pages that the server shows, and its book: made once from a snapshot, kept in the state folder.

    <state>/review/KEY/site          the report, with the hooks of the forms
    <state>/review/KEY/book.sqlite   what the server answers from

KEY is made from the snapshot's files and from the code that makes the pages, so that whatever changes makes
them anew. What nobody serves any more is removed when another one is made.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pipeline import report, store
from pipeline.errors import SetupError
from pipeline.report.folder import LIST
from pipeline.review import book
from pipeline.store import Snapshot

FORMS = (
    "review.css", "review.js", "review-server.js", "review-text.js", "review-form.js", "review-article.js",
    "review-names.js",
)  # fmt: skip
Progress = Callable[[int, int], None]
Begin = Callable[[Snapshot], None]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pages and book of one snapshot; nobody removes them as long as this one lives."""

    snapshot: int
    key: str
    folder: Path
    files: frozenset[str]
    """Every file of the report: there is nothing else to be served."""
    held: store.Hold

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def book(self) -> book.Book:
        return book.Book(self.folder / "book.sqlite")


def fetch(out: Path, *, on_progress: Progress | None = None, on_begin: Begin) -> Shelf:
    """Give the shelf of the snapshot that `out` shows now; made, and `on_begin` told so, where there is none.

    Raises SetupError where there are no tables, or nothing can be written.
    """
    folder = store.state_folder(out) / "review"
    try:
        return _fetch(out, folder, on_progress, on_begin)
    except OSError as error:
        raise SetupError(f"the pages in {folder} can't be written: {error.strerror or error}") from None


def is_current(shelf: Shelf, out: Path) -> bool:
    """Say whether `out` still shows the snapshot that this shelf was made from."""
    now = store.current(out)
    return now is None or now.number == shelf.snapshot


def _fetch(out: Path, folder: Path, on_progress: Progress | None, on_begin: Begin) -> Shelf:
    with store.pinned(out) as snapshot:
        key = _key(snapshot)
        while (held := store.hold(folder / key)) is None:
            on_begin(snapshot)
            _make(snapshot, out, folder / key, on_progress)
        for path in folder.iterdir():
            if path.name != key:
                store.remove_unheld(path, state=folder.parent)
        files = (folder / key / "site" / LIST).read_text("utf-8").splitlines()[1:]
        return Shelf(snapshot.number, key, folder / key, frozenset(files), held)


def _make(snapshot: Snapshot, out: Path, folder: Path, on_progress: Progress | None) -> None:
    assets = resources.files("pipeline.review") / "assets"
    forms = {name: (assets / name).read_text("utf-8") for name in FORMS}
    folder.parent.mkdir(parents=True, exist_ok=True)
    with store.scratch(store.state_folder(out)) as scratch:
        made = scratch / "made"
        made.mkdir()
        report.build(snapshot, store.runs(out), site=made / "site", forms=forms, on_progress=on_progress)
        book.write(snapshot, made / "book.sqlite")
        with suppress(OSError):  # somebody else was faster
            os.rename(made, folder)


def _key(snapshot: Snapshot) -> str:
    """Name what the pages are made from: the snapshot's files, and the code that shows them."""
    total = hashlib.sha256(str(snapshot.number).encode())
    for path in sorted(path for table in snapshot.tables for path in snapshot.path(table).glob("*.parquet")):
        found = path.stat()
        total.update(f"{path.parent.name}/{path.name} {found.st_size} {found.st_mtime_ns}\n".encode())
    package = Path(__file__).parents[1]
    for name in ("report", "review"):
        for path in sorted((package / name).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".html", ".css", ".js", ".svg"}:
                total.update(f"{path.relative_to(package)}\n".encode() + path.read_bytes())
    return total.hexdigest()[:16]
