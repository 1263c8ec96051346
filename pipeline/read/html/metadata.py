"""What the head of an HTML page says of its story: title, date, authors, and whether it is one."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from pipeline.dates import parse_date
from pipeline.read.html.headline import likeness

STORY_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|AnalysisNewsArticle)")
LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList"})
SEVERAL = 3
"""Story objects side by side from which a page's data describe a listing."""

SAME_TITLE = 0.5
"""Likeness from which a story object has the page's title, with or without the site's name."""

_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publication_date",
)
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
    """The data describe one story, or say when it was published."""
    listing: bool = False
    """The data describe a list of stories."""
    called_article: bool = False
    """A social card calls the page an article, as some themes call every page."""


def read_metadata(tree: HtmlElement) -> Metadata:
    """Read JSON-LD first, then meta elements; broken JSON and odd values are passed over."""
    metas = _metas(tree)
    cards = [*(metas.get(name, "") for name in _TITLES), _title_element(tree)]
    top = list(_objects(tree))
    stories = [item for item in top if any(STORY_TYPES.fullmatch(kind) for kind in _kinds(item))]
    main = _main_story(stories, cards)
    listing = not main and (bool(stories) or any(LISTING_TYPES & set(_kinds(item)) for item in top))
    published = next((day for name in _PUBLISHED if (day := _day(metas.get(name)))), None)
    titles = (_string(main.get("headline")), *cards)
    return Metadata(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        date=_day(_string(main.get("datePublished"))) or published,
        authors=_authors(main.get("author")) or _meta_authors(metas),
        body=_string(main.get("articleBody")),
        story=bool(main) or (published is not None and not listing),
        listing=listing,
        called_article=metas.get("og:type") == "article",
    )


def marked_up_date(tree: HtmlElement, *, latest: str) -> dt.date | None:
    """Find the day of publication in the markup with htmldate (Barbaresi, 2020), or None.

    It knows the address, headers of many kinds and the class names of dates. Its search of all dates on
    the page is left off: a date in the story's words is no date of the story. `latest` pins what would
    else be today. The first of January is what it makes of a bare year, so that day is not believed.
    """
    from htmldate import find_date  # a page that is text needs none of it

    try:
        found = find_date(tree, original_date=True, max_date=latest, extensive_search=False)
    except Exception:  # noqa: BLE001 - it fails in many ways on broken pages, and none is worth a crash
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
        waiting = [loaded]
        while waiting:
            item = waiting.pop()
            if isinstance(item, list):
                waiting += reversed(item)
            elif isinstance(item, dict):
                yield item
                waiting += [item.get("mainEntity"), item.get("@graph")]


def _kinds(item: dict[str, Any]) -> list[str]:
    kind = item.get("@type")
    return [k.rpartition("/")[2] for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str)]


def _main_story(stories: list[dict[str, Any]], titles: Sequence[str]) -> dict[str, Any]:
    """Choose the object that the page is about, the fullest first; {} where they are several or none.

    Several are a listing's, unless one of them has the page's own title: the others are related then.
    """
    headlines = {_string(item.get("headline")) for item in stories}
    if len(headlines) >= SEVERAL:
        stories = [item for item in stories if _has_title(item, titles)]
    wanted = ("datePublished", "headline", "articleBody", "author")
    return max(stories, key=lambda item: sum(bool(item.get(key)) for key in wanted), default={})


def _has_title(item: dict[str, Any], titles: Sequence[str]) -> bool:
    return any(likeness(_string(item.get("headline")), title) >= SAME_TITLE for title in titles)


def _string(value: object) -> str:
    if isinstance(value, list):
        value = "\n\n".join(v for v in value if isinstance(v, str))
    return html.unescape(value).strip() if isinstance(value, str) else ""


def _day(value: str | None) -> dt.date | None:
    """Return the day that a time stamp names, in the publisher's own time zone; None where it is unsure."""
    match = _ISO_DAY.match(value or "")
    if match:
        try:
            return dt.date(*map(int, match.groups()))
        except ValueError:
            return None
    printed = parse_date(value or "")
    return printed.date if printed and printed.precision == "day" and not printed.ambiguous else None


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
        name = _string(value)
        return (name,) if name and not _ADDRESS.search(name) else ()
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
