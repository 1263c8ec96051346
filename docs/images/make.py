"""Make the pictures of the report from the sample pages: `make pictures` (needs Chromium and its driver)."""

import base64
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # tests/ isn't installed

from pipeline.cli.codes import PUBLISHED, SET_ASIDE  # noqa: E402
from tests.report.browser import Browser, missing  # noqa: E402

WIDTH = 1000
DARK = [{"name": "prefers-color-scheme", "value": "dark"}]
QUOTED = "Jetty Road Closed After King Tide</h1>"
"""The headline of the article that is shown."""
POINTED = "a temporary track"
"""Words of the quotation that is pointed at."""
FIND = (
    "return [...document.querySelectorAll('[data-q]')]"
    ".find(mark => mark.textContent.includes(arguments[0])).dataset.q"
)


def main() -> None:
    """Run over the sample pages in a folder that is thrown away, and photograph what the report shows."""
    if missing():
        sys.exit(f"not installed: {', '.join(missing())}")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "report"
        environment = os.environ | {
            "ONRECORD_OUT": f"{folder}/tables",
            "ONRECORD_CORRECTIONS": f"{folder}/none.jsonl",
        }
        onrecord = [sys.executable, "-m", "pipeline.cli"]
        for words in (["run", "--quiet", "data/raw"], ["report", "--site", str(site)]):
            ran = subprocess.run([*onrecord, *words], cwd=ROOT, env=environment, check=False)  # noqa: S603
            if ran.returncode not in (PUBLISHED, SET_ASIDE):
                sys.exit(ran.returncode)
        (article,) = (
            path for path in site.glob("articles/*/*.html") if QUOTED in path.read_text(encoding="utf-8")
        )
        browser = Browser()
        try:
            _photograph(browser, article, "article.png", height=660)
            _photograph(browser, article, "article-dark.png", height=660, dark=True)
            _photograph(browser, site / "index.html", "overview.png", height=740)
        finally:
            browser.close()


def _photograph(browser: Browser, page: Path, name: str, *, height: int, dark: bool = False) -> None:
    # a window so tall that pointing at something scrolls nothing away
    size = {"width": WIDTH, "height": 2000, "deviceScaleFactor": 1, "mobile": False}
    browser.ask_devtools("Emulation.setDeviceMetricsOverride", **size)
    browser.ask_devtools("Emulation.setEmulatedMedia", features=DARK if dark else [])
    browser.ask_devtools("Emulation.setScrollbarsHidden", hidden=True)
    browser.open(page)
    if page.name != "index.html":
        browser.point_at(f'[data-q="{browser.run(FIND, POINTED)}"]')
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    taken = browser.ask_devtools("Page.captureScreenshot", format="png", clip=clip)
    path = Path(__file__).with_name(name)
    path.write_bytes(base64.b64decode(taken["data"]))
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
