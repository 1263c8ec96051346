"""Only web pages are linked to, and no id can name a file elsewhere."""

import pytest

from pipeline.report import links


@pytest.mark.parametrize(
    ("why", "url", "linked"),
    [
        ("a web page", "https://news.example/a?b=1#c", True),
        ("in capitals", "HTTP://News.Example/", True),
        ("a script", "javascript:alert(1)", False),
        ("a script that looks like an address", "javascript://news.example/%0Aalert(1)", False),
        ("a script behind a space", " javascript:alert(1)", False),
        ("a tab in the scheme", "java\tscript:alert(1)", False),
        ("data", "data:text/html,<script>alert(1)</script>", False),
        ("a file", "file:///etc/passwd", False),
        ("no host", "https:///news", False),
        ("no scheme", "//news.example/a", False),
        ("a bracket alone", "http://[news.example/", False),
        ("a backslash", "https://news.example\\@other.example/", False),
        ("a line break", "https://news.example/\na", False),
        ("nothing", None, False),
    ],
)
def test_addresses(why, url, linked):
    assert links.original(url) == (url if linked else None), why


@pytest.mark.parametrize("name", ["../../etc/passwd", "con", "", "A" * 16, "x/y", "é" * 16])
def test_other_ids_name_files_of_the_report_too(name):
    address = links.article(name)
    assert address == f"articles/{address[9:11]}/{links.slug(name)}.html"
    assert links.slug(name).isalnum()
    assert links.slug(name) != name
