"""What the head of an HTML page says of its story: title, date, authors, and whether it is one."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement

STORY_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|AnalysisNewsArticle)")
LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList"})
SEVERAL = 3
"""Story objects side by side from which a page's data describe a listing."""

_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})")
_PUBLISHED = ("article:published_time", "og:article:published_time", "datePublished", "parsely-pub-date", "dc.date.issued",
              "dcterms.created", "sailthru.date", "pubdate", "publishdate", "publication_date")
_TITLES = ("og:title", "twitter:title", "dc.title")
_ADDRESS = re.compile(r"https?://|www\.|@")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The head's claims; an absent one is None or empty."""

    titles: tuple[str, ...] = ()
    """Wordings of the title, the likeliest first: structured data, social cards, the title element."""
    date: dt.date | None = None
    authors: tuple[str, ...] = ()
    body: str = ""
    """The story's words as the structured data repeat them."""
    story: bool = False
    """Does the head say outright that the page is one story?"""
    listing: bool = False
    """Does it say outright that the page lists several?"""


def read_metadata(tree: HtmlElement) -> Metadata:
    """Read JSON-LD first, then meta elements; broken JSON and odd values are passed over."""
    top = list(_objects(tree))
    kinds = {kind for item in top for kind in _kinds(item)}
    stories = [item for item in top if any(STORY_TYPES.fullmatch(kind) for kind in _kinds(item))]
    metas = _metas(tree)
    several = len({_string(s.get("headline")) for s in stories}) >= SEVERAL
    # A theme may call every page an article in its social card, so that alone is weak.
    listing = several or bool(not stories and kinds & LISTING_TYPES)
    first: dict[str, Any] = {} if several else _fullest(stories)
    published = next((d for name in _PUBLISHED if (d := _day(metas.get(name.lower())))), None)
    titles = [_string(first.get("headline")), *(metas.get(name, "") for name in _TITLES), _title_element(tree)]
    return Metadata(
        titles=tuple(dict.fromkeys(t for t in titles if t)),
        date=_day(_string(first.get("datePublished"))) or published,
        authors=_authors(first.get("author")) or _meta_authors(metas),
        body=_string(first.get("articleBody")),
        story=not listing and (bool(stories) or published is not None or metas.get("og:type") == "article"),
        listing=listing,
    )


def printed_or_guessed_date(tree: HtmlElement, *, latest: str) -> dt.date | None:
    """Find the day on which a page without stated date was published, with htmldate (Barbaresi, 2020).

    `latest` pins what would else be today. The first of January is what htmldate makes of a bare year,
    mostly a copyright line's, so it is not believed.
    """
    try:
        found = find_date(tree, original_date=True, max_date=latest)
    except Exception:  # it is given pages of any kind, and a page without a date is no error
        return None
    day = _day(found)
    return None if day and (day.month, day.day) == (1, 1) else day


def _objects(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of the JSON-LD scripts that stand at the top, not inside another's field."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            loaded = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        items = [loaded]
        while items:
            item = items.pop(0)
            if isinstance(item, list):
                items = item + items
            elif isinstance(item, dict):
                yield item
                graph = item.get("@graph")
                items = (graph if isinstance(graph, list) else []) + items


def _kinds(item: dict[str, Any]) -> list[str]:
    kind = item.get("@type")
    return [k.rpartition("/")[2] for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str)]


def _fullest(stories: list[dict[str, Any]]) -> dict[str, Any]:
    """Choose the object that says most of the story: a date, a headline, a body."""
    wanted = ("datePublished", "headline", "articleBody", "author")
    return max(stories, key=lambda item: sum(bool(item.get(k)) for k in wanted), default={})


def _string(value: object) -> str:
    if isinstance(value, list):
        value = "\n\n".join(v for v in value if isinstance(v, str))
    return value.strip() if isinstance(value, str) else ""


def _day(value: str | None) -> dt.date | None:
    """Return the day that an ISO time begins with, in the publisher's own time zone."""
    match = _ISO_DAY.match(value or "")
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Return each meta element's content by its property, name or itemprop; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        for key in ("property", "name", "itemprop"):
            if content and meta.get(key):
                found.setdefault(meta.get(key, "").strip().lower(), content)
    return found


def _title_element(tree: HtmlElement) -> str:
    title = tree.find(".//title")
    return " ".join(title.text_content().split()) if title is not None else ""


def _authors(value: object, depth: int = 0) -> tuple[str, ...]:
    """Return the names in an author field, which may be a string, an object or a list of them."""
    if isinstance(value, str):
        return () if _ADDRESS.search(value) or not value.strip() else (value.strip(),)
    if isinstance(value, dict):
        return _authors(value.get("name"), depth)
    if isinstance(value, list) and depth < 3:
        return tuple(dict.fromkeys(name for item in value for name in _authors(item, depth + 1)))
    return ()


def _meta_authors(metas: dict[str, str]) -> tuple[str, ...]:
    for name in ("author", "article:author", "parsely-author", "dc.creator", "byl"):
        if found := _authors(re.sub(r"^[Bb]y ", "", metas.get(name, ""))):
            return found
    return ()
