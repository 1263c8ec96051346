"""The words that a spaCy pipeline has met, kept from batch to batch: to meet one anew costs much more.

What spaCy knows of a word it forgets at the end of a memory zone, though nearly all words of a batch come
again in the next one. So there is no zone before a vocabulary is rich, and from then on it stays as it is.
"""

import re
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

_RICH = 100_000  # words: 50 MB, and all but one word in a hundred of English news
_GAP = re.compile(r"\s{2,}|[^\S ]")


def memory_zone(nlp: Language) -> AbstractContextManager[Any]:
    """Free at its end what a batch of texts has added to a pipeline's memory, once its vocabulary is rich."""
    return nlp.memory_zone() if len(nlp.vocab) > _RICH else nullcontext()


def keep_chunks(nlp: Language) -> None:
    """Make spaCy's tokenizer divide a chunk of text between white space once; one of another kind stays."""
    if type(nlp.tokenizer) is Tokenizer:
        nlp.tokenizer = _ChunkTokenizer(nlp.tokenizer)


class _ChunkTokenizer:
    """spaCy's tokenizer, with each chunk told to it alone first.

    It keeps how it divided a chunk, save in a memory zone and after a word that is a special case ("don't")
    in the same text, so that it would keep few.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._told: set[str] = set()
        tokenizer.max_cache_size = 2 * _RICH

    def __call__(self, text: str) -> Doc:
        if not self._tokenizer.vocab.in_memory_zone:
            # a gap's first space goes with the word before it
            new = {*text.split(), *(gap.removeprefix(" ") for gap in _GAP.findall(text))} - self._told
            for chunk in new:
                self._tokenizer(chunk)
            self._told |= new
        return cast("Doc", self._tokenizer(text))
