"""The quote tagger: a small transformer that tags sources, cues and contents, marked or not, and links them.

It sees what rules can't: reported speech without marks, under cues that no list holds. Trained on annotated
news (PolNeAR, Newell et al. 2018) by `onrecord train`; what it is good and bad at stands in its CARD.md.
"""

from pipeline.quotes.tagger.decode import Tagged
from pipeline.quotes.tagger.model import Tag, load_tagger

__all__ = ["Tag", "Tagged", "load_tagger"]
