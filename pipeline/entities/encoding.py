"""A spaCy model's vectors of words in context, the same as it gives but worked out in less time.

Its embedding layers (`spacy.MultiHashEmbed`) hash a word's attributes, gather rows and mix them through the
largest matrix of the network, for every token anew, though what comes out depends on the word's form alone:
it is kept by form here. The convolutions after them (`spacy.MaxoutWindowEncoder`; Honnibal 2016, “Embed,
encode, attend, predict”) run with words as columns and a few hundred at once, so that every step is one
pass over memory that the processor still holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

Floats = NDArray[np.float32]
_Network = Model[Any, Any]

_BY_FORM = {"extract_features", "list2ragged", "ints-getitem", "hashembed", "static_vectors"}
_BY_FORM |= {"maxout", "layernorm", "dropout", "ragged2list"}
"""Layers that look at one token's attributes and at nothing else."""
_CONVOLUTION = ["expand_window", "maxout", "layernorm", "dropout"]
_PARAMETERS = {"maxout": ("W", "b"), "layernorm": ("G", "b")}
_MOST_FORMS = 30_000  # vectors held at once, 400 bytes each: with more, the table begins anew
_LEAST_VARIANCE = np.float32(1e-8)  # as thinc's layer norm has it
_AT_ONCE = 384  # words: what they need at one layer fits into a processor's own cache


def quicken(nlp: Language) -> None:
    """Make a pipeline's embeddings and convolutions faster, in all of its components.

    A layer of another kind than those of spaCy's own CPU pipelines stays as it is.
    """
    for _, component in nlp.pipeline:
        network = getattr(component, "model", None)
        if not isinstance(network, Model):
            continue
        for node in [node for node in network.walk() if {"embed", "encode"}.issubset(node.ref_names)]:
            embed, encode = node.get_ref("embed"), node.get_ref("encode")
            if _goes_by_form(embed):
                network.replace_node(embed, _forms(embed))
            if layers := list(_convolutions(encode)):
                network.replace_node(encode, _encoder(encode, layers))


# Embedding


def _goes_by_form(embed: _Network) -> bool:
    kinds = {node.name for node in embed.walk() if not node.layers}
    return kinds <= _BY_FORM and "extract_features" in kinds and embed.ops.name == "numpy"


def _forms(embed: _Network) -> _Network:
    """Wrap an embedding layer: it is asked for the forms that were not met lately."""
    table = _FormTable(embed)

    def forward(_: _Network, docs: Sequence[Doc], is_train: bool) -> Any:
        if is_train or not all(isinstance(doc, Doc) for doc in docs):
            return embed(docs, is_train)
        return table(docs), _no_gradient

    return Model("onrecord_forms", forward, layers=[embed])


class _FormTable:
    """The vectors of forms; a form is all the attributes of a token that an embedding layer sees."""

    def __init__(self, embed: _Network) -> None:
        self._embed = embed
        named = [node.attrs["columns"] for node in embed.walk() if node.name == "extract_features"]
        self._columns: list[int | str] = [*dict.fromkeys(column for columns in named for column in columns)]
        self._vectors: Floats = np.empty((0, 0), np.float32)
        self._rows: dict[bytes, int] = {}

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """Give an array for each Doc, with a row for each of its tokens."""
        columns = [*self._columns, getattr(docs[0].vocab.vectors, "attr", ORTH)] if docs else []
        forms = [form for doc in docs for form in _forms_of(doc, columns)]
        new = list(dict.fromkeys(form for form in forms if form not in self._rows))
        if len(new) + len(self._rows) > _MOST_FORMS:
            self._rows, new = {}, list(dict.fromkeys(forms))
            if len(new) > _MOST_FORMS:
                return cast("list[Floats]", self._embed.predict(docs))
        if new:
            self._learn(new, columns, docs[0].vocab)
        vectors = self._vectors[[self._rows[form] for form in forms]]
        return np.split(vectors, np.cumsum([len(doc) for doc in docs])[:-1]) if docs else []

    def _learn(self, new: list[bytes], columns: list[int | str], vocab: Vocab) -> None:
        attributes = np.frombuffer(b"".join(new), np.uint64).reshape(len(new), len(columns))
        (vectors,) = self._embed.predict([_Forms(attributes, columns, vocab)])
        if not len(self._vectors):
            self._vectors = np.empty((_MOST_FORMS, vectors.shape[1]), np.float32)
        first = len(self._rows)
        self._vectors[first : first + len(new)] = vectors
        self._rows |= {form: first + at for at, form in enumerate(new)}


def _forms_of(doc: Doc, columns: list[int | str]) -> Iterator[bytes]:
    attributes = doc.to_array(columns).astype(np.uint64, copy=False).tobytes()
    width = 8 * len(columns)
    return (attributes[at : at + width] for at in range(0, len(attributes), width))


@dataclass(frozen=True, slots=True)
class _Forms:
    """What an embedding layer needs of a Doc, for forms that stand in none together."""

    attributes: NDArray[np.uint64]
    columns: list[int | str]
    vocab: Vocab

    def __len__(self) -> int:
        return len(self.attributes)

    def to_array(self, wanted: int | str | list[int | str]) -> NDArray[np.uint64]:
        if isinstance(wanted, list):
            return self.attributes[:, [self.columns.index(column) for column in wanted]]
        return np.ascontiguousarray(self.attributes[:, self.columns.index(wanted)])


# Convolutions


class _Convolution(NamedTuple):
    """One residual layer: a window, a maxout and a layer norm; words are columns."""

    weights: Floats
    """A block of rows for each piece of the maxout; the last column is the bias."""
    gain: Floats
    shift: Floats
    pieces: int
    window: int
    """Words on each side."""


def _convolutions(encode: _Network) -> Iterator[_Convolution]:
    """Give the layers of an encoder; nothing where it isn't made of residual convolutions alone."""
    nodes = list(encode.walk(order="dfs_pre"))
    leaves = [node for node in nodes if not node.layers]
    n_layers = sum(node.name.startswith("residual(") for node in nodes if len(node.layers) == 1)
    if (
        not encode.name.startswith("with_array(residual(")
        or [leaf.name for leaf in leaves] != _CONVOLUTION * n_layers
        or encode.ops.name != "numpy"
    ):
        return
    for window, maxout, norm, _ in batched(leaves, len(_CONVOLUTION)):
        weights, bias, gain, shift = (
            np.asarray(layer.get_param(name)) for layer in (maxout, norm) for name in _PARAMETERS[layer.name]
        )
        width, pieces, _ = weights.shape
        by_piece = weights.transpose(1, 0, 2).reshape(pieces * width, -1)
        yield _Convolution(
            weights=np.ascontiguousarray(np.hstack([by_piece, bias.T.reshape(-1, 1)])),
            gain=gain[:, None],
            shift=shift[:, None],
            pieces=pieces,
            window=window.attrs["window_size"],
        )


def _encoder(encode: _Network, layers: list[_Convolution]) -> _Network:
    """Wrap an encoder: its layers run here, save in training."""
    pad = encode.attrs["pad"]

    def forward(_: _Network, vectors: Sequence[Floats], is_train: bool) -> Any:
        if is_train or not isinstance(vectors, list) or not any(map(len, vectors)):
            return encode(vectors, is_train)
        return _encoded(vectors, layers, pad=pad), _no_gradient

    return Model("onrecord_convolutions", forward, layers=[encode])


def _encoded(vectors: list[Floats], layers: list[_Convolution], *, pad: int) -> list[Floats]:
    """Run the layers over texts that stand side by side, with `pad` empty words around each."""
    edge = max(layer.window for layer in layers)  # past the ends there are zeros, at every layer
    places, length = [], edge
    for its in vectors:
        length += pad if len(its) else 0
        places.append(slice(length, length := length + len(its)))
    given = np.zeros((vectors[0].shape[1], length + pad + edge), np.float32)
    for place, its in zip(places, vectors, strict=True):
        given[:, place] = its.T
    made = np.zeros_like(given)
    for layer in layers:
        for start in range(edge, length + pad, _AT_ONCE):
            _convolve(layer, given, made, start, min(start + _AT_ONCE, length + pad))
        given, made = made, given
    return [np.ascontiguousarray(given[:, place].T) for place in places]


def _convolve(layer: _Convolution, given: Floats, made: Floats, start: int, end: int) -> None:
    """Work out what a layer makes of some words."""
    width, window = len(given), layer.window
    columns = np.ones((layer.weights.shape[1], end - start), np.float32)
    for at in range(2 * window + 1):
        columns[at * width : (at + 1) * width] = given[:, start + at - window : end + at - window]
    first, *others = (layer.weights @ columns).reshape(layer.pieces, width, -1)
    for piece in others:
        np.maximum(first, piece, out=first)
    first -= first.mean(axis=0)
    scale = np.square(first).mean(axis=0)
    scale += _LEAST_VARIANCE
    first *= 1 / np.sqrt(scale)
    first *= layer.gain
    first += layer.shift
    np.add(given[:, start:end], first, out=made[:, start:end])


def _no_gradient(_: Any) -> Any:
    raise NotImplementedError("what is made faster is for use; training goes the published way")
