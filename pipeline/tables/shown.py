"""What finished pages show, in columns: a row per page, made as soon as a page is processed.

Beside the row of `pages` stand, as lists, the rows of the other tables as far as the page alone tells them:
its leftovers, and its articles with their quotes and mentions, each list in the order of its table. What is
left to publishing is to put them together and in order, and to say whose the names are; it looks at no record
again but where somebody corrected an article: `result` has all that its page yielded.
"""

from collections.abc import Sequence

import msgspec
import pyarrow as pa

from pipeline import reprints
from pipeline.records import Article, Mention, PageResult, Resolution, content_id
from pipeline.tables.quotes import Row, quote_row
from pipeline.tables.rows import article_row, leftover_rows, page_row
from pipeline.tables.schemas import SCHEMAS

IN_QUOTES = ("article_id", "date", "speaker_id", "speaker_affiliation_id", "correction_id")
"""What a quote's row has that its page doesn't tell, or its article tells already."""
IN_MENTIONS = ("article_id", "entity_id", "name")
SIGNED = {opening: f"signed_{opening}" if opening else "signed" for opening in (*reprints.OPENINGS, None)}
"""The columns of an article's signatures."""


def _struct(table: str, without: Sequence[str], *more: pa.Field) -> pa.StructType:
    fields = [field.remove_metadata() for field in SCHEMAS[table] if field.name not in without]
    return pa.struct([*fields, *more])


def _list(kind: pa.DataType) -> pa.ListType:
    return pa.list_(pa.field("element", kind, nullable=False))


QUOTE = _struct("quotes", IN_QUOTES)
MENTION = _struct("mentions", IN_MENTIONS, pa.field("name", pa.string()))
ARTICLE = _struct(
    "articles",
    (),
    *(
        field
        for field in SCHEMAS["sightings"].remove_metadata()
        if field.name in ("position", "start", "end")
    ),
    pa.field("digest", pa.string(), nullable=False),
    pa.field("n_signed", pa.int64()),
    *(pa.field(name, pa.binary(reprints.SIGNATURE_BYTES)) for name in SIGNED.values()),
    pa.field("begins", pa.large_string()),
    pa.field("ends", pa.large_string()),
    pa.field("quotes", _list(QUOTE), nullable=False),
    pa.field("mentions", _list(MENTION), nullable=False),
)
SHOWN = pa.schema(
    [
        *(field.remove_metadata() for field in SCHEMAS["pages"]),
        pa.field("leftovers", _list(_struct("leftovers", ("page_id",))), nullable=False),
        pa.field("articles", _list(ARTICLE), nullable=False),
        pa.field("result", pa.large_binary(), nullable=False),
    ]
)

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(PageResult).decode


def shown(results: Sequence[PageResult]) -> pa.Table:
    """Make the rows of finished pages, in the order given."""
    articles = [article for result in results for article in result.segmented.articles]
    signed = iter(reprints.sign([article.text for article in articles]))
    rows = [
        page_row(result)
        | {
            "leftovers": leftover_rows(result),
            "articles": [
                shown_article(article, resolution) | _signature(next(signed))
                for article, resolution in zip(result.segmented.articles, result.resolutions, strict=True)
            ],
            "result": _encode(result),
        }
        for result in results
    ]
    return pa.Table.from_pylist(rows, SHOWN)


def shown_article(article: Article, resolution: Resolution) -> Row:
    """Make what the articles of a page are told by, but for the signature."""
    attributions = sorted(resolution.attributions, key=lambda it: it.place)
    mentions = sorted(resolution.mentions, key=lambda it: (it.start, it.end, it.label))
    return article_row(article, resolution) | {
        "position": article.position,
        "start": article.start,
        "end": article.end,
        "digest": content_id(article.text),
        "quotes": [quote_row(article, attribution) for attribution in attributions],
        "mentions": [_mention_row(article, mention) for mention in mentions],
    }


def results_of(rows: pa.Table) -> list[PageResult]:
    """Give what pages yielded, from their rows."""
    return [_decode(each.as_buffer()) for each in rows.column("result")]


def mention_id(article_id: str, start: int, end: int, label: str) -> str:
    """Make the id of the row of a mention that stands there."""
    return content_id("mention", article_id, start, end, label)


def _mention_row(article: Article, mention: Mention) -> Row:
    return {
        "mention_id": mention_id(article.article_id, mention.start, mention.end, mention.label),
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "label": mention.label,
        "name": mention.name,
    }


def _signature(signed: reprints.Signature | None) -> Row:
    if signed is None:
        return {}
    names = dict(zip(SIGNED.values(), (*signed.openings, signed.whole), strict=True))
    return {"n_signed": signed.n_words, "begins": signed.begins, "ends": signed.ends} | names
