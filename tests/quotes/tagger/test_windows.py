"""Windows of word pieces: whatever the text, none is too long, and no word is lost or comes twice."""

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import config
from pipeline.quotes.marks import paragraphs
from pipeline.quotes.tagger.windows import BREAK, CASES, END, LONGEST, PLACES, START, read_tokenizer, windows
from pipeline.records import Span

FOLDER = config.tagger_folder(config.settings())
TOKENIZER = read_tokenizer((FOLDER / "tokenizer.json").read_bytes())
SPECIAL = {name: TOKENIZER.token_to_id(name) for name in (START, END, BREAK)}
SHORTEST = 24

BITS = st.sampled_from(
    [
        "The harbour ",
        "antidisestablishmentarianism ",
        "cafe\u0301 ",
        "\u0301",
        "Ærøskøbing ",
        "said ",
        "1,204.50 ",
        ". ",
        "? ",
        ", ",
        "“",
        "”",
        '"',
        "’s ",
        "⛴️ ",
        "👩‍👩‍👧",
        "\u200b",
        "\u00ad",
        "[SEP] ",
        "[unused1]",
        "港",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
    ]
)
MIXED = st.lists(BITS, max_size=60).map("".join)
LONG = st.lists(BITS.filter(lambda bit: "\n" not in bit), min_size=1, max_size=8).map(
    lambda b: "".join(b) * 60
)
TEXTS = MIXED | LONG | st.text(max_size=200)


def words_of(window):
    return [Span(*its) for its in zip(window.starts, window.ends, strict=True)]


def of_no_word(window):
    """Give the pieces that stand for no text: each begins another paragraph, or ends the last."""
    return [k for k in range(len(window)) if k == 0 or window.paragraph[k] != window.paragraph[k - 1]]


@given(TEXTS, st.sampled_from([3, SHORTEST, LONGEST]))
@settings(max_examples=150, deadline=None)
@example("a" * 5000, SHORTEST)
@example("unfathomableness " * 400, SHORTEST)
@example("\n \n\t\n", SHORTEST)
def test_windows_begin_end_and_keep_within_their_length(text, longest):
    for window in windows(text, TOKENIZER, longest=longest):
        assert 2 < len(window) <= longest
        assert len(window) == len(window.case) == len(window.place) == len(window.paragraph)
        start, *breaks, end = of_no_word(window)
        assert (window.ids[start], window.ids[end]) == (SPECIAL[START], SPECIAL[END])
        assert end == len(window) - 1
        assert all(window.ids[k] == SPECIAL[BREAK] for k in breaks)
        # there is text on either side of a break
        assert all(after - before > 1 for before, after in itertools.pairwise((start, *breaks, end)))
        assert not {start, *breaks, end} & set(window.firsts)


@given(TEXTS, st.sampled_from([3, SHORTEST, LONGEST]))
@settings(max_examples=150, deadline=None)
@example("0\x1f0", SHORTEST)
@example("cafe\u0301 cafe\u0301", SHORTEST)
@example("“" * 300 + "We waited" + "”" * 300, SHORTEST)
def test_every_word_begins_once_in_text_order_and_slices_the_text(text, longest):
    words = [word for window in windows(text, TOKENIZER, longest=longest) for word in words_of(window)]
    blocks = paragraphs(text)
    for before, after in itertools.pairwise(words):
        assert before.end <= after.start
    covered = set()
    for word in words:
        assert 0 <= word.start < word.end <= len(text)
        # control characters are nothing to the tokenizer, the rare ones that part words too
        assert not any(c in " \t\r\n\u00a0\u2003\u2028" for c in word.of(text))
        assert any(block.holds(word) for block in blocks)
        covered.update(range(word.start, word.end))
    assert {k for block in blocks for k in range(block.start, block.end) if text[k].isalnum()} <= covered


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_piece_belongs_to_the_word_that_began_before_it(text):
    for window in windows(text, TOKENIZER, longest=SHORTEST):
        assert window.firsts == sorted(set(window.firsts))
        nobodys = of_no_word(window)
        for k in set(range(len(window))) - {*window.firsts, *nobodys, *(k + 1 for k in nobodys)}:
            assert (window.case[k], window.place[k]) == (window.case[k - 1], window.place[k - 1])


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_break_stands_between_two_paragraphs_and_nowhere_else(text):
    blocks = paragraphs(text)
    for window in windows(text, TOKENIZER, longest=SHORTEST):
        homes: dict[int, set[Span]] = {}
        for first, word in zip(window.firsts, words_of(window), strict=True):
            homes.setdefault(window.paragraph[first], set()).update(b for b in blocks if b.holds(word))
        assert all(len(home) == 1 for home in homes.values())
        assert len(set.union(set(), *homes.values())) == len(homes)


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t\n \n", "\u200b", "\u0301\n\n\u200d"])
def test_a_text_without_words_has_no_windows(text):
    assert windows(text, TOKENIZER) == []


def test_paragraphs_share_a_window_as_long_as_they_fit():
    text = "\n\n".join(["The ferry sails at nine."] * 6)  # six pieces each
    assert [len(w) for w in windows(text, TOKENIZER, longest=22)] == [22, 22]
    assert [len(w) for w in windows(text, TOKENIZER, longest=21)] == [15, 15, 15]


CUTS = [
    # why, paragraph, how the first window ends
    (
        "after a full stop",
        "The ferry sails at nine today. The tide turns at ten and the pilot leaves.",
        "today .",
    ),
    (
        "after a question",
        "When does the ferry sail today? The tide turns at ten and the pilot leaves.",
        "today ?",
    ),
    (
        "after the last of two",
        "It is late. It rains. It pours. The tide turns at ten and the pilot left.",
        "pours .",
    ),
    ("not after a sentence far back", "No. " + "the tide turns and " * 6, "and the tide"),
    ("anywhere without an end", "the tide turns and " * 6, "tide turns and"),
]


@pytest.mark.parametrize(("why", "text", "end"), CUTS, ids=[case[0] for case in CUTS])
def test_a_long_paragraph_is_cut_after_a_sentence(why, text, end):
    made = windows(text, TOKENIZER, longest=14)
    assert " ".join(word.of(text) for word in words_of(made[0])).endswith(end)
    assert len(made) > 1


FEATURES = [
    # word, case
    ("ferry", "lower"),
    ("Ferry", "title"),
    ("FERRY", "upper"),
    ("A", "capital"),
    ("eFerry", "mixed"),
    ("McFerry", "mixed"),
    ("42", "none"),
    (".", "none"),
    ("港", "mixed"),
    ("Æro", "title"),
    ("É", "capital"),
]


@pytest.mark.parametrize(("word", "case"), FEATURES)
def test_the_letter_case_of_a_word(word, case):
    (window,) = windows(word, TOKENIZER)
    assert {CASES[its] for its in window.case[1:-1]} == {case}


def test_the_place_of_a_word_within_marks():
    text = "She said: “The ferry is late,” and left.\n\nHe called it “a wreck”."
    (window,) = windows(text, TOKENIZER)
    places = {PLACES[place]: [] for place in window.place}
    for first, word in zip(window.firsts, words_of(window), strict=True):
        places[PLACES[window.place[first]]].append(word.of(text))
    assert places == {
        "outside": "She said : and left . He called it .".split(),
        "mark": "“ ” “ ”".split(),
        "inside": "The ferry is late , a wreck".split(),
    }


def test_a_long_quotation_is_inside_its_marks_in_every_window():
    text = "“" + "The tide turns at ten. " * 20 + "It is late,” she said."
    made = windows(text, TOKENIZER, longest=SHORTEST)
    assert len(made) > 3
    assert {PLACES[place] for window in made[1:-1] for place in window.place[1:-1]} == {"inside"}
    assert PLACES[made[0].place[1]] == "mark"
    assert PLACES[made[-1].place[-2]] == "outside"


@pytest.mark.parametrize("longest", [-1, 0, 2])
def test_a_window_without_room_for_a_piece_is_refused(longest):
    with pytest.raises(ValueError, match="no room"):
        windows("The ferry sails.", TOKENIZER, longest=longest)
