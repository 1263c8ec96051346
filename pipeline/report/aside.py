"""What is in no table, in no article or without a speaker, and why: nothing is dropped without a reason."""

from pipeline.report import links
from pipeline.report.desk import Desk
from pipeline.report.pages import Pages, paged

LISTED = 500
_PAGES = """
    SELECT source, url, status, reason FROM pages WHERE status NOT IN ('ok', 'not-pages') ORDER BY rowid"""
_CONTAINERS = "SELECT source, reason FROM pages WHERE status = 'not-pages' ORDER BY rowid LIMIT 500"
_UNATTRIBUTED = """
    SELECT coalesce(unattributed_reason, 'not said') AS reason, count(*) AS n FROM quotes
    WHERE speaker IS NULL GROUP BY 1 ORDER BY n DESC, reason"""
_CUT = """
    SELECT article_id, title, date, date_precision FROM articles
    WHERE truncated ORDER BY date IS NULL, date DESC, article_id LIMIT 500"""

_LOST = """
    SELECT * FROM corrections WHERE status = 'lost' AND action != 'withdraw'
    ORDER BY "when", rowid LIMIT 500"""
_REJECTED = """
    SELECT corrections.*, articles.title FROM corrections LEFT JOIN articles USING (article_id)
    WHERE action = 'reject' AND status = 'applied' ORDER BY "when", corrections.rowid LIMIT 500"""


def write(pages: Pages, desk: Desk) -> None:
    """Write the page of what was set aside, and further ones where it is many pages."""
    listed = [{**row, "original": links.original(row["url"])} for row in desk.ask(_PAGES)]
    last = max(-(-len(listed) // LISTED), 1)
    for number, shown in paged(listed, LISTED):
        pages.write(
            links.listing("set-aside", number), "set-aside",
            pages=shown, number=number, last=last, n=len(listed),
            leftovers=desk.leftovers() if number == 1 else [],
            unattributed=list(desk.ask(_UNATTRIBUTED)), containers=list(desk.ask(_CONTAINERS)),
            cut=list(desk.ask(_CUT)), rejected=list(desk.ask(_REJECTED)), lost=list(desk.ask(_LOST)),
        )  # fmt: skip
