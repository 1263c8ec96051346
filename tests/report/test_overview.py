"""The months that the overview draws."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.overview import MONTHS_DRAWN, busiest, every_month


def row(month, n):
    return {"month": month, "direct": n, "partial": 0, "indirect": 0, "n": n, "attributed": n}


@pytest.mark.parametrize(
    ("why", "given", "drawn"),
    [
        ("nothing dated", [], []),
        ("one month", [("2019-03", 4)], ["2019-03"]),
        ("all that fits", [("2001-01", 1), ("2019-03", 4)], ["2001-01", "2019-03"]),
        ("a year misprinted", [("2019-03", 4), ("2019-04", 1), ("2091-04", 2)], ["2019-03", "2019-04"]),
        ("an old date", [("1066-10", 2), ("2019-03", 4)], ["2019-03"]),
        ("as much on both sides: the latest", [("1900-01", 2), ("2000-01", 2)], ["2000-01"]),
    ],
)
def test_what_is_drawn_is_where_most_is_said(why, given, drawn):
    assert [month["month"] for month in busiest([row(*month) for month in given])] == drawn, why


MONTHS = st.dictionaries(
    st.builds("{:04d}-{:02d}".format, st.integers(1900, 2100), st.integers(1, 12)), st.integers(1, 9)
)


@settings(max_examples=30, deadline=None)  # a busy machine takes its time
@given(MONTHS)
def test_no_other_stretch_of_as_many_months_holds_more(found):
    months = [row(*month) for month in sorted(found.items())]
    drawn = every_month(busiest(months))
    assert len(drawn) <= MONTHS_DRAWN
    every = every_month(months)
    most = max((sum(m["n"] for m in every[at : at + MONTHS_DRAWN]) for at in range(len(every))), default=0)
    assert sum(month["n"] for month in drawn) == most
