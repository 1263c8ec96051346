"""Parts of speech and base forms by table: what spaCy's rules say of a word in its place, worked out once.

spaCy's attribute ruler tries each of its patterns on every token anew, 180 of them in the English pipelines,
and its lemmatizer goes through its rules for every token: together a third of the pipeline's time. Nearly
all of those patterns look at one token, at its word, its tag and its dependency, and what they say of it
they say of every token alike. The tables hold that; the tokens end up with the same attributes.
"""

import re
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs  # what the attribute ruler itself sets them with

_SEEN_BY_KEY = frozenset(("LOWER", "TAG", "DEP", "IS_SPACE"))
_MOST_WORDS = 50_000  # base forms held at once: more are worked out anew


def tabulate(nlp: Language) -> None:
    """Put tables in the place of a pipeline's attribute ruler and lemmatizer.

    Either stays as it is where it isn't spaCy's own, or goes by more than a table can hold.
    """
    if "attribute_ruler" in nlp.pipe_names and _fits(nlp.get_pipe("attribute_ruler")):
        nlp.add_pipe("onrecord_attributes", before="attribute_ruler")
        nlp.remove_pipe("attribute_ruler")
    if "lemmatizer" in nlp.pipe_names and _by_rules(nlp.get_pipe("lemmatizer")):
        nlp.add_pipe("onrecord_base_forms", before="lemmatizer")
        nlp.remove_pipe("lemmatizer")


def _fits(ruler: Any) -> bool:
    return type(ruler) is AttributeRuler and all(
        _SEEN_BY_KEY.issuperset(looks_at)
        for rule in cast("list[Any]", ruler.patterns)
        for pattern in rule["patterns"]
        for looks_at in pattern
    )


def _by_rules(lemmatizer: Any) -> bool:
    return isinstance(lemmatizer, Lemmatizer) and lemmatizer.mode == "rule" and not lemmatizer.overwrite


class AttributeTable:
    """An attribute ruler's answers, for each word that its rules name and each tag and dependency."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._attributes: list[dict[int, Any]] = ruler.attrs
        self._indices: list[int] = ruler.indices
        self._strings = ruler.vocab.strings
        # patterns of one token · the first tokens of longer ones, by the same numbers · the longer ones
        self._single, self._first, self._longer = (Matcher(ruler.vocab) for _ in range(3))
        self._longest = 1
        self._words: set[str] = set()
        expressions = []
        for number, rule in enumerate(ruler.patterns):
            name = self._strings.add(str(number))
            for pattern in cast("list[Any]", rule["patterns"]):
                if len(pattern) == 1:
                    self._single.add(name, [pattern])
                else:
                    self._first.add(name, [pattern[:1]])
                    self._longer.add(name, [pattern])
                self._longest = max(self._longest, len(pattern))
                words, like = _named(pattern[0].get("LOWER"))
                self._words.update(words)
                expressions += like
        self._like = re.compile("|".join(f"(?:{e})" for e in expressions) or r"(?!)")
        self._met: dict[int, int] = {}
        self._rules: dict[tuple[int, ...], tuple[tuple[int, ...], bool]] = {}
        self._merged: dict[tuple[int, ...], dict[int, Any]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of every token that a rule speaks of; later rules have precedence."""
        words, *others = doc.to_array(["LOWER", "TAG", "DEP", "IS_SPACE"]).T.tolist()
        named = self._named(set(words))
        keys = list(zip(map(named.__getitem__, words), *others, strict=True))
        for key in [key for key in set(keys) if key not in self._rules]:
            self._learn(doc, keys.index(key), key)
        rules = [self._rules[key] for key in keys]
        found = [numbers for numbers, _ in rules]
        opened = [at for at, (_, opens) in enumerate(rules) if opens]
        for at in opened:
            self._apply_longer(doc, at, found)
        for token, numbers in zip(doc, found, strict=True):
            if numbers:
                set_token_attrs(token, self._together(numbers))
        return doc

    def _named(self, words: set[int]) -> dict[int, int]:
        """Give 0 for the words that no rule names, by their hashes, and the others as they are."""
        if len(self._met) > _MOST_WORDS:
            self._met.clear()
        for word in [word for word in words if word not in self._met]:
            text = self._strings[word]
            self._met[word] = word if text in self._words or self._like.search(text) else 0
        return self._met

    def _learn(self, doc: Doc, at: int, key: tuple[int, ...]) -> None:
        """Find which rules of one token speak of the token at an index, and whether longer may begin."""
        token = doc[at : at + 1]
        numbers = sorted(self._number(name) for name, _, _ in self._single(token, allow_missing=True))
        self._rules[key] = tuple(numbers), bool(self._first(token, allow_missing=True))

    def _apply_longer(self, doc: Doc, at: int, found: list[tuple[int, ...]]) -> None:
        matches = self._longer(doc[at : at + self._longest], allow_missing=True)
        for number, end in [(self._number(name), at + end) for name, start, end in matches if start == 0]:
            target = range(at, end)[self._indices[number]]
            found[target] = tuple(sorted((*found[target], number)))

    def _number(self, name: int) -> int:
        return int(self._strings[name])

    def _together(self, numbers: tuple[int, ...]) -> dict[int, Any]:
        if (attributes := self._merged.get(numbers)) is None:
            attributes = self._merged[numbers] = {}
            for number in numbers:
                attributes |= self._attributes[number]
        return attributes


def _named(condition: Any) -> tuple[list[str], list[str]]:
    """Give the words that a pattern names, and the regular expressions that it names words by."""
    if isinstance(condition, str):
        return [condition], []
    if not condition:
        return [], []
    words = [word for test in ("IN", "NOT_IN") for word in condition.get(test, ())]
    # a test of another kind tells any word apart from any other
    return words, [condition["REGEX"]] if "REGEX" in condition else [] if words else [""]


class BaseForms:
    """A rule lemmatizer's answers, by word, part of speech and morphology."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        known = lemmatizer.lookups.get_table("lemma_index", {})
        for part, forms in known.items():  # lists of tens of thousands of words, asked for one at a time
            known[part] = frozenset(forms)
        self._forms: dict[tuple[int, ...], str] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the base form of every token that has none."""
        given, *columns = doc.to_array(["LEMMA", "ORTH", "POS", "MORPH"]).T.tolist()
        keys = list(zip(*columns, strict=True))
        if len(self._forms) > _MOST_WORDS:
            self._forms.clear()
            self._lemmatizer.cache.clear()
        for key in [key for key in set(keys) if key not in self._forms]:
            self._forms[key] = self._lemmatizer.lemmatize(doc[keys.index(key)])[0]
        # a text of the store's is forgotten with its memory zone, so that it is told the form each time
        add = doc.vocab.strings.add
        lemmas = [lemma or add(self._forms[key]) for lemma, key in zip(given, keys, strict=True)]
        return doc.from_array(["LEMMA"], cast("Any", np.asarray(lemmas, np.uint64)))


@Language.factory("onrecord_attributes")
def _attribute_table(nlp: Language, name: str) -> AttributeTable:  # noqa: ARG001  spaCy passes it
    return AttributeTable(cast("AttributeRuler", nlp.get_pipe("attribute_ruler")))


@Language.factory("onrecord_base_forms")
def _base_forms(nlp: Language, name: str) -> BaseForms:  # noqa: ARG001  likewise
    return BaseForms(cast("Lemmatizer", nlp.get_pipe("lemmatizer")))
