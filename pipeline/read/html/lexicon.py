"""The lists of boilerplate.toml as patterns, read once when the package is imported."""

import re
import tomllib
from importlib.resources import files

_LISTS: dict[str, list[str]] = tomllib.loads(
    files("pipeline.read.html").joinpath("boilerplate.toml").read_text(encoding="utf-8")
)
_BULLET = r"[^\w\"'“‘«]{0,5}"  # bullets and arrows; a quotation mark opens somebody's words


def _any(name: str) -> str:
    return f"(?:{'|'.join(_LISTS[name])})"


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)


POINTER = _pattern(rf"{_BULLET}{_any('pointers')}(?: {_any('pointer_objects')})?\s?[:|»→-]")
REQUEST = _pattern(rf"{_BULLET}{_any('requests')}\b[^\n]{{0,300}}\b{_any('services')}\b")
INVITATION = _pattern(rf"{_BULLET}{_any('invitations')}\b")
BUTTON = _pattern(rf"{_BULLET}{_any('buttons')}{_BULLET}")
LABEL = _pattern(rf"{_BULLET}{_any('labels')}\b")
CREDIT = _pattern(rf"[-–—(\s]{{0,5}}{_any('credits')}")
DISCLOSURE = _pattern(rf"\b{_any('disclosures')}\b")
AFTER = _pattern(rf"{_any('after')}\W{{0,3}}")
ASIDE = _pattern(rf"{_any('asides')}\W{{0,3}}")
ELEMENT = _pattern(_any("elements"))
EMBED = _pattern(_any("embeds"))
