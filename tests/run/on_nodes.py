"""A run on the nodes of a Ray cluster in which a page costs nothing but time: `python -m tests.run.on_nodes RAW OUT`.

What follows are settings, NAME=VALUE. It prints how many pages were new and kept, and which were set aside. A page that
says DEADLY ends its process, one that says ENDLESS never ends; on a host whose name begins with slow, none does.
"""

import json
import os
import socket
import sys
import time
from pathlib import Path

import pytest

from pipeline import config, run
from pipeline.errors import OnrecordError
from pipeline.run import engine, processing
from tests import fast

PAUSE = 0.2  # seconds that a page takes
BATCH = 3


def prepare(settings):
    processing.process_pages = slowly
    return fast.MODELS


def slowly(raws, models, *, max_article_chars):
    for raw in raws:
        if b"DEADLY" in raw.data:
            os._exit(1)
        time.sleep(600 if b"ENDLESS" in raw.data or socket.gethostname().startswith("slow") else PAUSE)
        yield fast.process_page(raw)


def main(raw: str, out: str, *told: str) -> None:
    patch = pytest.MonkeyPatch()
    fast.install(patch, batch=BATCH)
    patch.setattr(engine, "load_models", prepare)
    settings = config.settings(raw=Path(raw), out=Path(out), engine="ray", **dict(t.split("=") for t in told))
    try:
        report = run.run(settings)
    except OnrecordError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    aside = {page.source: page.reason for page in report.set_aside}
    sys.stdout.write(
        json.dumps(
            {"new": report.n_new, "kept": report.n_kept, "processes": report.processes, "aside": aside}
        )
    )


if __name__ == "__main__":
    from tests.run import on_nodes  # what is sent to the nodes is named as they can import it

    on_nodes.main(*sys.argv[1:])
