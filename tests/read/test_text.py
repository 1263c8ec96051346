"""Characters to clean text: what is repaired, what is left as it is, and what stays fast."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.mojibake import repair_mojibake
from pipeline.read.text import clean

MOJIBAKE = [
    ("curly quotes around words", "â€œCome inâ€\x9d, he said", "“Come in”, he said"),
    ("the closer lost its last byte before a space", "â€œCome in,â€ he said", "“Come in,” he said"),
    ("… before a full stop", "a play called â€œTideâ€. It ran", "a play called “Tide”. It ran"),
    ("… at the end of the text", "â€œCome in.â€", "“Come in.”"),
    ("… at the end of a line", "â€œOne.â€\nâ€œTwo.â€", "“One.”\n“Two.”"),
    ("… with a question mark in the place of the byte", "â€œCome in,â€? he said", "“Come in,” he said"),
    ("a question mark of its own stays", "Who said â€œnoâ€?", "Who said “no”?"),
    ("an apostrophe in clean curly text", "“They donâ€™t,” she said", "“They don’t,” she said"),
    ("pounds", "It cost Â£40.", "It cost £40."),
    ("an accent", "the cafÃ© in town", "the café in town"),
    ("mangled twice", "Ã¢â‚¬Å“HelloÃ¢â‚¬Â\x9d", "“Hello”"),
    ("a dash whose mark was straightened", 'the pier â€" or what is left', "the pier — or what is left"),
    ("Windows-1252 read as Latin-1", "\x93Come in\x94, he said", "“Come in”, he said"),
    (
        "both later bytes lost, throughout",
        "The townâs mayor said, âWe wonât pay.â The workersâ hall â an old barn â shut.",
        "The town’s mayor said, “We won’t pay.” The workers’ hall – an old barn – shut.",
    ),
    (
        "an Irish name among them",
        "Sean OâLeary said the countyâs roads are bad.",
        "Sean O’Leary said the county’s roads are bad.",
    ),
    (
        "marks that became replacement characters",
        "The town\ufffds mayor said, \ufffdWe won\ufffdt pay at the caf\ufffd.\ufffd The workers\ufffd hall shut.",
        "The town’s mayor said, “We won’t pay at the caf\ufffd.” The workers’ hall shut.",
    ),
    ("a middle byte lost", "â¢ first\nâ¢ second", "• first\n• second"),
]
UNTOUCHED = [
    ("clean curly quotes", "“It’s ‘fine’,” she said — twice…"),
    ("a real circumflex", "the château at Bâle and a pâté"),
    ("a lost letter", "at the caf\ufffd in town"),
    ("capitals with an accent", "À LA CARTE, ÉCOLE"),
    ("look-alike Cyrillic letters in a Latin word", "the Prеsident оf Pоrt Ellery"),
    ("other scripts", "Привет, 世界, αβγ"),
    ("straight quotes", '"It\'s fine," she said'),
    ("a footnote dagger", "the report† of 2011"),
]


@pytest.mark.parametrize(("why", "mangled", "expected"), MOJIBAKE)
def test_mojibake_is_repaired_where_it_stands(why, mangled, expected):
    assert repair_mojibake(mangled) == expected
    # … and in a page that is clean otherwise.
    assert repair_mojibake(f"“Clean.”\n{mangled}\n‘Clean’ too.") == f"“Clean.”\n{expected}\n‘Clean’ too."
    assert "mojibake" in clean(mangled)[1]


@pytest.mark.parametrize(("why", "text"), UNTOUCHED)
def test_clean_text_is_left_alone(why, text):
    assert clean(text) == (text, ())


RESIDUE = [
    ("paragraphs", "<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
    ("an empty last paragraph", "<p>One.</p><p>&nbsp;</p>", "One."),
    (
        "named and numbered entities",
        "&#8220;Yes,&#8221; &quot;no&quot; &#x2019;&amp; D&oacute;nal",
        '“Yes,” "no" ’& Dónal',
    ),
    ("escaped twice", "&amp;#8220;Yes&amp;#8221;", "“Yes”"),
    ("tags that were escaped", "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\n\nTwo."),
    ("inline tags vanish", 'a <b>bold</b> <a href="/x">word</a>', "a bold word"),
    ("line breaks", "one<br>two<br/><br />three", "one\ntwo\n\nthree"),
    (
        "an item between plain ones",
        "12 May 2014\n\n<p>A.</p><p>B.</p>\n\nPlain",
        "12 May 2014\n\nA.\n\nB.\n\nPlain",
    ),
    ("pretty-printed", "<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\nrest", "One\n\nTwo\n\nrest"),
    ("scripts and comments with what they hold", "a<script>x < 1</script><!-- b -->c", "ac"),
    ("a script that never ends is only a tag", "a <script>words", "a words"),
]
NO_RESIDUE = [
    ("a less-than sign", "if a < b and c > d"),
    ("a name in brackets", "write to <ada@example.org> or <Ada Quill>"),
    ("an ampersand", "Quill & Sons, R&D, AT&T; x"),
    ("a web address", "see /find?a=1&copy=2&region=3"),
    ("an unclosed comment", "a <!-- b"),
]


@pytest.mark.parametrize(("why", "text", "expected"), RESIDUE)
def test_html_residue_becomes_text(why, text, expected):
    cleaned, repairs = clean(text)
    assert cleaned == expected
    assert "html-residue" in repairs


@pytest.mark.parametrize(("why", "text"), NO_RESIDUE)
def test_what_only_looks_like_html_stays(why, text):
    assert clean(text) == (text, ())


CHARACTERS = [
    ("nul", "a\0b", "ab"),
    ("newline", "a\r\nb\rc\u2028d\u2029e\x0bf\x0cg", "a\nb\nc\nd\ne\nf\ng"),
    ("control", "a\x01\x1b\x7fb\tc", "ab\tc"),
    ("surrogate", "a\ud800b", "a\ufffdb"),
    ("space", "10\u00a0May,\u202f5\u2009km", "10 May, 5 km"),
    ("invisible", "\ufeffso\u00adcial\u200b", "social"),
    ("composed", "cafe\u0301", "café"),
]


@pytest.mark.parametrize(("repair", "text", "expected"), CHARACTERS)
def test_each_repair_is_recorded_by_name(repair, text, expected):
    assert clean(text) == (expected, (repair,))


def test_non_breaking_spaces_become_plain_ones_one_for_one():
    assert clean("said. \u00a0 “Next")[0] == "said.   “Next"


@given(st.text(st.characters(codec=None)))
def test_cleaning_never_raises_and_leaves_no_forbidden_character(text):
    cleaned, _ = clean(text)
    assert not set(cleaned) & {"\0", "\r", "\x0b", "\x0c", "\u2028", "\u00a0"}
    assert not any("\ud800" <= c <= "\udfff" for c in cleaned)


@given(st.text("â€œ™˜” \x9d?.,\nabs“’Ã‚¬Â&;<p>/br"))
def test_cleaning_never_raises_on_what_it_looks_for(text):
    clean(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="<&"), max_size=200))
def test_plain_text_is_never_changed(text):
    assert clean(text) == (text, ())


HUGE = [
    ("a megabyte on one line", "the council said “no” and went home. " * 30_000),
    ("unmatched quotation marks", "“" * 100_000),
    ("unclosed tags", "<p " * 100_000),
    ("unclosed comments", "<!--" * 100_000),
    ("blanks", " " * 500_000 + "x"),
    ("mangled throughout", "â€œokâ€ donâ€™t " * 20_000),
    ("ampersands", "&" * 300_000),
    ("bare marks", "â " * 40_000),
]


@pytest.mark.parametrize(("why", "text"), HUGE)
def test_cost_grows_with_length_alone(why, text):
    start = time.perf_counter()
    clean(text)
    assert time.perf_counter() - start < 10
