"""A quotation as a row."""

from typing import Any

from pipeline.corrections import REVIEWED
from pipeline.records import Article, Attribution, Span, content_id

Row = dict[str, Any]
CONTEXT = 150  # code points each side of a quote
LED_NOWHERE = 0.2  # of 14 annotated quotations with a mention but no speaker 1 was right
BETWEEN_PIECES = "\n\n"


def quote_row(article: Article, attribution: Attribution) -> Row:
    """Make a quotation's row in `quotes`, as far as its page tells: whose the names are is told elsewhere."""
    quotation = attribution.quotation
    text = article.text
    start, end = quotation.spans[0].start, quotation.spans[-1].end
    cue, mention = quotation.cue, quotation.mention
    return {
        "quote_id": quote_id_of(article.article_id, attribution),
        "type": quotation.type,
        "text": words_of(article, attribution),
        "start": start,
        "end": end,
        "spans": spans_of(attribution),
        "context": text[max(0, start - CONTEXT) : end + CONTEXT],
        "cue": cue and cue.of(text),
        "cue_start": cue and cue.start,
        "cue_end": cue and cue.end,
        "speaker": attribution.speaker,
        "speaker_kind": attribution.kind if attribution.speaker else None,
        "speaker_mention": mention and mention.of(text),
        "mention_start": mention and mention.start,
        "mention_end": mention and mention.end,
        "speaker_role": attribution.role,
        "speaker_affiliation": attribution.affiliation,
        "unattributed_reason": attribution.unattributed_reason,
        "candidates": list(attribution.candidates),
        "closed": quotation.closed,
        "confidence": confidence_of(attribution),
    }


def quote_id_of(article_id: str, attribution: Attribution) -> str:
    """Make the id of a quotation's row."""
    return quote_id(article_id, attribution.quotation.spans, attribution.quotation.cue)


def quote_id(article_id: str, spans: tuple[Span, ...], cue: Span | None) -> str:
    """Make the id of the row of a quotation that stands there."""
    return content_id("quote", article_id, spans, cue)


def words_of(article: Article, attribution: Attribution) -> str:
    """Join the pieces of a quotation."""
    return BETWEEN_PIECES.join(span.of(article.text) for span in attribution.quotation.spans)


def spans_of(attribution: Attribution) -> list[Row]:
    """Tell where the pieces of a quotation stand."""
    return [{"start": span.start, "end": span.end} for span in attribution.quotation.spans]


def confidence_of(attribution: Attribution) -> float:
    """Take the quotation's confidence, but little where its source mention led to nobody."""
    quotation = attribution.quotation
    led_nowhere = quotation.mention is not None and not attribution.speaker and attribution.kind != "document"
    if quotation.step == REVIEWED:
        return quotation.confidence
    return min(quotation.confidence, LED_NOWHERE) if led_nowhere else quotation.confidence
