"""The reviewer's desk: answers what the pages ask, and writes what they say into the journal."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pipeline import journal
from pipeline.corrections import Correction, Place, anchors, place_of
from pipeline.report import links
from pipeline.report.desk import Row
from pipeline.review.book import Book
from pipeline.review.said import Said, Shown, Speaker, UnclearError, about_names, about_quotation, make
from pipeline.review.standing import Standing, of_quotes, shown, spans_of, standing

if TYPE_CHECKING:
    from pipeline.records import SpeakerKind


class Desk:
    """One reviewer at the tables of one snapshot. May be used by several threads at once."""

    def __init__(
        self, book: Book, path: Path, who: str, *, now: Callable[[], dt.datetime] | None = None
    ) -> None:
        self.who = who
        self.path = path
        self._book = book
        self._known = book.known()
        self._queue = book.queue()
        self._now = now or _now
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._lock = threading.Lock()
        self._read: tuple[object, journal.Journal, Standing] | None = None
        self._meant: dict[str, str] = {}  # correction → the quotation that it is about

    def progress(self) -> Row:
        """Say how much is reviewed, and how much of that waits for the next run."""
        done, stand = self._done(), self._stand()
        return {
            "who": self.who, "reviewed": len(done), "quotes": len(self._queue), "waiting": stand.n,
            "withdrawn": sorted(stand.withdrawn & self._known),
        }  # fmt: skip

    def next_after(self, quote_id: str | None) -> str | None:
        """Give the address of the least sure quotation that nobody reviewed, after this one in that order.

        Behind the last it begins anew; None where everything is reviewed.
        """
        done = self._done()
        at = next((at for at, row in enumerate(self._queue) if row["quote_id"] == quote_id), -1)
        ordered = self._queue[at + 1 :] + self._queue[: at + 1]
        row = next((row for row in ordered if row["quote_id"] not in done), None)
        return None if row is None else f"/{links.quote(row['article_id'], row['quote_id'])}"

    def article(self, article_id: str) -> Row:
        """Tell how an article's quotations stand; raises UnclearError where there is no such article."""
        article = self._article(article_id)
        quotes, stand = self._book.quotes(article_id), self._stand()
        here = [each for each in stand.waiting if each.place and each.place.article_id == article_id]
        waiting = of_quotes(here, quotes, article["text"])
        complete = next((each for each in reversed(here) if each.action == "complete"), None)
        whole = self._book.complete(article_id)
        return {"progress": self.progress()} | {
            "quotes": [
                _quote(row) | {"said": self._said(waiting.get(row["quote_id"]), row, stand, article["text"])}
                for row in quotes
            ],
            "added": [
                _waiting(each, article["text"]) for each in here if each.action == "add" and each.answer
            ],
            "complete": _waiting(complete) if complete else _taken(whole, stand) if whole else None,
            "speakers": _speakers(quotes),
        }

    def speaker(self, entity_id: str) -> Row:
        """Tell what is said of a speaker's names; raises UnclearError where there is no such speaker."""
        entity = self._entity(entity_id)
        names, stand = [entity["name"], *(entity["aliases"] or [])], self._stand()
        told = [
            _names(each.names.one, each.names.other, _waiting(each))
            for each in stand.waiting
            if each.names
            and each.names.kind == entity["kind"]
            and {each.names.one, each.names.other} & {*names}
        ]
        told += [
            _names(row["name"], row["other_name"], _taken(row, stand))
            for row in self._book.corrections_of_names(names)
        ]
        return {"progress": self.progress()} | {
            "name": entity["name"], "kind": entity["kind"], "aliases": entity["aliases"] or [], "told": told,
        }  # fmt: skip

    def names(self, part: str, kind: str | None) -> Row:
        """Offer names that have this in them."""
        return {"names": self._book.names(part, kind)}

    def correction(self, correction_id: str) -> Row:
        """Tell how a correction stands that the tables know."""
        row = self._book.correction(correction_id)
        if not row:
            raise UnclearError("the tables don't know this correction any more: reload the page")
        return {"progress": self.progress()} | {"said": _taken(row, self._stand())}

    def say(self, said: Said) -> Row:
        """Write what a form means into the journal, and tell how things stand then; raises UnclearError."""
        with self._lock:
            journal.add(self.path, list(self._meaning(said)))
        if said.article_id:
            return self.article(said.article_id)
        if said.speaker_id:
            return self.speaker(said.speaker_id)
        return self.correction(said.of) if said.of else {"progress": self.progress()}

    def _meaning(self, said: Said) -> Iterator[Correction]:
        by = Speaker(self.who, self._moment())
        if said.of is not None:
            if said.action not in ("withdraw", "add"):
                raise UnclearError("only an added quotation takes the place of another correction")
            yield make("withdraw", by, of=self._standing_correction(said.of))
        if said.action == "withdraw":
            if said.of is None:
                raise UnclearError("withdraw which correction?")
            return
        if said.action in ("merge", "split"):
            yield self._about_names(said, by)
            return
        article = self._article(said.article_id)
        day = article["date"] and dt.date.fromisoformat(article["date"])
        place = place_of(article["article_id"], article["text"], headline=article["headline"], date=day)
        if said.action == "complete":
            yield from self._all_of(article, place, by)
            return
        quotes = self._book.quotes(article["article_id"])
        row = next((row for row in quotes if row["quote_id"] == said.quote_id), None)
        now = row and _shown(row)
        yield about_quotation(said, by=by, place=place, text=article["text"], shown=now or None)

    def _all_of(self, article: Row, place: Place, by: Speaker) -> Iterator[Correction]:
        """Confirm what nobody reviewed yet, then say that this is all: what a model finds besides goes."""
        text, stand = article["text"], self._stand()
        quotes = self._book.quotes(article["article_id"])
        here = [each for each in stand.waiting if each.place and each.place.article_id == place.article_id]
        waiting = of_quotes(here, quotes, text)
        for row in quotes:
            if not row["correction_id"] and row["quote_id"] not in waiting:
                said = Said("confirm", article_id=place.article_id, quote_id=row["quote_id"])
                yield about_quotation(said, by=by, place=place, text=text, shown=_shown(row))
        shown = tuple(anchor for row in quotes for anchor in anchors(text, spans_of(row)))
        yield make("complete", by, place=place, shown=shown)

    def _moment(self) -> dt.datetime:
        """Give a second that nothing was said in yet: what is said twice in one would be one correction."""
        self._last = max(self._now().replace(microsecond=0), self._last + dt.timedelta(seconds=1))
        return self._last

    def _about_names(self, said: Said, by: Speaker) -> Correction:
        entity = self._entity(said.speaker_id)
        kind = cast("SpeakerKind", entity["kind"])
        made = about_names(said, by=by, kind=kind, one=entity["name"])
        other = made.names.other if made.names else ""
        own = other in (entity["aliases"] or [])
        if said.action == "split" and not own:
            raise UnclearError(f"{other} is no name of {entity['name']}")
        if said.action == "merge" and own:
            raise UnclearError(f"{other} is a name of {entity['name']} already")
        if said.action == "merge" and not self._book.named(kind, other):
            raise UnclearError(f"no {kind} in the tables is named {other}")
        return made

    def _standing_correction(self, correction_id: str) -> str:
        stand = self._stand()
        known = correction_id in self._known or any(
            each.correction_id == correction_id for each in stand.waiting
        )
        if not known or correction_id in stand.withdrawn:
            raise UnclearError("this was taken back already: reload the page")
        return correction_id

    def _article(self, article_id: str | None) -> Row:
        row = self._book.article(article_id or "")
        if not row:
            raise UnclearError("this article isn't in the tables any more")
        return row

    def _entity(self, entity_id: str | None) -> Row:
        row = self._book.entity(entity_id or "")
        if not row:
            raise UnclearError("nobody of this name is in the tables any more")
        return row

    def _said(self, waiting: Correction | None, quote: Row, stand: Standing, text: str) -> Row | None:
        if waiting:
            return _waiting(waiting, text)
        row = self._book.correction(quote["correction_id"]) if quote["correction_id"] else {}
        return _taken(row, stand) if row else None

    def _stand(self) -> Standing:
        """Read the journal, unless it is as it was."""
        try:
            found = self.path.stat()
            state: object = (found.st_ino, found.st_size, found.st_mtime_ns)
        except FileNotFoundError:
            state = None
        kept = self._read
        if kept is None or kept[0] != state:
            read = journal.read(self.path)
            kept = self._read = (state, read, standing(read.corrections, self._known))
        return kept[2]

    def _done(self) -> set[str]:
        """Say which quotations are reviewed, in the tables or in what waits."""
        stand = self._stand()
        done = {row["quote_id"] for row in self._queue if row["done"]}
        done.difference_update(self._book.correction(each).get("quote_id") for each in stand.withdrawn)
        for each in stand.waiting:
            if each.place and each.action == "complete":
                done.update(row["quote_id"] for row in self._book.quotes(each.place.article_id))
            elif quote_id := self._about(each):
                done.add(quote_id)
        return done

    def _about(self, correction: Correction) -> str:
        """Find the quotation that a waiting correction is about; none: an empty name."""
        if correction.place is None or not correction.shown:
            return ""
        if correction.correction_id not in self._meant:
            article = self._book.article(correction.place.article_id)
            quotes = self._book.quotes(correction.place.article_id)
            found = of_quotes([correction], quotes, article["text"]) if article else {}
            self._meant[correction.correction_id] = next(iter(found), "")
        return self._meant[correction.correction_id]


def _shown(row: Row) -> Shown:
    return Shown(
        spans_of(row), row["type"], row["speaker"], row["speaker_kind"], row["speaker_role"],
        row["speaker_affiliation"],
    )  # fmt: skip


def _quote(row: Row) -> Row:
    return {
        "id": row["quote_id"], "type": row["type"], "text": row["text"],
        "spans": [[span["start"], span["end"]] for span in row["spans"]],
        "speaker": row["speaker"], "kind": row["speaker_kind"], "role": row["speaker_role"],
        "affiliation": row["speaker_affiliation"], "reason": row["unattributed_reason"],
        "confidence": row["confidence"],
    }  # fmt: skip


def _waiting(said: Correction, text: str | None = None) -> Row:
    """Tell of a correction that waits for the next run."""
    return {
        "id": said.correction_id, "action": said.action, "who": said.who, "when": said.when.isoformat(),
        "note": said.note, "waits": True, "undone": False,
        "answer": shown(said.answer, text) if said.answer and text is not None else None,
    }  # fmt: skip


def _taken(row: Row, stand: Standing) -> Row:
    """Tell of a correction that the tables have taken in."""
    return {
        "id": row["correction_id"], "action": row["action"], "who": row["who"], "when": row["when"],
        "note": row["note"], "waits": False, "undone": row["correction_id"] in stand.withdrawn,
        "answer": None,
    }  # fmt: skip


def _names(one: str | None, other: str | None, said: Row) -> Row:
    return {"one": one, "other": other, "said": said}


def _speakers(quotes: list[Row]) -> list[Row]:
    """List who speaks in an article as its quotations have them, each once, with role and affiliation."""
    found: dict[str, Row] = {}
    for row in quotes:
        if row["speaker"]:
            before = found.get(row["speaker"], {})
            found[row["speaker"]] = {
                "name": row["speaker"],
                "kind": row["speaker_kind"],
                "role": before.get("role") or row["speaker_role"],
                "affiliation": before.get("affiliation") or row["speaker_affiliation"],
            }
    return list(found.values())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
