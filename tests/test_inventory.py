"""What comes back of a file that can't be read."""

import pytest

from pipeline.errors import PageError
from pipeline.read import reason_for


@pytest.mark.parametrize(
    ("why", "error", "said"),
    [
        ("its own words", PageError("no text\nin it"), "no text in it"),
        ("the kind of fault", KeyError("x"), "KeyError: 'x'"),
        ("a fault without words", RecursionError(), "RecursionError"),
        ("a page error without words", PageError(), "PageError"),
        ("a long one", ValueError("x" * 900), "ValueError: " + "x" * 300),
    ],
)
def test_a_reason_is_one_line(why, error, said):
    assert reason_for(error) == said, why
