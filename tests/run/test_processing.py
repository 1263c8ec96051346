"""How pages are divided into batches, and what becomes of one that never ends."""

import time

import pytest

from pipeline import config, run
from pipeline.records import RawPage
from pipeline.run import processing
from tests import fast, scrapes

SIZES = [
    ("short pages go by number", [10] * 7, [3, 3, 1]),
    ("long pages by size", [60, 60, 30, 60], [1, 2, 1]),
    ("a page that is longer than a batch goes alone", [10, 500, 10, 10], [1, 1, 2]),
    ("none", [], []),
]


@pytest.mark.parametrize(("why", "sizes", "expected"), SIZES)
def test_batches_are_of_about_one_size(monkeypatch, why, sizes, expected):
    monkeypatch.setattr(processing, "BATCH", 3)
    monkeypatch.setattr(processing, "BATCH_SIZE", 100)
    pages = [RawPage(f"{n}.txt", b"x" * size) for n, size in enumerate(sizes)]
    batches = list(processing.batches_of(pages))
    assert [len(batch) for batch in batches] == expected, why
    assert [page for batch in batches for page in batch] == pages


def endless(raws, models, *, max_article_chars):
    for raw in raws:
        if b"number 2 " in raw.data:
            time.sleep(60)
        yield fast.process_page(raw)


def test_a_page_that_never_ends_is_set_aside_alone(tmp_path, monkeypatch):
    fast.install(monkeypatch)
    monkeypatch.setattr(processing, "process_pages", endless)
    pages, out = tmp_path / "raw", tmp_path / "tables"
    pages.mkdir()
    for number in range(7):
        scrapes.lay(pages, number)
    settings = config.settings(raw=pages, out=out, processes=1).model_copy(update={"page_timeout": 0.05})
    report = run.run(settings)
    assert [(page.source, page.reason) for page in report.set_aside] == [
        ("2.txt", "it took longer than page_timeout, 0.05 seconds")
    ]
    assert (report.n_new, report.n_pages, report.outcome) == (7, 7, "published")
    monkeypatch.setattr(processing, "process_pages", fast.process_pages)
    report = run.run(settings, retry=True)
    assert (report.n_new, report.n_set_aside) == (1, 0)
