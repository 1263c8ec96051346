"""A quotation as a row."""

from typing import Any

from pipeline.corrections import REVIEWED
from pipeline.records import Article, Attribution, content_id

Row = dict[str, Any]
CONTEXT = 150  # code points each side of a quote
LED_NOWHERE = 0.2  # of 14 annotated quotations with a mention but no speaker 1 was right
BETWEEN_PIECES = "\n\n"


def quote_row(
    article: Article, attribution: Attribution, *, registry: Any, correction_id: str | None = None
) -> Row:
    """Make a quotation's row in `quotes`, its names as the page has them: the ids tell whose they are."""
    quotation = attribution.quotation
    text = article.text
    start, end = quotation.spans[0].start, quotation.spans[-1].end
    kind = speaker_id = affiliation_id = None
    if attribution.speaker:
        kind = registry.speaker_kind(attribution.speaker, attribution.kind)
        speaker_id = registry.entity_of(kind, attribution.speaker, article.article_id)
    if attribution.affiliation:
        body = registry.affiliation_kind(attribution.affiliation)
        affiliation_id = registry.entity_of(body, attribution.affiliation, article.article_id)
    cue, mention = quotation.cue, quotation.mention
    return {
        "quote_id": quote_id_of(article.article_id, attribution),
        "article_id": article.article_id,
        "date": article.date,
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
        "speaker_id": speaker_id,
        "speaker_kind": kind,
        "speaker_mention": mention and mention.of(text),
        "mention_start": mention and mention.start,
        "mention_end": mention and mention.end,
        "speaker_role": attribution.role,
        "speaker_affiliation": attribution.affiliation,
        "speaker_affiliation_id": affiliation_id,
        "unattributed_reason": attribution.unattributed_reason,
        "candidates": list(attribution.candidates),
        "closed": quotation.closed,
        "confidence": confidence_of(attribution),
        "correction_id": correction_id,
    }


def quote_id_of(article_id: str, attribution: Attribution) -> str:
    """Make the id of a quotation's row."""
    return content_id("quote", article_id, attribution.quotation.spans, attribution.quotation.cue)


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
