"""Annotated articles: what the pipeline attributes in their texts, beside what the annotators marked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import run
from pipeline.attributions import OVERLAP, WITH_SOURCE, GoldArticle, GoldAttribution, Reader, pairs, score
from pipeline.calibration import reliability
from pipeline.errors import SetupError
from pipeline.evaluate.evaluation import Evaluation
from pipeline.records import Page, PageResult, Span, Story
from pipeline.run import processing

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.tables import Row

SHOWN = 60  # characters of a content that tell it from others


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution that the pipeline found, and how sure it is, 0–1."""

    attribution: GoldAttribution
    confidence: float


def find_attributions(
    settings: "Settings",
    articles: Sequence[GoldArticle],
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> dict[str, list[Found]]:
    """Find the attributions of each article, by its id, as the rows of a run have them.

    An article's text is taken as it is: it is not cleaned, nor searched for headlines and dates.
    `on_progress` is told how many articles are done, and of how many. Raises SetupError for one that
    can't be processed.
    """
    results: list[PageResult] = []
    for batch in processing.process_all(settings, [_page(article) for article in articles]):
        results += batch
        if on_progress:
            on_progress(len(results), len(articles))
    for failed in (result.page for result in results if result.page.status != "ok"):
        raise SetupError(f"article {failed.source} can't be processed: {failed.reason}")
    found: dict[str, list[Found]] = {article.id: [] for article in articles}
    for result in results:  # each alone, for the rows of a reprint have their places in the fullest text
        rows = {name: table.to_pylist() for name, table in run.build_tables([result]).items()}
        base = {seen["article_id"]: seen["start"] for seen in rows["sightings"]}
        found[result.page.page_id] += [_found(quote, base[quote["article_id"]]) for quote in rows["quotes"]]
    return found


def _page(article: GoldArticle) -> Page:
    whole = Story(Span(0, len(article.text)))
    return Page(article.id, article.id, "", "text/plain", article.text, language="en", story=whole)


def _found(quote: "Row", base: int) -> Found:
    def span(start: int | None, end: int | None) -> tuple[Span, ...]:
        return () if start is None or end is None else (Span(base + start, base + end),)

    return Found(
        GoldAttribution(
            source=span(quote["mention_start"], quote["mention_end"]),
            cue=span(quote["cue_start"], quote["cue_end"]),
            content=tuple(s for piece in quote["spans"] for s in span(piece["start"], piece["end"])),
        ),
        quote["confidence"],
    )


def judge(articles: Sequence[GoldArticle], found: Mapping[str, Sequence[Found]]) -> Evaluation:
    """Compare what was found in each article, by its id, with what the annotators marked.

    The figures are those of `pipeline.attributions`, with intervals; a quotation counts as right, for
    the reliability of its confidence, where content and source both overlap with the gold's.
    """
    result = Evaluation()
    sure: list[float] = []
    good: list[bool] = []
    for article in articles:
        its = found.get(article.id, ())
        right = _judge_article(article, [f.attribution for f in its], result)
        sure += [f.confidence for f in its]
        good += [place in right for place in range(len(its))]
    scored = score(articles, {id_: [f.attribution for f in its] for id_, its in found.items()})
    result.figures = {" ".join(key): figure for key, figure in scored.figures.items()}
    result.intervals = {" ".join(key): interval for key, interval in scored.intervals().items()}
    result.reliability = reliability(sure, good)
    return result


def _judge_article(article: GoldArticle, found: list[GoldAttribution], result: Evaluation) -> set[int]:
    """Note what was right, missed and too much; give the places of the found ones that are right."""
    near = [pair for pair in pairs(article, found) if pair.same]
    by_gold, used = {pair.gold: pair for pair in near}, {pair.found for pair in near}
    for place, case, source in _cases(article, article.attributions):
        pair = by_gold.get(place)
        result.note(OVERLAP, case, good=pair is not None)
        if pair is not None:
            got = "" if pair.right else f" (got {_shown(article, found[pair.found].source)})"
            result.note(WITH_SOURCE, f"{case}, source {source}{got}", good=pair.right)
    for place, case, source in _cases(article, found):
        if place not in used:
            result.extra.append(f"{OVERLAP}: {case}, source {source}")
    return {pair.found for pair in near if pair.right}


def _cases(article: GoldArticle, attributions: Sequence[GoldAttribution]) -> Iterator[tuple[int, str, str]]:
    """Tell the attributions in one line each: its place; cue and content; source."""
    for read in Reader(article.text).read(attributions):
        told = attributions[read.place]
        kind = "direct" if read.direct else "indirect"
        cue, content = _shown(article, told.cue), _shown(article, told.content)
        yield read.place, f"{article.id} {kind}, {cue}: {content}", _shown(article, told.source)


def _shown(article: GoldArticle, spans: Sequence[Span]) -> str:
    """Show the first words of a role on one line."""
    if not spans:
        return "none"
    words = " ".join(" … ".join(span.of(article.text) for span in sorted(spans)).split())
    return repr(words if len(words) <= SHOWN else f"{words[: SHOWN - 1].rstrip()}…")
