"""Label Studio: a task per article, with the quotations to correct, and the labelling interface for them.

What the model answered are predictions; a reviewed article's quotations are annotations. A quotation is a
region "Content" for each of its pieces, the later ones linked to the one before by "continues"; its type,
speaker, role and affiliation are entered beside the first. Regions "Source" and "Cue" are linked to that by
"says" and "reports"; names are regions with their OntoNotes label.

`start` and `end` count code points, as the tables do: Label Studio stores those, though its editor is in
JavaScript and counts UTF-16 units inside (its `charsToCodePoints`, since 2022; what older versions stored
after an emoji is off). Every line end counts as one.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec

from pipeline.export.brat_settings import LABELS, OTHER, ROLES, TYPES
from pipeline.export.documents import Document, Name, Quote
from pipeline.records import Span
from pipeline.replacing import Write

ENTERED = ("speaker", "role", "affiliation")
Item = dict[str, Any]


def write_label_studio(write: Write, documents: Iterable[Document], *, model: str) -> tuple[int, set[str]]:
    """Write the tasks as a JSON list; give how many there are, and the labels of names in them.

    `model` names what made the predictions.
    """
    n, labels = 0, set[str]()
    write("[")
    for document in documents:
        write(",\n" if n else "\n")
        write(msgspec.json.encode(task(document, model=model)).decode())
        labels |= {name.label for name in document.names}
        n += 1
    write("\n]\n")
    return n, labels


def task(document: Document, *, model: str) -> Item:
    """Make an article's task."""
    result = list(_regions(document))
    told: Item = {
        "data": {
            "article_id": document.article_id,
            "date": str(document.date or ""),
            "headline": document.headline or "",
            "text": document.text,
        }
    }
    if document.reviewed:
        return told | {"annotations": [{"result": result}]}
    sure = [quote.confidence for quote in document.quotes]
    score = {"score": sum(sure) / len(sure)} if sure else {}
    return told | {"predictions": [{"model_version": model, **score, "result": result}]}


def _regions(document: Document) -> Iterator[Item]:
    text = document.text
    links = []
    seen = set()
    for quote in document.quotes:
        ids = [f"{quote.quote_id}.{number}" for number in range(len(quote.content))]
        for id_, span in zip(ids, quote.content, strict=True):
            yield _region(id_, "Content", span, text) | {"score": quote.confidence}
        if ids:
            yield from _entered(quote, ids[0])
        links += [(other, one, "continues") for one, other in pairwise(ids)]
        for label, place, link in (("Source", quote.source, "says"), ("Cue", quote.cue, "reports")):
            if place is None or not ids:
                continue
            id_ = f"{label.lower()}.{place.start}.{place.end}"  # one region, however many quotations have it
            links.append((id_, ids[0], link))
            if id_ not in seen:
                seen.add(id_)
                yield _region(id_, label, place, text)
    for number, name in enumerate(document.names):
        yield _region(f"name.{number}", name.label, name.span, text)
    for one, other, link in links:
        yield {"type": "relation", "from_id": one, "to_id": other, "direction": "right", "labels": [link]}


def _region(id_: str, label: str, span: Span, text: str) -> Item:
    value = {"start": span.start, "end": span.end, "text": span.of(text), "labels": [label]}
    return {"id": id_, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def _entered(quote: Quote, id_: str) -> Iterator[Item]:
    """Give what is entered beside a region: choices and texts have its id and its place."""
    place = {"start": quote.content[0].start, "end": quote.content[0].end}
    told = {"id": id_, "to_name": "text"}
    yield told | {"from_name": "type", "type": "choices", "value": place | {"choices": [quote.type]}}
    for name in ENTERED:
        if words := getattr(quote, name):
            yield told | {"from_name": name, "type": "textarea", "value": place | {"text": [words]}}


def interface(labels: Iterable[str]) -> str:
    """Write the labelling interface; `labels` are those of the names in the tasks, known ones or not."""
    colours = ROLES | LABELS | dict.fromkeys(sorted(set(labels) - LABELS.keys()), OTHER)
    label = "\n".join(f'    <Label value={quoteattr(kind)} background="{c}"/>' for kind, c in colours.items())
    choice = "\n".join(f'    <Choice value="{kind}"/>' for kind in TYPES)
    beside = 'toName="text" perRegion="true" whenTagName="label" whenLabelValue="Content"'
    entered = "\n".join(
        f'  <TextArea name="{name}" {beside} maxSubmissions="1" editable="true" placeholder="{name}"/>'
        for name in ENTERED
    )
    return f"""<View>
  <Style>.htx-text {{ white-space: pre-wrap; }}</Style>
  <Header value="$headline"/>
  <Relations>
    <Relation value="says"/>
    <Relation value="reports"/>
    <Relation value="continues"/>
  </Relations>
  <Labels name="label" toName="text">
{label}
  </Labels>
  <Text name="text" value="$text"/>
  <Choices name="type" {beside} choice="single-radio">
{choice}
  </Choices>
{entered}
</View>
"""


def read_label_studio(path: Path) -> list[Document]:
    """Read a JSON list of tasks, as `write_label_studio` writes and Label Studio exports it."""
    return [read_task(told) for told in msgspec.json.decode(path.read_bytes())]


def read_task(told: Item) -> Document:
    """Read a task: its first annotation, else its first prediction, else the bare article."""
    reviewed = bool(told.get("annotations"))
    results = told.get("annotations") or told.get("predictions") or [{"result": []}]
    result: list[Item] = results[0]["result"]
    regions = {item["id"]: item for item in result if item["type"] == "labels"}
    links = [item for item in result if item["type"] == "relation"]
    beside = {(item["id"], item["from_name"]): item["value"] for item in result if "from_name" in item}
    later = {item["from_id"]: item["to_id"] for item in links if item["labels"] == ["continues"]}
    after = {to: from_ for from_, to in later.items()}
    by_label: dict[str, list[str]] = {}
    for id_, item in regions.items():
        by_label.setdefault(item["value"]["labels"][0], []).append(id_)

    def quote(id_: str) -> Quote:
        ids = [id_]
        while (following := after.get(ids[-1])) is not None:
            ids.append(following)
        linked = {item["labels"][0]: item["from_id"] for item in links if item["to_id"] == id_}
        words = {name: next(iter(beside.get((id_, name), {}).get("text", ())), None) for name in ENTERED}
        return Quote(
            quote_id=id_.removesuffix(".0"),
            type=next(iter(beside.get((id_, "type"), {}).get("choices", ())), "direct"),
            content=tuple(_span(regions[part]) for part in ids),
            cue=_span(regions[linked["reports"]]) if "reports" in linked else None,
            source=_span(regions[linked["says"]]) if "says" in linked else None,
            confidence=regions[id_].get("score", 1.0),
            **words,
        )

    data = told["data"]
    return Document(
        data["article_id"],
        data["text"],
        quotes=tuple(quote(id_) for id_ in by_label.get("Content", ()) if id_ not in later),
        names=tuple(
            Name(_span(regions[id_]), label)
            for label, ids in by_label.items()
            if label not in ROLES
            for id_ in ids
        ),
        headline=data["headline"] or None,
        reviewed=reviewed,
    )


def _span(item: Item) -> Span:
    return Span(item["value"]["start"], item["value"]["end"])
