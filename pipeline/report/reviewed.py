"""What people said of quotations, as the tables tell: who, when, and what the model had answered.

Tables of older versions know nothing of corrections: there nothing is reviewed.
"""

from typing import Any

from pipeline.report.desk import Desk, Row, shortened

SHOWN = 160  # letters of the model's words that are shown
_ONE = "SELECT * FROM corrections WHERE correction_id = ?"
_QUOTES = """
    SELECT quotes.*, action, model_type, model_spans, model_speaker, model_role, model_affiliation
    FROM quotes JOIN corrections USING (correction_id)"""
_REJECTED = "SELECT count(*) AS n FROM corrections WHERE action = 'reject' AND status = 'applied'"
_WHOLE = "SELECT count(*) AS n FROM articles WHERE reviewed"


def review_of(desk: Desk, quote: Row) -> Row:
    """Gather who reviewed a quotation and what the model had; both None where nobody did.

    What the model had is None too where it needn't be told: a confirmation of what it still answers.
    """
    row = desk.one(_ONE, quote["correction_id"]) if quote["correction_id"] else {}
    if not row:
        return {"review": None, "model": None}
    found = row["model_type"] is not None
    differs = list(_differences(row, quote)) if found else []
    if row["action"] == "confirm" and found and not differs:
        return {"review": row, "model": None}
    model = {"found": found, "differs": differs, "confidence": row["model_confidence"] or 0.0}
    return {"review": row, "model": model}


def tally(desk: Desk) -> Row:
    """Count what was reviewed, and how much of it the model had right."""
    counts = dict.fromkeys(("confirm", "change", "add"), 0)
    found = right = 0
    for row in desk.ask(_QUOTES):
        counts[row["action"]] = counts.get(row["action"], 0) + 1
        found += row["model_type"] is not None
        right += row["model_type"] is not None and not any(_differences(row, row))
    rejected = desk.one(_REJECTED)["n"]
    labels = {"confirm": "right as shown", "change": "said otherwise", "add": "a quotation that was missed"}
    rows = [(labels[action], counts[action]) for action in labels] + [("no quotation", rejected)]
    return {
        "n": sum(counts.values()) + rejected,
        "found": found + rejected,
        "right": right,
        "rows": [(label, n) for label, n in rows if n],
        "rejected": rejected,
        "whole": desk.one(_WHOLE)["n"],
    }


def _differences(model: Row, quote: Row) -> Any:
    """Say what the model had otherwise than the table has it now."""
    if model["model_speaker"] != quote["speaker"]:
        yield f"the speaker {model['model_speaker']}" if model["model_speaker"] else "no speaker"
    held = [model["model_role"], model["model_affiliation"]]
    if held != [quote["speaker_role"], quote["speaker_affiliation"]]:
        yield f"as {', '.join(filter(None, held))}" if any(held) else "no role"
    if model["model_type"] != quote["type"]:
        yield f"the type {model['model_type']}"
    if model["model_spans"] != quote["spans"]:
        words = model.get("model_text")
        yield f"the words “{shortened(words, SHOWN)}”" if words else "other words"
