"""Which field of a scraped record holds what: as the settings map them, else by their usual names."""

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from pipeline.errors import PageError
from pipeline.read.decode import decode
from pipeline.records import RawPage

USUAL: dict[str, list[str]] = tomllib.loads(
    files("pipeline.read").joinpath("fields.toml").read_text(encoding="utf-8")
)

_TAG = re.compile(
    r"</?(?:p|br|div|span|a|html|body|h[1-6]|ul|li|article|section|em|strong|b|i)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED = 12
"""Fields that the reason for a record without text names."""


def page_of_object(found: Any, *, source: str, fields: Mapping[str, str], max_page_bytes: int) -> RawPage:
    """Make the page that a scraped record holds; raises PageError where it holds none, or too long a one.

    1. `fields` maps text, html, url, title, date and fetched_at to names of fields; a name with dots
       leads into objects. A mapped field that isn't there is absent, unless it is the text's.
    2. What isn't mapped is looked for under its usual names. Text goes before HTML: where a scrape gives
       both, the text is what it took for the story.

    Of keys that occur twice the last counts.
    """
    if not isinstance(found, dict):
        raise PageError(f"not a JSON object but {_what(found)}")
    lowered = {str(key).lower(): value for key, value in reversed(found.items())}
    text, html = _content(found, lowered, fields)
    data = (text if html is None else html).encode("utf-8", "surrogatepass")
    if len(data) > max_page_bytes:
        raise PageError(f"{len(data):,} bytes are more than max_page_bytes, {max_page_bytes:,}")
    told = {role: _told(found, lowered, fields, role) for role in ("url", "title", "date", "fetched_at")}
    return RawPage(
        source=source,
        data=data,
        url=_line(told["url"]),
        fetched_at=_moment(told["fetched_at"]),
        title=_line(told["title"]),
        date_text=_date_text(told["date"]),
        media_type="text/plain" if html is None else "text/html",
        encoding="utf-8",
    )


def _content(
    found: dict[str, Any], lowered: dict[str, Any], fields: Mapping[str, str]
) -> tuple[str, str | None]:
    """Return the record's text, or its HTML instead."""
    if "text" in fields or "html" in fields:
        if "text" in fields and (text := _joined(_at(found, fields["text"]), "\n\n")):
            return text, None
        if "html" in fields and (html := _joined(_at(found, fields["html"]), "\n")):
            return "", html
        wanted = " or ".join(repr(fields[role]) for role in ("text", "html") if role in fields)
        raise PageError(f"no field {wanted}, which is to hold the text: there {_there(found)}")
    if text := _first(lowered, USUAL["text"], "\n\n"):
        return text, None
    if html := _first(lowered, USUAL["html"], "\n"):
        return "", html
    if either := _first(lowered, USUAL["either"], "\n\n"):
        return (either, either) if _TAG.search(either) else (either, None)
    hint = 'say which holds the text, as in [tool.onrecord.fields] text = "story"'
    raise PageError(f"no text: there {_there(found)}; {hint}")


def _there(found: dict[str, Any]) -> str:
    names = [repr(str(name)[:40]) for name in found]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"are the fields {', '.join(names[:_NAMED])}{more}" if names else "are no fields at all"


def _told(found: dict[str, Any], lowered: dict[str, Any], fields: Mapping[str, str], role: str) -> Any:
    if role in fields:
        return _scalar(_at(found, fields[role]))
    return next((value for name in USUAL[role] if (value := _scalar(lowered.get(name)))), None)


def _at(found: dict[str, Any], name: str) -> Any:
    """Look a field up by its name, or by a path of names with dots."""
    if name in found:
        return found[name]
    value: Any = found
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _first(lowered: dict[str, Any], names: Iterable[str], between: str) -> str:
    return next((text for name in names if (text := _joined(lowered.get(name), between))), "")


def _joined(value: Any, between: str) -> str:
    """Return a string, or the strings of a list joined; "" where there are no words."""
    if isinstance(value, dict):
        value = value.get("rendered")  # as WordPress gives its posts
    if isinstance(value, list):
        value = between.join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) and value.strip() else ""


def _scalar(value: Any) -> Any:
    if isinstance(value, dict):
        value = value.get("rendered")
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str) and part.strip()), None)
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _line(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(_SURROGATE.sub("\ufffd", value).split()) or None  # a lone one can be in no table


def _date_text(value: Any) -> str | None:
    if isinstance(value, int | float):
        moment = _moment(value)
        return moment.date().isoformat() if moment else None
    return _line(value)


def _moment(value: Any) -> dt.datetime | None:
    """Read a moment: ISO 8601, or seconds or milliseconds since 1970; in UTC where it names no zone."""
    if isinstance(value, int | float):
        seconds = value / 1000 if abs(value) > 1e11 else value
        try:
            return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds > 0 else None
        except (ValueError, OverflowError, OSError):
            return None
    try:
        moment = dt.datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return moment and (moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC))
    except (ValueError, OverflowError):
        return None


def _what(found: Any) -> str:
    kinds = {str: "a string", list: "a list", bool: "true or false", type(None): "null"}
    return kinds.get(type(found), "a number")


def page_of_json(data: bytes, *, source: str, fields: Mapping[str, str], max_page_bytes: int) -> RawPage:
    """Make the page that one JSON object holds; raises PageError where it is none, or holds no page."""
    return page_of_object(load_json(data), source=source, fields=fields, max_page_bytes=max_page_bytes)


def load_json(data: bytes) -> Any:
    """Parse JSON in any encoding; raises PageError in one line where it is none."""
    text, _ = decode(data)
    try:
        # whole numbers as decimals: one of 5,000 digits is refused else
        return json.loads(text, strict=False, parse_int=float)
    except ValueError as error:
        said = (
            f"{error.msg} at character {error.pos + 1}"
            if isinstance(error, json.JSONDecodeError)
            else str(error)
        )
        raise PageError(f"not JSON: {said}") from None
    except RecursionError:
        raise PageError("JSON nested too deeply") from None


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()
