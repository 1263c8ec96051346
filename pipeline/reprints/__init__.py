"""Which articles are one article: a release seen again becomes one article with several sightings.

1. `signatures` tells of each text, alone, what others are found by.  2. `candidates` finds the texts that may
be one.  3. `compare` aligns the words of two of them.  4. `judge` says whether one is a reprint of the other.
5. `groups`: each text, the fullest first, joins the kept text that it is a reprint of, or is kept itself. A
text is judged against the kept one alone, so that a group never drifts from what it shows; where two kept
texts fit alike, it joins neither.  6. `seen` fills in what the kept one doesn't tell.
"""

from rapidfuzz.distance import Indel

from .candidates import find_candidates
from .groups import group
from .seen import Seen, filled
from .signatures import OPENINGS, SIGNATURE_BYTES, Hashes, Signature, sign

__all__ = [
    "OPENINGS",
    "SIGNATURE_BYTES",
    "Hashes",
    "Seen",
    "Signature",
    "filled",
    "find_candidates",
    "group",
    "sign",
    "similarity",
]


def similarity(one: str, other: str) -> float:
    """Compare two texts by the characters that both have in one order, 0–1; 1 for equal texts alone.

    It is twice their number divided by that of all characters of both.
    """
    return 1.0 if one == other else Indel.normalized_similarity(one, other)
