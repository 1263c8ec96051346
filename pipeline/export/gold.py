"""Gold: reviewed articles with their attributions, as `onrecord evaluate` and `onrecord train` read them."""

from collections.abc import Iterable

import msgspec

from pipeline.export.documents import Document, Quote
from pipeline.records import Span
from pipeline.replacing import Write


def write_gold(write: Write, documents: Iterable[Document]) -> int:
    """Write the articles whose review is complete, a JSON object a line, and say how many there were.

    One that was reviewed and holds no quotation is gold too: whatever is found there is too much.
    """
    n = 0
    for document in documents:
        if document.reviewed:
            row = {
                "id": document.article_id,
                "text": document.text,
                "attributions": [_attribution(quote) for quote in document.quotes],
            }
            write(f"{msgspec.json.encode(row).decode()}\n")
            n += 1
    return n


def _attribution(quote: Quote) -> dict[str, list[list[int]]]:
    return {
        "source": _spans(quote.source),
        "cue": _spans(quote.cue),
        "content": _spans(*quote.content),
    }


def _spans(*spans: Span | None) -> list[list[int]]:
    return [[span.start, span.end] for span in spans if span is not None]
