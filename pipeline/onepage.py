"""The straight line for one page: from bytes to articles and quotations with their speakers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pipeline import config
from pipeline.entities import load_model, recognise
from pipeline.errors import PageError
from pipeline.people import known_names, resolve
from pipeline.quotes import find_quotations
from pipeline.quotes.tagger import load_tagger
from pipeline.read import not_read, read, reason_for
from pipeline.records import Page, PageResult, RawPage, Segmented
from pipeline.segment import segment

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.config import Settings
    from pipeline.entities import Recognised
    from pipeline.quotes.tagger import Tag

CHARACTERS_AT_ONCE = 100_000  # of articles parsed together: more cost no less, and memory grows with them


class Models(NamedTuple):
    """What is loaded once and used for every page: a spaCy pipeline and the quote tagger."""

    nlp: "Language"
    tag: "Tag"


def load_models(settings: "Settings") -> Models:
    """Load the spaCy pipeline and the quote tagger; raises SetupError where one is missing or broken."""
    return Models(load_model(settings.model), load_tagger(config.tagger_folder(settings)))


def process_page(raw: RawPage, models: Models, *, max_article_chars: int = 200_000) -> PageResult:
    """Take one page from bytes to resolved quotations.

    Never raises for what a page holds: a page that can't be processed comes back with a status and a
    one-line reason, and without articles.
    """
    (result,) = process_pages([raw], models, max_article_chars=max_article_chars)
    return result


def process_pages(
    raws: Iterable[RawPage | Page], models: Models, *, max_article_chars: int
) -> Iterator[PageResult]:
    """Take pages from bytes to resolved quotations, each as if alone, but parsed together: that costs less.

    A page that is text already isn't read again, and one that was set aside stays so; none raises for
    what it holds, as in `process_page`.
    """
    group: list[PageResult] = []
    length = 0
    for raw in raws:
        divided = _divided(raw, max_article_chars)
        its_length = sum(len(article.text) for article in divided.segmented.articles)
        if group and length + its_length > CHARACTERS_AT_ONCE:
            yield from _resolved(group, models)
            group, length = [], 0
        group.append(divided)
        length += its_length
    yield from _resolved(group, models)


def _divided(raw: RawPage | Page, max_article_chars: int) -> PageResult:
    """Read a page and segment it; where that can't be done, it comes back set aside."""
    try:
        page = raw if isinstance(raw, Page) else read(raw)
        page.text.encode()  # a lone surrogate can be in no table
    except Exception as error:  # noqa: BLE001  a fault in one page must not stop the others
        return PageResult(not_read(raw, reason_for(error)))
    if page.status != "ok":
        return PageResult(page)
    try:
        return PageResult(page, _segmented(page, max_article_chars))
    except Exception as error:  # noqa: BLE001  likewise
        return _faulty(page, error)


def _segmented(page: Page, max_article_chars: int) -> Segmented:
    segmented = segment(page)
    for article in segmented.articles:
        if len(article.text) > max_article_chars:
            length = f"{len(article.text):,} characters"
            raise PageError(f"an article of {length} is longer than max_article_chars, {max_article_chars:,}")
    return segmented


def _resolved(group: list[PageResult], models: Models) -> Iterator[PageResult]:
    """Parse the articles of some pages together, and find the quotations of each page."""
    articles = [article for divided in group for article in divided.segmented.articles]
    try:
        recognised = iter(list(recognise(models.nlp, articles)))
    except Exception as error:  # noqa: BLE001  whose fault it is shows when each page is parsed alone
        if len(group) == 1:
            yield _faulty(group[0].page, error)
        else:
            for divided in group:
                yield from _resolved([divided], models)
        return
    for divided in group:
        its_own = list(islice(recognised, len(divided.segmented.articles)))
        try:
            yield _attributed(divided, its_own, models)
        except Exception as error:  # noqa: BLE001  a fault in one page must not stop the others
            yield _faulty(divided.page, error)


def _attributed(divided: PageResult, recognised: "list[Recognised]", models: Models) -> PageResult:
    """Find the quotations of a page's articles and resolve their speakers."""
    known = known_names(divided.page, [mentions for _, _, mentions in recognised])
    resolutions = tuple(
        resolve(article, doc, mentions, find_quotations(doc, mentions, models.tag(article.text)), known)
        for article, doc, mentions in recognised
    )
    check_offsets(result := replace(divided, resolutions=resolutions))
    return result


def _faulty(page: Page, error: Exception) -> PageResult:
    return PageResult(replace(page, status="quarantined", reason=reason_for(error)))


def check_offsets(result: PageResult) -> None:
    """Raise PageError unless every offset slices what it says: a fault must not get into the tables."""
    for article, resolution in zip(result.segmented.articles, result.resolutions, strict=True):
        if result.page.text[article.start : article.end] != article.text:
            raise PageError(f"internal fault: article {article.position} is not pages.text[start:end]")
        for mention in resolution.mentions:
            if not mention.text or mention.span.of(article.text) != mention.text:
                raise PageError(f"internal fault: mention {mention.text!r} is not articles.text[start:end]")
        for quotation in (attribution.quotation for attribution in resolution.attributions):
            spans = [*quotation.spans, *(s for s in (quotation.cue, quotation.mention) if s)]
            if not quotation.spans or not all(0 <= s.start < s.end <= len(article.text) for s in spans):
                raise PageError(f"internal fault: quotation {quotation.spans} lies outside its article")
