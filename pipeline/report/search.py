"""What the search works on: an index of numbers, and the quotations in files of a thousand.

A page opened from the disk may load scripts but not data; so each file is a script that hands over one
array. Arrays hold numbers and strings alone: no key comes from a page, and no letter of it can end a string.
"""

import json
from collections.abc import Iterator
from itertools import batched

from pipeline.report import links
from pipeline.report.desk import NEWEST, Desk, Row
from pipeline.report.folder import Writer

CHUNK = 1000  # quotations in one file
TYPES = ("direct", "partial", "indirect")
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
_QUOTES = f"""
    SELECT quotes.*, articles.title, articles.date_precision, entities.kind FROM quotes
    JOIN articles USING (article_id) LEFT JOIN entities ON entities.entity_id = speaker_id
    ORDER BY {NEWEST}"""  # noqa: S608  no word of it comes from outside
_SPEAKERS = """
    SELECT speaker_id AS id, coalesce(entities.name, min(speaker)) AS name, entities.aliases
    FROM quotes LEFT JOIN entities ON entities.entity_id = speaker_id
    WHERE speaker_id IS NOT NULL GROUP BY speaker_id ORDER BY count(*) DESC, name, speaker_id"""
BODIES = """
    SELECT body AS id, coalesce(entities.name, min(said_name)) AS name, count(*) AS n, entities.aliases FROM (
      SELECT speaker_affiliation_id AS body, speaker_affiliation AS said_name FROM quotes
      WHERE speaker_affiliation_id IS NOT NULL
      UNION ALL SELECT speaker_id, speaker FROM quotes JOIN entities ON entities.entity_id = speaker_id
      WHERE entities.kind = 'organization' AND speaker_affiliation_id IS NULL)
    LEFT JOIN entities ON entities.entity_id = body GROUP BY body ORDER BY n DESC, name, body"""
_REASONS = """
    SELECT DISTINCT coalesce(unattributed_reason, 'not said') AS reason FROM quotes WHERE speaker IS NULL
    ORDER BY reason"""


def write(writer: Writer, desk: Desk) -> int:
    """Write the index and the files of quotations, the latest first; say how many quotations there are."""
    speakers, bodies = list(desk.ask(_SPEAKERS)), list(desk.ask(BODIES))
    reasons = [row["reason"] for row in desk.ask(_REASONS)]
    places = (_places(speakers), _places(bodies), {reason: at for at, reason in enumerate(reasons)})
    columns: list[list[int]] = [[], [], [], [], [], []]
    for number, chunk in enumerate(batched(desk.ask(_QUOTES), CHUNK)):
        for quote in chunk:
            for column, value in zip(columns, _numbers(quote, *places), strict=True):
                column.append(value)
        writer.write(f"data/quotes-{number:05d}.js", handing_over(number, [_words(quote) for quote in chunk]))
    named = [[[links.speaker(row["id"]), *_names(row)] for row in speakers]]
    named.append([[row["id"], *_names(row)] for row in bodies])
    writer.write("data/index.js", handing_over("index", [CHUNK, *named, reasons, columns]))
    return len(columns[0])


def handing_over(name: str | int, payload: list[object] | list[list[str]]) -> str:
    """Make a script that hands over an array: in ASCII, with nothing that HTML could take for its own."""
    data = json.dumps(payload, ensure_ascii=True, separators=(",", ":")).translate(_ESCAPES)
    return f"onrecord.take({json.dumps(name)},{data});\n"


def _numbers(
    quote: Row, speakers: dict[str, int], bodies: dict[str, int], reasons: dict[str, int]
) -> Iterator[int]:
    """Give what a quotation can be filtered by; -1 for none."""
    own = quote["speaker_id"] if quote["kind"] == "organization" else None
    yield speakers.get(quote["speaker_id"], -1)
    body = quote["speaker_affiliation_id"] or own
    yield -1 if body is None else bodies.get(body, -1)
    yield _day(quote)
    yield TYPES.index(quote["type"]) if quote["type"] in TYPES else -1
    yield round(100 * quote["confidence"])
    yield -1 if quote["speaker"] else reasons[quote["unattributed_reason"] or "not said"]


def _day(quote: Row) -> int:
    """Write a date as one number, 20180503; where day or month is unknown, 00 stands there; 0: no date."""
    if not quote["date"]:
        return 0
    whole = int(quote["date"].replace("-", ""))
    cut = {"month": 100, "year": 10_000}.get(quote["date_precision"] or "day", 1)
    return whole // cut * cut


def _words(quote: Row) -> list[str]:
    """Give what is shown of a quotation, and searched."""
    shown = (
        links.quote(quote["article_id"], quote["quote_id"]), quote["text"], quote["speaker"],
        quote["speaker_role"], quote["speaker_affiliation"], quote["cue"], quote["title"],
    )  # fmt: skip
    return [value or "" for value in shown]


def _names(row: Row) -> list[str]:
    return [row["name"] or "", "\n".join(row["aliases"] or [])]


def _places(rows: list[Row]) -> dict[str, int]:
    return {row["id"]: at for at, row in enumerate(rows)}
