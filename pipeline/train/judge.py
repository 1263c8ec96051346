"""The network as it stands, run over articles: what it finds, and how that compares with the gold."""

from collections.abc import Iterator, Sequence

import torch
from tokenizers import Tokenizer

from pipeline.attributions import GoldArticle, GoldAttribution, Score, score
from pipeline.quotes.tagger.decode import Tagged, decode
from pipeline.quotes.tagger.windows import windows
from pipeline.train.batches import lay
from pipeline.train.network import Network

TOGETHER = 16  # windows that are run at once

Found = dict[str, list[Tagged]]
"""What was found in each article, by its id."""


def find(network: Network, articles: Sequence[GoldArticle], tokenizer: Tokenizer) -> Found:
    """Tag articles as the tagger does at run time, with the network in place of its exported model."""
    network.eval()
    with torch.inference_mode():
        return {article.id: list(_tagged(network, article.text, tokenizer)) for article in articles}


def _tagged(network: Network, text: str, tokenizer: Tokenizer) -> Iterator[Tagged]:
    device = next(network.parameters()).device
    made = windows(text, tokenizer)
    for at in range(0, len(made), TOGETHER):
        batch = made[at : at + TOGETHER]
        tags, cue, source = (found.float().cpu().numpy() for found in network(*lay(batch, device)))
        for row, window in enumerate(batch):
            n = len(window)
            yield from decode(window, tags[row, :n], cue[row, :n, :n], source[row, :n, :n])


def attribution(tagged: Tagged) -> GoldAttribution:
    """Put what was found in the form of the gold."""
    return GoldAttribution(
        source=(tagged.source,) if tagged.source else (),
        cue=(tagged.cue,) if tagged.cue else (),
        content=tagged.contents,
    )


def compare(articles: Sequence[GoldArticle], found: Found) -> Score:
    """Compare what was found with the gold."""
    return score(articles, {key: [attribution(tagged) for tagged in its] for key, its in found.items()})
