"""Rows and articles that hypothesis makes up, and a small corpus of our own."""

import datetime as dt
import string

import pyarrow as pa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pipeline.export.documents import Document, Name, Quote
from pipeline.records import Span
from pipeline.tables import SCHEMAS
from tests.report.corpus import ASTRAL, EMOJI, NESTED, article, quote

examples = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
NASTY = "=+-@\t '\"＝,;\0\ufeff" + LINE_ENDS + "🎷𝔉é\u0301\u200d"
texts = st.text(max_size=8) | st.text(alphabet=NASTY + "ab ", max_size=8)
EVERY = pa.schema(
    {(str(field.type), field.nullable): field for schema in SCHEMAS.values() for field in schema}.values()
)
"""A column of every type that a table has, one that may be null and one that may not."""
words = st.text(alphabet=string.ascii_letters + " .“”\n\r\u2028\x85🎷𝔉\u0301-'", min_size=1, max_size=60)


def values(kind: pa.DataType) -> st.SearchStrategy:
    """Make up values of an Arrow type, none of them null at the top."""
    if pa.types.is_list(kind):
        return st.lists(cells(kind.value_field), max_size=1)
    if pa.types.is_struct(kind):
        return st.fixed_dictionaries({field.name: cells(field) for field in kind})
    return {
        "string": texts,
        "int64": st.integers(-(2**63), 2**63 - 1),
        "double": st.floats(allow_nan=False, allow_infinity=False),
        "bool": st.booleans(),
        "date32[day]": st.dates(),
        "timestamp[us, tz=UTC]": st.datetimes(min_value=dt.datetime(1900, 1, 1), timezones=st.just(dt.UTC)),
    }[str(kind)]


def cells(field: pa.Field) -> st.SearchStrategy:
    return st.none() | values(field.type) if field.nullable else values(field.type)


def rows() -> st.SearchStrategy:
    """Make up a row or none with the columns of EVERY."""
    return st.lists(st.fixed_dictionaries({field.name: cells(field) for field in EVERY}), max_size=1)


@st.composite
def spans(draw, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))))


@st.composite
def contents(draw, text: str) -> tuple[Span, ...]:
    """Make up pieces that don't touch one another."""
    edges = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted))
    return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def articles(draw) -> Document:
    """Make up an article with quotations and names anywhere, overlapping as they please."""
    text = draw(words)
    told = st.none() | st.text(min_size=1, max_size=5)
    quotes = tuple(
        Quote(
            quote_id=f"q{number}",
            type=draw(st.sampled_from(["direct", "partial", "indirect"])),
            content=draw(contents(text)),
            cue=draw(st.none() | spans(text)),
            source=draw(st.none() | spans(text)),
            speaker=draw(told),
            role=draw(told),
            affiliation=draw(told),
            confidence=draw(st.floats(0, 1)),
        )
        for number in range(draw(st.integers(0, 4)) if len(text) > 1 else 0)
    )
    places = draw(st.lists(spans(text), max_size=3, unique=True))
    names = tuple(Name(span, draw(st.sampled_from(["PERSON", "ORG", "NOVEL"]))) for span in places)
    return Document("5f0c1d9b7a3e2468", text, quotes, names)


FORMULA = '=HYPERLINK("https://bad.example","open") said the sheet. “@SUM(1)” it added, and “-1”.'
LONG = "The minutes go on. " * 2000


def corpus():
    """Make a few articles: quotations within quotations, astral letters, formulas and a very long text."""
    return [
        article(
            NESTED,
            quote(NESTED, "that the bridge was “a joke” and would be closed", kind="indirect", cue="said"),
            quote(NESTED, "a joke", kind="partial", cue="said", mention="The mayor, Ottilie Brandt,"),
            quote(NESTED, ["We close it,", "For good."], cue="said", mention="The mayor, Ottilie Brandt,"),
        ),
        article(
            ASTRAL,
            quote(
                ASTRAL,
                "We play 𝔉ado 👩\u200d👩\u200d👧 on cafe\u0301 roofs.",
                speaker="Wim Okoro",
                cue="said",
            ),
            headline=EMOJI,
            date=dt.date(2020, 5, 1),
        ),
        article(
            FORMULA,
            quote(FORMULA, "@SUM(1)", speaker=None),
            quote(FORMULA, "-1", speaker="=1+1", speaker_role="+1", candidates=["=2", "Bo Quill"]),
            headline="=1+1",
            date=None,
        ),
        article(LONG, headline=None, date=dt.date(2021, 1, 2)),
    ]
