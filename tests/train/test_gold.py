import random

import pytest

from pipeline.errors import SetupError
from pipeline.quotes.tagger.decode import TAGS
from pipeline.train.augment import vary_marks
from pipeline.train.gold import IGNORED, NOTHING, examples, hold_out
from tests.train.marked import ARTICLES, article
from tests.train.pieces import train_tokenizer

WIDE = 128


def painted(marked: str, *, longest: int = WIDE) -> tuple[str, dict[str, str], dict[str, str]]:
    """Read a marked text's windows back: words with their tags, and what points where, by words."""
    gold = article(marked)
    told, cues, sources = [], {}, {}
    for example in examples(gold, train_tokenizer([gold.text]), longest=longest):
        window = example.window
        texts = [gold.text[start:end] for start, end in zip(window.starts, window.ends, strict=True)]
        words = dict(zip(window.firsts, texts, strict=True))
        assert [at for at, tag in enumerate(example.tags) if tag != IGNORED] == window.firsts
        tags = [example.tags[at] for at in window.firsts]
        told += [f"{word}/{TAGS[tag]}" if tag else word for word, tag in zip(texts, tags, strict=True)]
        for links, found in ((example.cues, cues), (example.sources, sources)):
            for piece, targets in links.items():
                found[words[piece]] = " ".join("nothing" if to == NOTHING else words[to] for to in targets)
    return " ".join(told), cues, sources


@pytest.mark.parametrize(
    ("why", "marked", "tags", "cues", "sources"),
    [
        (
            "one of each",
            "⟨c It rained⟩, ⟨k said⟩ ⟨s Ada Quill⟩.",
            "It/B-content rained/I-content , said/B-cue Ada/B-source Quill/I-source .",
            {"It": "said", "rained": "said"},
            {"said": "Ada Quill"},
        ),
        ("nothing", "It rained.", "It rained .", {}, {}),
        (
            "a span that begins and ends inside words takes them whole",
            "⟨c It rai⟩ned, ⟨k said⟩ A⟨s da⟩.",
            "It/B-content rained/I-content , said/B-cue Ada/B-source .",
            {"It": "said", "rained": "said"},
            {"said": "Ada"},
        ),
        (
            "a content in two pieces, both said under one cue",
            "⟨c Rain⟩, ⟨k said⟩ ⟨s Ada⟩, ⟨c wind⟩.",
            "Rain/B-content , said/B-cue Ada/B-source , wind/B-content .",
            {"Rain": "said", "wind": "said"},
            {"said": "Ada"},
        ),
        (
            "one source of two attributions is tagged once and pointed at twice",
            "⟨s ⟨s2 Ada⟩⟩ ⟨k hopes⟩ ⟨c for rain⟩ and ⟨k2 fears⟩ ⟨c2 wind⟩.",
            "Ada/B-source hopes/B-cue for/B-content rain/I-content and fears/B-cue wind/B-content .",
            {"for": "hopes", "rain": "hopes", "wind": "fears"},
            {"hopes": "Ada", "fears": "Ada"},
        ),
        (
            "a cue without a source, a content without a cue",
            "It was ⟨k said⟩ ⟨c to rain⟩. ⟨c2 No⟩.",
            "It was said/B-cue to/B-content rain/I-content . No/B-content .",
            {"to": "said", "rain": "said", "No": "nothing"},
            {"said": "nothing"},
        ),
        (
            "two contents side by side stay two",
            "⟨s Ada⟩ ⟨k said⟩ ⟨c rain⟩ ⟨c2 wind⟩ ⟨k2 wrote⟩ ⟨s2 Bo⟩.",
            "Ada/B-source said/B-cue rain/B-content wind/B-content wrote/B-cue Bo/B-source .",
            {"rain": "said", "wind": "wrote"},
            {"said": "Ada", "wrote": "Bo"},
        ),
        (
            "a content begins anew with each paragraph, as it is decoded",
            "⟨s Ada⟩ ⟨k said⟩ ⟨c rain fell\n\nand wind blew⟩.",
            "Ada/B-source said/B-cue rain/B-content fell/I-content "
            "and/B-content wind/I-content blew/I-content .",
            dict.fromkeys(("rain", "fell", "and", "wind", "blew"), "said"),
            {"said": "Ada"},
        ),
        (
            "an attribution inside a content: source and cue win the word",
            "⟨c “Rain, ⟨s2 Bo⟩ ⟨k2 says⟩,”⟩ ⟨k said⟩ ⟨s Ada⟩.",
            "“/B-content Rain/I-content ,/I-content Bo/B-source says/B-cue ,/B-content ”/I-content "
            "said/B-cue Ada/B-source .",
            {"“": "said", "Rain": "said", ",": "said", "Bo": "said", "says": "said", "”": "said"},
            {"said": "Ada", "says": "Bo"},
        ),
    ],
)
def test_marked_roles_become_tags_and_links(why, marked, tags, cues, sources):
    assert painted(marked) == (tags, cues, sources), why


def test_what_stands_in_another_window_is_pointed_at_as_nothing():
    marked = "⟨s Ada⟩ ⟨k said⟩\n\n⟨c rain fell all day⟩."
    together, apart = painted(marked), painted(marked, longest=8)
    assert together[0] == apart[0]
    assert (together[1]["rain"], apart[1]["rain"]) == ("said", "nothing")
    assert apart[2] == {"said": "Ada"}


@pytest.mark.parametrize(("number", "held"), [(2, 1), (9, 1), (12, 1), (40, 4)])
def test_a_tenth_is_held_out_by_the_seed_and_nothing_is_lost(number, held):
    articles = [article("It rained.", str(n)) for n in range(number)]
    kept, dev = hold_out(articles, seed=3)
    assert len(dev) == held
    assert sorted(a.id for a in (*kept, *dev)) == sorted(a.id for a in articles)
    assert hold_out(articles, seed=3) == (kept, dev)


def test_another_seed_holds_out_others():
    articles = [article("It rained.", str(n)) for n in range(40)]
    assert hold_out(articles, seed=3)[1] != hold_out(articles, seed=4)[1]


def test_one_article_is_too_few():
    with pytest.raises(SetupError, match="one article can't be trained on"):
        hold_out([article("It rained.")], seed=0)


def test_marks_are_varied_and_every_offset_stays():
    gold = article("⟨c “It’s raining,”⟩ ⟨k said⟩ ⟨s Ada⟩.")
    draw = random.Random(5)
    seen = {vary_marks(gold, draw, share=0.8).text for _ in range(200)}
    assert seen == {"“It’s raining,” said Ada.", '"It\'s raining," said Ada.', " It’s raining,  said Ada."}
    assert all(vary_marks(a, draw, share=0) is a for a in ARTICLES)
    for a in ARTICLES:
        varied = vary_marks(a, draw, share=1)
        assert varied.attributions == a.attributions
        assert len(varied.text) == len(a.text)
