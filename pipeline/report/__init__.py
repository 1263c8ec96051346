"""The report: a folder of pages that a browser opens from the disk, without server or network.

    index.html            what the tables hold: figures, months, who is quoted, runs
    quotes.html           search and filters over every quotation, from data/*.js
    speakers.html         everybody who is quoted; speakers/xx/ID.html is one of them, by date
    articles.html         every article; articles/xx/ID.html is one, its quotations marked
    set-aside.html        what is in no article, no table or without a speaker, and why
    assets/               the style sheet, the scripts and the icon
    onrecord-report.txt   every file of the report: what the next one may replace

Words of the scraped pages are never markup and never code: templates escape them, scripts insert them as
text, data files hold arrays of numbers and strings, and each page's Content-Security-Policy lets nothing
run but the files in assets/ and data/. The same tables always make the same bytes.
"""

from pipeline.report.site import Written, build

__all__ = ["Written", "build"]
