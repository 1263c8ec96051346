"""The browser that the report is looked at in; where there is none, the summary of the tests says so."""

import pytest

from tests.report.browser import Browser, missing

_left_out = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def browser():
    opened = Browser()
    yield opened
    opened.close()


def pytest_collection_modifyitems(config, items):
    if not missing():
        return
    left_out = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    config.stash[_left_out] = len(left_out)


def pytest_terminal_summary(terminalreporter, config):
    if count := config.stash.get(_left_out, 0):
        terminalreporter.section("NOT TESTED: the report in a browser", yellow=True, bold=True)
        terminalreporter.line(
            f"{count} tests were left out; not installed: {', '.join(missing())} "
            "(Debian: apt-get install chromium chromium-driver)"
        )
