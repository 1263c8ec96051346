"""Write the parses of the cases from the real model: `python -m tests.quotes.parses`."""

import json
from pathlib import Path

from spacy.lang.en import English
from spacy.tokens import Doc

from pipeline.records import Article, Mention

PATH = Path(__file__).with_name("parses.json")
FIELDS = ("words", "spaces", "tags", "pos", "lemmas", "deps", "heads", "sent_starts")


def parse(nlp, text: str) -> tuple[Doc, tuple[Mention, ...]]:
    """Parse a text as the pipeline does."""
    from pipeline.entities import recognise

    _, doc, mentions = next(iter(recognise(nlp, [Article("a", "p", 0, 0, len(text), text)])))
    return doc, mentions


def stored() -> dict[str, tuple[Doc, tuple[Mention, ...]]]:
    """Read the stored parses as Docs, by text; no model is loaded."""
    vocab = English().vocab
    out = {}
    for row in json.loads(PATH.read_text(encoding="utf-8")):
        columns = dict(zip(FIELDS, zip(*row["tokens"], strict=True), strict=True))
        columns["spaces"] = [bool(value) for value in columns["spaces"]]
        starts = [bool(value) for value in columns.pop("sent_starts")]
        doc = Doc(vocab, **{key: list(value) for key, value in columns.items()})
        for token, start in zip(doc, starts, strict=True):
            assert token.is_sent_start == start
        for start, end, label in row["ents"]:
            doc.set_ents([doc.char_span(start, end, label=label)], default="unmodified")
        out[row["text"]] = doc, tuple(Mention(*mention) for mention in row["mentions"])
    return out


def main() -> None:
    from pipeline.entities import load_model
    from tests.quotes.cases import CASES

    nlp = load_model()
    rows = []
    for case in CASES:
        doc, mentions = parse(nlp, case.text)
        tokens = [
            (
                t.text,
                int(bool(t.whitespace_)),
                t.tag_,
                t.pos_,
                t.lemma_,
                t.dep_,
                t.head.i,
                int(t.is_sent_start),
            )
            for t in doc
        ]
        rows.append(
            {
                "text": case.text,
                "tokens": tokens,
                "ents": [(e.start_char, e.end_char, e.label_) for e in doc.ents],
                "mentions": [(m.start, m.end, m.text, m.label, m.name) for m in mentions],
            }
        )
    PATH.write_text(
        "[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
