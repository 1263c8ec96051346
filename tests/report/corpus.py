"""Small corpora made by hand and published as a run would: no model, all of it invented."""

import re
from datetime import UTC, date, datetime

from pipeline import store, tables
from pipeline.records import content_id

HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\u2028\u2029__proto__{{7*7}}"
)
EMOJI = "🎺🎻 Band "
NESTED = (
    "The mayor, Ottilie Brandt, said that the bridge was “a joke” and would be closed.\n\n"
    "“We close it,” she said. “For good.”"
)
ASTRAL = (
    EMOJI
    + "leader Wim Okoro 🎷 said: “We play 𝔉ado 👩\u200d👩\u200d👧 on cafe\u0301 roofs.” Nobody laughed 🎺."
)
ARABIC = "قالت ليلى حداد: «سنفتح المكتبة غدا». ثم غادرت."
DAY = date(2019, 3, 12)


def quote(text, words, *, speaker="Ottilie Brandt", kind="direct", cue=None, mention=None, **more):
    """Make the row of a quotation by the words that are in it."""
    spans = [_find(text, piece) for piece in ([words] if isinstance(words, str) else words)]
    cue_at, mention_at = _find(text, cue), _find(text, mention)
    row = {
        "article_id": "",
        "date": DAY,
        "type": kind,
        "text": "\n\n".join(text[start:end] for start, end in spans),
        "start": spans[0][0],
        "end": spans[-1][1],
        "spans": [{"start": start, "end": end} for start, end in spans],
        "context": text,
        "cue": cue,
        "cue_start": cue and cue_at[0],
        "cue_end": cue and cue_at[1],
        "speaker": speaker,
        "speaker_id": content_id("entity", speaker) if speaker else None,
        "speaker_kind": "person" if speaker else None,
        "speaker_mention": mention,
        "mention_start": mention and mention_at[0],
        "mention_end": mention and mention_at[1],
        "speaker_role": None,
        "speaker_affiliation": None,
        "speaker_affiliation_id": None,
        "unattributed_reason": None if speaker else "no source is named",
        "candidates": [],
        "closed": True,
        "confidence": 0.83,
        "correction_id": None,
    }
    return row | more


def article(text, *quotes, headline="Bridge to close", url="https://news.example/bridge", **more):
    """Make the row of an article, with its quotations and the page that it was seen on."""
    article_id = content_id("article", text, headline)
    day = more.get("date", DAY)
    for number, row in enumerate(quotes):
        row["quote_id"] = content_id(article_id, number)
        row |= {"article_id": article_id, "date": day}
    return {
        "row": {
            "article_id": article_id,
            "date": day,
            "date_text": None,
            "date_precision": day and "day",
            "date_ambiguous": False,
            "headline": headline,
            "byline": None,
            "text": text,
            "language": "en",
            "n_words": len(text.split()),
            "n_quotes": len(quotes),
            "first_page_id": content_id("page", article_id),
            "truncated": False,
            "reviewed": False,
        }
        | more,
        "quotes": sorted(quotes, key=lambda row: row["start"]),
        "url": url,
    }


def publish(out, articles, *, aside=(), positions=(), entities=None, leftovers=(), corrections=()):
    """Publish the tables of these articles."""
    articles = sorted(articles, key=lambda one: one["row"]["article_id"])
    quotes = [row for one in articles for row in one["quotes"]]
    rows = {
        "pages": [*(_page(one) for one in articles), *aside],
        "articles": [one["row"] for one in articles],
        "sightings": [_sighting(one) for one in articles],
        "leftovers": list(leftovers),
        "mentions": [],
        "entities": _entities(quotes) if entities is None else entities,
        "positions": list(positions),
        "quotes": quotes,
        "corrections": list(corrections),
    }
    with store.locked(out):
        store.publish(out, {name: tables.to_arrow(name, found) for name, found in rows.items()})


def set_aside(source, reason, *, status="empty", url=None):
    """Make the row of a page that was set aside."""
    return _page({"row": {"article_id": source, "text": ""}, "url": url}) | {
        "source": source,
        "status": status,
        "reason": reason,
        "n_articles": 0,
    }


def entity(name, *, kind="person", aliases=()):
    """Make the row of an entity."""
    return {
        "entity_id": content_id("entity", name),
        "name": name,
        "kind": kind,
        "aliases": list(aliases),
        "joins": [],
        "n_mentions": 1,
        "n_articles": 1,
        "n_quotes": 1,
        "first_date": DAY,
        "last_date": DAY,
    }


def position(name, role, affiliation, first, last, n=1):
    """Make the row of a position."""
    return {
        "entity_id": content_id("entity", name),
        "role": role,
        "affiliation": affiliation,
        "affiliation_id": affiliation and content_id("entity", affiliation),
        "first_date": first,
        "last_date": last,
        "n_quotes": n,
    }


def words_of(html, quote_id):
    """Put together the words that are marked as one quotation's, from the HTML of an article's page."""
    depth, said = 0, []
    for tag, text in re.findall(r"(<[^>]+>)|([^<]+)", html):
        if tag.startswith("<span"):
            depth = depth + 1 if depth or f'data-q="{quote_id}"' in tag else 0
        elif tag == "</span>" and depth:
            depth -= 1
        elif text and depth:
            said.append(text)
    return "".join(said)


def _page(one):
    row = one["row"]
    return {
        "page_id": content_id("page", row["article_id"]),
        "source": f"{row['article_id']}.txt",
        "url": one["url"],
        "fetched_at": datetime(2019, 3, 13, 8, tzinfo=UTC),
        "sha256": "0" * 64,
        "media_type": "text/plain",
        "encoding": "utf-8",
        "repairs": [],
        "language": "en",
        "title": None,
        "text": row["text"],
        "n_articles": 1,
        "coverage": 1.0,
        "status": "ok",
        "reason": None,
        "story": None,
    }


def _sighting(one):
    row = one["row"]
    return {
        "page_id": content_id("page", row["article_id"]),
        "article_id": row["article_id"],
        "position": 0,
        "start": 0,
        "end": len(row["text"]),
        "similarity": 1.0,
    }


def _entities(quotes):
    names = sorted({row["speaker"] for row in quotes if row["speaker"]})
    return [entity(name) for name in names]


def _find(text, words):
    start = text.index(words) if words else 0
    return start, start + len(words or "")
