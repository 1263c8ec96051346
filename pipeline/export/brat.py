"""brat standoff: a .txt and an .ann file per article, which brat (Stenetorp et al. 2012) opens as they are.

    T1  Content 22 41;52 60  what was said      all pieces of one quotation
    T2  Cue 42 46  said
    T3  Source 47 51  Finch
    A1  Type T1 direct
    R1  Says Arg1:T3 Arg2:T1
    R2  Reports Arg1:T2 Arg2:T1
    #1  AnnotatorNotes T1  {"quote_id":…,"speaker":"Ada Finch",…}
    T4  PERSON 47 51  Finch                     names, with their OntoNotes labels

Offsets are code points. A piece never reaches over the end of a line in brat: one that does is divided there,
where Python's `splitlines` would, because brat reads its files so. A source or cue of several quotations is
marked once. Files lie in a folder per year, named by date and article_id.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.export.brat_settings import annotation_conf, visual_conf
from pipeline.export.documents import Document, Name, Quote
from pipeline.export.lines import LINE, one_line
from pipeline.export.place import Files
from pipeline.records import Span

_NOTED = ("quote_id", "speaker", "role", "affiliation", "confidence")


def write_brat(files: Files, documents: Iterable[Document]) -> int:
    """Write the files of a folder for brat, and say how many articles it has."""
    labels: set[str] = set()
    n = 0
    for document in documents:
        stem = stem_of(document)
        files.write(f"{stem}.txt", document.text)
        files.write(f"{stem}.ann", "".join(f"{line}\n" for line in annotations(document)))
        labels |= {name.label for name in document.names}
        n += 1
    files.write("annotation.conf", annotation_conf(labels))
    files.write("visual.conf", visual_conf(labels))
    return n


def stem_of(document: Document) -> str:
    """Name an article's files, without their suffix."""
    if document.date is None:
        return f"undated/{document.article_id}"
    return f"{document.date.year:04}/{document.date}-{document.article_id}"


def annotations(document: Document) -> Iterator[str]:
    """Give the lines of an article's .ann file. A place where nothing but line ends stands has none."""
    marks = _Marks(document.text)
    links = []
    for quote in document.quotes:
        content = marks.add("Content", quote.content, again=True)
        if content is None:
            continue
        links.append((quote, content, marks.of("Source", quote.source), marks.of("Cue", quote.cue)))
    for name in document.names:
        marks.of(name.label, name.span)
    yield from marks.lines
    n = 0
    for number, (quote, content, source, cue) in enumerate(links, start=1):
        yield f"A{number}\tType {content} {quote.type}"
        for relation, other in (("Says", source), ("Reports", cue)):
            if other is not None:
                yield f"R{(n := n + 1)}\t{relation} Arg1:{other} Arg2:{content}"
        noted = msgspec.json.encode({name: getattr(quote, name) for name in _NOTED}).decode()
        yield f"#{number}\tAnnotatorNotes {content}\t{one_line(noted)}"


def pieces(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Divide stretches of a text at the ends of its lines; what holds nothing else falls away."""
    return tuple(
        Span(*line.span()) for span in sorted(spans) for line in LINE.finditer(text, span.start, span.end)
    )


class _Marks:
    """The text-bound annotations of an article, numbered from T1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[str, tuple[Span, ...]], str] = {}
        self.lines: list[str] = []

    def of(self, kind: str, span: Span | None) -> str | None:
        return None if span is None else self.add(kind, (span,))

    def add(self, kind: str, spans: tuple[Span, ...], *, again: bool = False) -> str | None:
        places = pieces(self._text, spans)
        if not places:
            return None
        if not again and (known := self._known.get((kind, places))):
            return known
        name = self._known[kind, places] = f"T{len(self.lines) + 1}"
        at = ";".join(f"{place.start} {place.end}" for place in places)
        words = " ".join(place.of(self._text) for place in places)
        self.lines.append(f"{name}\t{kind} {at}\t{words}")
        return name


def read_brat(folder: Path) -> Iterator[Document]:
    """Read the articles of a folder that `write_brat` wrote, by their names, also after work in brat.

    A quotation that was made in brat has its annotation's name for an id, and no speaker, which are in the
    notes. Dates and headlines are in no file.
    """
    for path in sorted(folder.rglob("*.ann")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        lines = path.read_bytes().decode("utf-8").split("\n")
        yield read_annotations(path.stem.rpartition("-")[2], text, lines)


def read_annotations(article_id: str, text: str, lines: Iterable[str]) -> Document:
    """Read the lines of an .ann file beside their text; events and what else brat knows are passed over."""
    marks: dict[str, tuple[str, tuple[Span, ...]]] = {}
    told: dict[str, dict[str, Any]] = {}
    for line in filter(None, lines):
        name, said, *rest = line.split("\t", 2)
        kind, _, more = said.partition(" ")
        if name[0] == "T":
            places = tuple(Span(*map(int, place.split())) for place in more.split(";"))
            marks[name] = kind, places
        elif name[0] == "A" and kind == "Type":
            content, _, value = more.partition(" ")
            told.setdefault(content, {})["type"] = value
        elif name[0] == "R":
            (_, other), (_, content) = (argument.split(":") for argument in more.split())
            told.setdefault(content, {})[kind] = other
        elif name[0] == "#" and kind == "AnnotatorNotes" and rest and rest[0].startswith("{"):
            told.setdefault(more, {}).update(msgspec.json.decode(rest[0]))
    quotes = [
        _quote(name, places, told.get(name, {}), marks)
        for name, (kind, places) in marks.items()
        if kind == "Content"
    ]
    names = [
        Name(Span(places[0].start, places[-1].end), kind)
        for kind, places in marks.values()
        if kind not in ("Content", "Cue", "Source")
    ]
    return Document(article_id, text, tuple(quotes), tuple(names))


def _quote(
    name: str, content: tuple[Span, ...], told: dict[str, Any], marks: dict[str, tuple[str, tuple[Span, ...]]]
) -> Quote:
    def whole(relation: str) -> Span | None:
        places = marks[told[relation]][1] if relation in told else ()
        return Span(places[0].start, places[-1].end) if places else None

    return Quote(
        quote_id=told.get("quote_id", name),
        type=told.get("type", "direct"),
        content=content,
        cue=whole("Reports"),
        source=whole("Says"),
        speaker=told.get("speaker"),
        role=told.get("role"),
        affiliation=told.get("affiliation"),
        confidence=told.get("confidence", 1.0),
    )
