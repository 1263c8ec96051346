import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.calibration import Bin, isotonic, reliability

CASES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_the_reliability_table():
    found = reliability([0.05, 0.15, 0.9, 0.9, 1.0], [False, True, True, True, False])
    assert found.bins == (
        Bin(0.0, 0.1, 1, 0.05, 0.0),
        Bin(0.1, 0.2, 1, 0.15, 1.0),
        Bin(0.9, 1.0, 3, pytest.approx(2.8 / 3), pytest.approx(2 / 3)),
    )
    # (0.05 + 0.85 + 3 * (2.8 - 2) / 3) / 5
    assert found.error == pytest.approx(0.34)


@pytest.mark.parametrize(
    ("why", "confidences", "right", "bins", "error"),
    [
        ("sure and right", [1.0, 1.0], [True, True], 10, 0),
        ("sure and wrong", [1.0, 1.0], [False, False], 10, 1),
        ("half is half", [0.5] * 4, [True, False, True, False], 10, 0),
        ("one bin hides what two show", [0.0, 1.0], [True, False], 1, 0),
        ("two bins", [0.0, 1.0], [True, False], 2, 1),
        ("nothing", [], [], 10, 0),
    ],
)
def test_the_expected_calibration_error(why, confidences, right, bins, error):
    assert reliability(confidences, right, bins=bins).error == pytest.approx(error), why


def test_each_confidence_needs_its_case():
    with pytest.raises(ValueError, match="2 confidences of 1 cases"):
        reliability([0.1, 0.2], [True])
    with pytest.raises(ValueError, match="0 scores of 0 cases"):
        isotonic([], [])


@given(CASES)
def test_every_case_is_in_one_bin_and_the_error_is_a_share(cases):
    found = reliability(*zip(*cases, strict=True))
    assert sum(row.number for row in found.bins) == len(cases)
    assert all(row.low - 1e-9 <= row.confidence <= row.high + 1e-9 for row in found.bins)
    assert 0 <= found.error <= 1


@pytest.mark.parametrize(
    ("why", "scores", "right", "fitted"),
    [
        ("rising already", [1, 2, 3], [0, 0, 1], [0, 0, 1]),
        ("one violator is pooled with its neighbour", [1, 2, 3, 4], [0, 1, 0, 1], [0, 0.5, 0.5, 1]),
        ("falling all the way", [1, 2, 3], [1, 0, 0], [1 / 3, 1 / 3, 1 / 3]),
        ("pooling goes back as far as it must", [1, 2, 3, 4], [0, 1, 1, 0], [0, 2 / 3, 2 / 3, 2 / 3]),
        ("one score counts once, with its cases", [1, 1, 1, 2], [1, 0, 0, 1], [1 / 3, 1 / 3, 1 / 3, 1]),
        ("in any order", [4, 1, 3, 2], [1, 0, 0, 1], [1, 0, 0.5, 0.5]),
        ("one case", [0.3], [1], [1]),
    ],
)
def test_pooling_adjacent_violators(why, scores, right, fitted):
    assert isotonic(scores, right).of(scores) == pytest.approx(fitted), why


def test_between_its_points_the_curve_is_straight_and_beyond_them_flat():
    curve = isotonic([0.2, 0.4, 0.8], [False, False, True])
    assert (curve.scores, curve.confidences) == ((0.2, 0.4, 0.8), (0.0, 0.0, 1.0))
    assert curve.of([0.0, 0.6, 0.9]) == pytest.approx([0, 0.5, 1])


@given(CASES)
def test_the_fit_rises_and_keeps_the_mean(cases):
    scores, right = zip(*cases, strict=True)
    curve = isotonic(scores, right)
    fitted = curve.of(scores)
    assert np.all(np.diff(fitted[np.argsort(scores)]) >= -1e-9)
    assert fitted.mean() == pytest.approx(np.mean(right))
    assert np.all((fitted >= 0) & (fitted <= 1))


@given(CASES)
def test_the_fit_is_calibrated_where_it_was_fitted(cases):
    scores, right = zip(*cases, strict=True)
    assert reliability(isotonic(scores, right).of(scores).tolist(), right).error == pytest.approx(0, abs=1e-9)
