"""Every input accounted for: what a file holds ends in pages, and in one row for all that isn't one."""

from collections import Counter
from collections.abc import Callable, Iterator

from pipeline.errors import PageError
from pipeline.read.set_aside import NO_BYTES, no_page, reason_for
from pipeline.read.warc import count_of
from pipeline.records import Page, RawPage


def accounted(
    found: Iterator[RawPage | Page | str], *, source: str, digest: Callable[[], str], container: bool
) -> Iterator[RawPage | Page]:
    """Give the pages of a file, then at most one row for the file: damage, or what holds no page.

    Of a file without any page or row there is one that says so. `digest` is asked for the SHA-256 of
    the file's bytes where such a row is made. Raises nothing for what the file holds.
    """
    others: Counter[str] = Counter()
    n_pages, damage, sha256 = 0, None, None
    try:
        for page in found:
            if isinstance(page, str):
                others[page] += 1
            else:
                n_pages += 1
                yield page
    except OSError as error:
        damage, sha256 = f"can't be read: {error.strerror or error}", NO_BYTES
    except Exception as error:  # noqa: BLE001  a fault in one file must not stop the others
        damage = reason_for(error) if isinstance(error, PageError) else f"can't be read: {reason_for(error)}"
    if damage and container and n_pages:
        damage += f"; {n_pages:,} {'page' if n_pages == 1 else 'pages'} before that"
    if damage:
        told = f"{damage}; {count_of(others)}" if others else damage
        yield no_page(source, told, sha256=sha256 or digest())
    elif others:
        yield no_page(source, count_of(others), sha256=digest(), status="not-pages")
    elif not n_pages:
        yield no_page(source, "the file holds no records", sha256=digest(), status="empty")
