"""The articles that corrections may be about: read only where a correction is about them."""

from collections.abc import Iterable
from typing import Protocol

from pipeline.records import Article, Resolution


class Articles(Protocol):
    """The articles that corrections may be about, each known by its place among them."""

    def place_of(self, article_id: str) -> int | None:
        """Find an article by its id; None where there is none."""

    def pair(self, at: int) -> tuple[Article, Resolution]:
        """Give an article and what is found in it."""

    def texts(self) -> Iterable[tuple[int, str]]:
        """Give the texts of all."""
