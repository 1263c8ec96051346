"""CoNLL-U Plus: one file, a word a line, with what it belongs to in columns.

    # global.columns = ID FORM MISC ONRECORD:START ONRECORD:END ONRECORD:NER ONRECORD:SOURCE …
    # newdoc id = 5f0c1d9b7a3e2468
    # date = 2019-03-12
    # headline = Bridge to close
    # attribution 1 = {"quote_id":…,"type":"direct","content":[[1,16]],…}
    # newpar id = 5f0c1d9b7a3e2468-p1
    # sent_id = 5f0c1d9b7a3e2468-p1
    # text = “We close it,” she said.
    1   “      SpaceAfter=No  0  1  O  O    O    O
    2   We     _              1  3  O  O    O    B-1
    3   close  _              4  9  O  O    O    I-1

CoNLL-U Plus (Universal Dependencies) rather than bare columns, for it names them in its first line, has
comments for documents and paragraphs, and is read as it is by `conllu`, by UD's own tools and by whatever
reads CoNLL-2003 and can skip comments. No sentences are guessed: a paragraph stands where those tools expect
one.

NER is IOB2 with OntoNotes' labels. SOURCE, CUE and CONTENT are IOB2 with the attribution's number within its
document: B-2 I-2; B-2,3 where one mention is the source of two. Each piece of an interrupted content begins
with B- and has the number of the others. What overlaps an earlier stretch stands in columns of its own:
SOURCE:2, CUE:2, CONTENT:2, and so on, as many as the file needs. A word belongs to whatever touches it; the
comments have the exact places, in code points.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.export.documents import Document, Quote
from pipeline.export.lines import one_line
from pipeline.export.tokens import Paragraph, paragraphs
from pipeline.records import Span
from pipeline.replacing import Write

FIXED = ("ID", "FORM", "MISC", "ONRECORD:START", "ONRECORD:END", "ONRECORD:NER")
ROLES = ("SOURCE", "CUE", "CONTENT")
OUTSIDE = "O"
Tags = list[str]


def write_conll(write: Write, documents: Iterable[Document], *, layers: int) -> int:
    """Write the file, with columns for so many attributions at once, and say how many articles it has.

    `layers` is what `count_layers` says of these articles. An article without words is left out.
    """
    write(f"# global.columns = {' '.join(columns(layers))}\n")
    n = 0
    for document in documents:
        told = "".join(f"{line}\n" for line in lines(document, layers))
        write(told)
        n += bool(told)
    return n


def columns(layers: int) -> list[str]:
    """Name the columns of a file with so many layers of attributions."""
    numbers = ["" if layer == 0 else f":{layer + 1}" for layer in range(layers)]
    return [*FIXED, *(f"ONRECORD:{role}{number}" for number in numbers for role in ROLES)]


def count_layers(documents: Iterable[Document]) -> int:
    """Say how many columns of each role these articles need; at least one."""
    return max(1, max((_Grid(document).n_layers for document in documents), default=1))


def lines(document: Document, layers: int) -> Iterator[str]:
    """Give the lines of one article, with an empty one after each paragraph; none where it has no words."""
    grid = _Grid(document)
    tags = grid.tags(layers)
    done = 0
    for number, paragraph in enumerate(grid.paragraphs, start=1):
        if number == 1:
            yield from _about(document)
        yield f"# newpar id = {document.article_id}-p{number}"
        yield f"# sent_id = {document.article_id}-p{number}"
        yield f"# text = {paragraph.span.of(document.text).strip()}"
        for at, (token, spaced) in enumerate(zip(paragraph.tokens, paragraph.spaced(), strict=True)):
            misc = "_" if spaced else "SpaceAfter=No"
            place = (str(token.start), str(token.end))
            own = (column[done + at] for column in tags)
            yield "\t".join((str(at + 1), token.of(document.text), misc, *place, *own))
        yield ""
        done += len(paragraph.tokens)


def _about(document: Document) -> Iterator[str]:
    yield f"# newdoc id = {document.article_id}"
    if document.date is not None:
        yield f"# date = {document.date}"
    if document.headline:
        yield f"# headline = {' '.join(document.headline.split())}"
    for number, quote in enumerate(document.quotes, start=1):
        yield f"# attribution {number} = {_noted(quote)}"


def _noted(quote: Quote) -> str:
    told = {name: getattr(quote, name) for name in ("quote_id", "type")}
    told |= {role.lower(): [[span.start, span.end] for span in _spans(quote, role)] for role in ROLES}
    told |= {name: getattr(quote, name) for name in ("speaker", "role", "affiliation", "confidence")}
    return one_line(msgspec.json.encode(told).decode())


def _spans(quote: Quote, role: str) -> tuple[Span, ...]:
    if role == "CONTENT":
        return quote.content
    span = quote.source if role == "SOURCE" else quote.cue
    return () if span is None else (span,)


class _Grid:
    """An article's words, and which of them names and attributions touch."""

    def __init__(self, document: Document) -> None:
        self._names = document.names
        self.paragraphs: list[Paragraph] = paragraphs(document.text)
        tokens = [token for paragraph in self.paragraphs for token in paragraph.tokens]
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]
        self._layers = {role: self._divide(_numbered(document.quotes, role)) for role in ROLES}

    @property
    def n_layers(self) -> int:
        return max(map(len, self._layers.values()))

    def tags(self, layers: int) -> list[Tags]:
        """Give the columns of tags: names, then for each layer source, cue and content."""
        found = [self._tagged((name.span, name.label) for name in self._names)]
        for layer in range(layers):
            found += [self._tagged(self._layer(role, layer)) for role in ROLES]
        return found

    def _layer(self, role: str, layer: int) -> list[tuple[Span, str]]:
        layers = self._layers[role]
        return layers[layer] if layer < len(layers) else []

    def _tagged(self, labelled: Iterable[tuple[Span, str]]) -> Tags:
        """Tag the words that each stretch touches, but those that an earlier one has."""
        tags = [OUTSIDE] * len(self._starts)
        for span, label in labelled:
            free = [at for at in self._touched(span) if tags[at] == OUTSIDE]
            for at in free:
                tags[at] = f"{'B' if at == free[0] else 'I'}-{label}"
        return tags

    def _divide(self, labelled: Iterable[tuple[Span, str]]) -> list[list[tuple[Span, str]]]:
        """Put each stretch into the first layer in which it shares no word with another."""
        layers: list[list[tuple[Span, str]]] = []
        taken: list[set[int]] = []
        for span, label in labelled:
            its = set(self._touched(span))
            layer = next((at for at, words in enumerate(taken) if not words & its), len(taken))
            if layer == len(taken):
                taken.append(set())
                layers.append([])
            taken[layer] |= its
            layers[layer].append((span, label))
        return layers

    def _touched(self, span: Span) -> range:
        if span.start >= span.end:
            return range(0)
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))


def _numbered(quotes: Sequence[Quote], role: str) -> list[tuple[Span, str]]:
    """Give each stretch once, with the numbers of all attributions that have it in this role."""
    numbers: dict[Span, list[str]] = {}
    for number, quote in enumerate(quotes, start=1):
        for span in dict.fromkeys(_spans(quote, role)):
            numbers.setdefault(span, []).append(str(number))
    return [(span, ",".join(its)) for span, its in numbers.items()]
