"""What the report tells of reviews: who said what when, what the model had, and what was rejected or is lost."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from pipeline import report, store, tables
from pipeline.report import links
from tests.report.corpus import HOSTILE, article, publish, quote

TEXT = "“Rain,” said Ada Quill. “Snow,” said Wim Okoro. Hail fell, she added. “Frost” came."
WHEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def said(number, action, *, status="applied", model=None, **more):
    """Make the row of a correction; `model` is the row of the quotation that the model had found."""
    row = {
        "correction_id": f"c{number}",
        "action": action,
        "who": "ana",
        "when": WHEN,
        "status": status,
    } | more
    if model:
        row |= {
            "model_type": model["type"], "model_text": model["text"], "model_spans": model["spans"],
            "model_cue": model["cue"], "model_speaker": model["speaker"], "model_role": model["speaker_role"],
            "model_affiliation": model["speaker_affiliation"], "model_confidence": model["confidence"],
        }  # fmt: skip
    return row


def reviewed():
    rain = quote(TEXT, "Rain,", speaker="Ada Quill", correction_id="c0", confidence=1.0)
    snow = quote(TEXT, "Snow,", speaker="Wim Okoro", correction_id="c1", confidence=1.0)
    hail = quote(TEXT, "Hail fell", speaker="Ada Quill", kind="indirect", correction_id="c2", confidence=1.0)
    one = article(TEXT, rain, snow, hail, headline="Weather", reviewed=True)
    article_id = one["row"]["article_id"]
    other = snow | {"speaker": "Ada Quill", "speaker_role": "piper", "confidence": 0.31, "type": "partial"}
    frost = quote(TEXT, "Frost", speaker="Jack", confidence=0.2)
    corrections = [
        said(0, "confirm", model=rain | {"confidence": 0.93}, article_id=article_id),
        said(1, "change", model=other, article_id=article_id, note="I was there"),
        said(2, "add", article_id=article_id),
        said(3, "reject", model=frost, article_id=article_id),
        said(4, "confirm", status="lost", reason="the words aren't there any more", note=HOSTILE),
        said(5, "merge", status="lost", reason="no person is named 'X'", name="X", other_name="Y"),
        said(6, "confirm", status="superseded", article_id=article_id),
        said(7, "complete", article_id=article_id),
    ]
    return one, corrections


def build(folder, **more):
    with store.pinned(folder / "tables") as snapshot:
        report.build(snapshot, [], site=folder / "site", **more)
    return folder / "site"


def words(path):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", path.read_text("utf-8"))))


@pytest.fixture
def site(tmp_path):
    one, corrections = reviewed()
    publish(tmp_path / "tables", [one], corrections=corrections)
    return build(tmp_path)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("a confirmation", "confirmed by ana on 1 March 2026"),
        ("a change, with its note", "changed by ana on 1 March 2026 : “I was there”"),
        (
            "what the model had otherwise",
            "The model had the speaker Ada Quill; as piper; the type partial, with confidence 0.31",
        ),
        ("an added one", "added by ana on 1 March 2026"),
        ("that the model had nothing", "The model had found nothing here"),
        ("that it is reviewed whole", "reviewed whole"),
    ],
)
def test_an_article_tells_who_reviewed_its_quotations_and_what_the_model_had(site, why, told):
    (path,) = site.glob("articles/*/*.html")
    assert told.replace(" :", ":") in words(path).replace(" :", ":"), why
    assert "confidence 1.00" not in words(path)


def test_a_confirmation_of_what_the_model_still_answers_needs_no_more_words(site):
    (path,) = site.glob("articles/*/*.html")
    assert words(path).count("The model had") == 2


def test_the_overview_counts_what_was_reviewed_and_what_the_model_had_right(site):
    section = (site / "index.html").read_text("utf-8").partition('aria-labelledby="reviewed"')[2]
    rows = re.findall(
        r'<th scope="row">(.+?)</th><td>(\d+)</td><td>(.+?)</td>', section.partition("</table>")[0]
    )
    labels = ("right as shown", "said otherwise", "a quotation that was missed", "no quotation")
    assert rows == [(label, "1", "25%") for label in labels]
    told = words(site / "index.html")
    assert (
        "4 quotations reviewed; of the 3 that the model had found it had 1 right; 1 article reviewed whole."
        in told
    )


def test_what_was_rejected_and_what_is_lost_is_set_aside_with_the_reason(site):
    told = words(site / "set-aside.html")
    assert "Frost — Jack rejected by ana on 1 March 2026 · Weather" in told
    assert "confirm, by ana on 1 March 2026 the words aren't there any more" in told
    assert "merge, by ana on 1 March 2026: X and Y no person is named 'X'" in told
    assert "superseded" not in told
    html = (site / "set-aside.html").read_text("utf-8")
    assert "<img" not in html
    assert "<script" not in html.partition("<main")[2]


def test_a_report_without_forms_has_none_of_their_hooks(site):
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        for hook in (
            "data-start",
            "data-article",
            "data-quote",
            "data-correction",
            "data-speaker",
            "connect-src",
            "review.js",
        ):
            assert hook not in html, path


def test_nothing_reviewed_is_not_told_of(tmp_path):
    publish(tmp_path / "tables", [article(TEXT, quote(TEXT, "Rain,", speaker="Ada Quill"))])
    site = build(tmp_path)
    assert "Reviewed by people" not in words(site / "index.html")
    assert "rejected" not in words(site / "set-aside.html")


def test_tables_of_a_version_that_knew_no_corrections_make_the_same_report_as_if_there_were_none(
    tmp_path, monkeypatch
):
    one = article(TEXT, quote(TEXT, "Rain,", speaker="Ada Quill"))
    publish(tmp_path / "tables", [one])
    new = build(tmp_path)
    to_arrow, publish_tables = tables.to_arrow, store.publish

    def older(name, rows):
        made = to_arrow(name, rows)
        return made.drop_columns(
            [each for each in ("correction_id", "reviewed") if each in made.column_names]
        )

    def without(out, made):
        return publish_tables(out, {name: table for name, table in made.items() if name != "corrections"})

    monkeypatch.setattr(tables, "to_arrow", older)
    monkeypatch.setattr(store, "publish", without)
    publish(tmp_path / "old" / "tables", [one])
    old = build(tmp_path / "old")
    path = links.article(one["row"]["article_id"])
    for name in ("index.html", "set-aside.html", path):
        assert (old / name).read_bytes() == (new / name).read_bytes()
