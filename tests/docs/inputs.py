"""The files that the documentation's commands name, small and invented."""

import datetime as dt
import json
import shutil

from pipeline import journal, store
from pipeline.corrections import Anchor, Answer, Place, anchors, place_of
from pipeline.records import Span
from tests.conftest import LISTING, STORY
from tests.docs import markdown

ARTICLES = [
    ("bridge-1", "The bridge will close in May, Mayor Ada Quill said.", [(30, 45), (46, 50), (0, 28)]),
    ("bridge-2", "Nobody will miss it, the council added on Monday.", [(21, 32), (33, 38), (0, 19)]),
]
GOLD = "".join(
    json.dumps({
        "id": name,
        "text": text,
        "attributions": [{"source": [source], "cue": [cue], "content": [content]}],
    }) + "\n"
    for name, text, (source, cue, content) in ARTICLES
)  # fmt: skip
PAGE = "quarrow-library"
"""The gold page that stands for all of tests/gold."""


def lay(folder):
    """Lay them in a folder."""
    for name, text in {
        "page.txt": STORY,
        "scrapes/harbour.txt": LISTING,
        "more/library.txt": STORY,
        "gold.jsonl": GOLD,
        "dev.jsonl": GOLD,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "mine").symlink_to(markdown.ROOT / "models" / "quote-tagger")  # what a training would leave
    for target in ("gold", "tests/gold"):
        (folder / target).mkdir(parents=True)
        for path in (markdown.ROOT / "tests" / "gold").iterdir():
            if path.stem == PAGE:
                shutil.copy(path, folder / target)


def lay_journal(folder):
    """Say of the tables on a desk what the page about corrections goes by, as a reviewer named Ana would."""
    quotes = store.load(folder / "data" / "processed", "quotes").to_pylist()
    articles = {
        row["article_id"]: row for row in store.load(folder / "data" / "processed", "articles").to_pylist()
    }

    def anchored(quote):
        text = articles[quote["article_id"]]["text"]
        return anchors(text, [Span(span["start"], span["end"]) for span in quote["spans"]])

    def place(article_id):
        return place_of(article_id, articles[article_id]["text"])

    (right,) = (quote for quote in quotes if quote["text"].startswith("We have read the draft"))
    (wrong,) = (quote for quote in quotes if quote["text"].startswith("the animal"))
    (whole,) = (
        name for name, row in articles.items() if row["headline"] == "Jetty Road Closed After King Tide"
    )
    names = ("speaker", "speaker_kind", "speaker_role", "speaker_affiliation")
    answer = Answer(right["type"], anchored(right), *(right[name] for name in names))
    all_quotes = tuple(
        anchor for quote in quotes if quote["article_id"] == whole for anchor in anchored(quote)
    )
    told = [
        ("confirm", {"place": place(right["article_id"]), "shown": anchored(right), "answer": answer}),
        ("reject", {"place": place(wrong["article_id"]), "shown": anchored(wrong)}),
        ("complete", {"place": place(whole), "shown": all_quotes}),
        ("reject", {"place": Place("0" * 16), "shown": (Anchor("words that no page has any more"),)}),
    ]
    when = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
    corrections = [journal.make(action, "ana", when, **said) for action, said in told]
    journal.add(folder / "data" / "corrections.jsonl", corrections)
