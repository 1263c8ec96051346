"""The types of the columns."""

import sys

import pyarrow as pa

STRING, INTEGER, REAL, BOOLEAN = pa.string(), pa.int64(), pa.float64(), pa.bool_()
DATE, MOMENT = pa.date32(), pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.field("element", pa.string(), nullable=False))
SPANS = pa.list_(
    pa.field(
        "element",
        pa.struct(
            [pa.field("start", pa.int64(), nullable=False), pa.field("end", pa.int64(), nullable=False)]
        ),
        nullable=False,
    )
)
STORY = pa.struct(
    [
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
        pa.field("headline", pa.string()),
        pa.field("byline", pa.string()),
        pa.field("date", pa.date32()),
        pa.field("date_text", pa.string()),
    ]
)


def without_pandas() -> None:
    """Keep pyarrow from importing pandas, which it does as soon as it makes an array, to know one of pandas.

    For a process that has none to give it: that is half a second and 50 MB. `to_pandas` works as ever.
    """
    sys.meta_path.insert(0, absent := _AbsentPandas())
    try:
        pa.array([])  # it asks once
    finally:
        sys.meta_path.remove(absent)


class _AbsentPandas:
    """What finds modules, and says that pandas isn't installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:  # noqa: ARG002
        if name == "pandas":
            raise ImportError
