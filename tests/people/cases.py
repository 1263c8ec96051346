"""Articles of one quotation for the tests of linking: marked-up text in, the resolution out."""

from pipeline.people import known_names, resolve
from pipeline.records import Article, Attribution, Page, Quotation, Resolution, Span
from tests.tagged import tagged


def resolved(marked: str, *sources: str, byline: str | None = None, elsewhere: str = "") -> Resolution:
    """Resolve a text whose quotations have these source mentions, each the first after the one before.

    What stands in curly marks is quoted; `elsewhere` is marked-up text of another article of the page.
    """
    doc, mentions = tagged(marked)
    text = doc.text
    other, others = tagged(elsewhere) if elsewhere else (None, ())
    page_text = text + ("\n\n" + other.text if other else "")
    page = Page(page_id="p", source="p.txt", sha256="", media_type="text/plain", text=page_text)
    article = Article("a", "p", 0, 0, len(text), text, byline=byline)
    quotations, at = [], 0
    for source in sources:
        start = text.index(source, at)
        at = start + len(source)
        quotations.append(Quotation(_quoted(text, at), "direct", mention=Span(start, at)))
    return resolve(article, doc, mentions, quotations, known_names(page, [mentions, others]))


def attributed(marked: str, *sources: str, byline: str | None = None, elsewhere: str = "") -> Attribution:
    """Give the attribution of the last of the sources."""
    return resolved(marked, *sources, byline=byline, elsewhere=elsewhere).attributions[-1]


def _quoted(text: str, near: int) -> tuple[Span, ...]:
    opener = text.rfind("“", 0, near)
    if opener < 0:
        opener = text.find("“")
    closer = text.find("”", opener) if opener >= 0 else -1
    return (Span(opener + 1, closer),) if closer > 0 else (Span(0, 1),)
