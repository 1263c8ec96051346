"""What became of corrections, as rows; and which rows of other tables they made what they are."""

from collections.abc import Iterable, Mapping

from pipeline.corrections import Outcome
from pipeline.records import Article, Attribution
from pipeline.tables.quotes import Row, confidence_of, quote_id_of, spans_of, words_of


def correction_rows(outcomes: Iterable[Outcome], articles: Mapping[str, Article]) -> list[Row]:
    """Make the rows of `corrections`, in the order given; `articles` are by their ids."""
    return [_row(outcome, articles.get(outcome.article_id or "")) for outcome in outcomes]


def _row(outcome: Outcome, article: Article | None) -> Row:
    said, result, names = outcome.correction, outcome.result, outcome.correction.names
    return {
        "correction_id": said.correction_id,
        "action": said.action,
        "who": said.who,
        "when": said.when,
        "status": outcome.status,
        "reason": outcome.reason,
        "article_id": article and article.article_id,
        "quote_id": quote_id_of(article.article_id, result) if article and result else None,
        "note": said.note,
        "name": names and names.one,
        "other_name": names and names.other,
    } | _model(article, outcome.model)


def _model(article: Article | None, model: Attribution | None) -> Row:
    if article is None or model is None:
        return {}
    quotation = model.quotation
    return {
        "model_type": quotation.type,
        "model_text": words_of(article, model),
        "model_spans": spans_of(model),
        "model_cue": quotation.cue and quotation.cue.of(article.text),
        "model_speaker": model.speaker,
        "model_role": model.role,
        "model_affiliation": model.affiliation,
        "model_confidence": confidence_of(model),
    }


def reviewed_quotes(outcomes: Iterable[Outcome]) -> dict[tuple[str, Attribution], str]:
    """Say which correction made an attribution of an article, by its id, what it is."""
    return {
        (outcome.article_id, outcome.result): outcome.correction.correction_id
        for outcome in outcomes
        if outcome.status == "applied" and outcome.article_id and outcome.result
    }


def whole_articles(outcomes: Iterable[Outcome]) -> set[str]:
    """List the ids of the articles whose quotations are all as somebody said."""
    return {
        outcome.article_id
        for outcome in outcomes
        if outcome.status == "applied" and outcome.correction.action == "complete" and outcome.article_id
    }
