"""The graph that is exported calculates what the network does, whatever its weights."""

import numpy as np
import onnxruntime
import pytest

from pipeline.quotes.tagger.windows import CASES, LONGEST, PLACES

pytestmark = [pytest.mark.train, pytest.mark.slow]

VOCABULARY = 2000
SHAPES = [
    # why, layers, hidden, inner, heads
    ("one layer", 1, 32, 64, 2),
    ("three layers, one head", 3, 48, 24, 1),
    ("wide enough to be stored as integers", 2, 256, 320, 8),
]


def made(layers, hidden, inner, heads):
    """Make a network in which no weight is nothing, as some are before any training."""
    import torch

    from pipeline.train.network import Network, Shape

    torch.manual_seed(3)
    shape = Shape(VOCABULARY, LONGEST + 8, hidden, inner, heads, layers)
    network = Network(shape).eval()
    with torch.no_grad():
        for weights in network.parameters():
            weights += torch.randn(weights.shape) * 0.05
    return network


def seen(length):
    """Draw a window's inputs: pieces, features, and the number of the paragraph of each."""
    rng = np.random.default_rng(length)
    highest = {"ids": VOCABULARY, "case": len(CASES), "place": len(PLACES), "paragraph": 4}
    drawn = {name: rng.integers(name == "ids", top, (1, length)) for name, top in highest.items()}
    return drawn | {"paragraph": np.sort(drawn["paragraph"])}


def by_network(network, inputs):
    import torch

    with torch.inference_mode():
        return [found.numpy() for found in network(*map(torch.from_numpy, inputs.values()))]


def session(model):
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("length", [3, 24, 25, LONGEST])
@pytest.mark.parametrize(("why", "layers", "hidden", "inner", "heads"), SHAPES, ids=[s[0] for s in SHAPES])
def test_the_graph_calculates_what_the_network_does(why, layers, hidden, inner, heads, length):
    from pipeline.train.graph import as_graph

    network = made(layers, hidden, inner, heads)
    for ours, its in zip(
        by_network(network, seen(length)), session(as_graph(network)).run(None, seen(length)), strict=True
    ):
        assert its.shape == ours.shape
        assert its == pytest.approx(ours, abs=1e-4)


def test_a_window_of_too_many_pieces_is_refused():
    from pipeline.train.graph import as_graph

    reader = session(as_graph(made(*SHAPES[0][1:])))
    with pytest.raises(Exception, match="FAIL"):
        reader.run(None, seen(LONGEST + 1))


def test_large_matrices_are_stored_as_integers_and_change_little():
    from pipeline.train.graph import as_graph
    from pipeline.train.integers import with_integer_weights

    network = made(*SHAPES[2][1:])
    plain = as_graph(network)
    before = plain.SerializeToString()
    stored = with_integer_weights(plain)
    assert plain.SerializeToString() == before
    assert stored.ByteSize() < plain.ByteSize() / 3
    tags, *_ = by_network(network, seen(60))
    its, *_ = session(stored).run(None, seen(60))
    assert not np.array_equal(its, tags)
    assert its == pytest.approx(tags, abs=0.1)
