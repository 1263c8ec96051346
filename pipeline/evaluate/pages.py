"""Gold pages: what a run found of their articles and quotations.

Gold is a folder of NAME.txt, the page as it was scraped, beside NAME.json: its articles with their
quotations (CONTRIBUTING.md tells the format). Texts are compared as bags of words, so that layout
and punctuation cost nothing; a name is compared without titles, articles, possessives.
"""

import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import SetupError
from pipeline.evaluate.evaluation import Evaluation

Row = dict[str, Any]
WORD = re.compile(r"\w+")
SAME_BODY, SAME_QUOTE, SAME_REPORT, SAME_HEADLINE = 0.8, 0.8, 0.5, 0.8  # least share of words in common
SAME_NAME = 0.6
TITLES = frozenset(
    "captain colonel congresswoman congressman councillor dame dr general governor judge justice king "
    "lady lord mayor minister miss mr mrs ms pope president prince princess prof professor queen rep "
    "representative rev reverend secretary sen senator sergeant sir".split()
)
GROUPS = {"quotes": ({"direct", "partial"}, SAME_QUOTE), "indirect": ({"indirect"}, SAME_REPORT)}


def read_gold(folder: Path) -> dict[str, Row]:
    """Read the gold of every page in a folder, by the page's file name without its suffix.

    Raises SetupError where there is none, or where a string that must occur in its page doesn't.
    """
    gold = {}
    for path in sorted(folder.glob("*.json")):
        page = path.with_suffix(".txt")
        if not page.is_file():
            raise SetupError(f"{path} has no page {page.name} beside it")
        raw, judged = page.read_text(encoding="utf-8"), _read_json(path)
        for exact in _exact_strings(judged):
            if exact not in raw:
                raise SetupError(f"{path.name}: not in the page, character for character: {exact[:60]!r}")
        for article in judged["articles"]:
            start = raw.index(article["starts"])
            article["body"] = raw[start : raw.find(article["ends"], start) + len(article["ends"])]
        gold[path.stem] = judged
    if not gold:
        raise SetupError(f"no gold in {folder}: it takes NAME.json beside NAME.txt")
    return gold


def _read_json(path: Path) -> Row:
    try:
        found: Row = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SetupError(f"{path} is no JSON: {error}") from None
    return found


def evaluate(gold: Mapping[str, Row], tables: Mapping[str, Sequence[Row]]) -> Evaluation:
    """Compare the rows of a run over the gold's pages with the gold.

    Assumes the rows of pages, sightings, articles and quotes. A page that isn't among them counts as
    missed in whole.
    """
    names = {page["page_id"]: PurePosixPath(page["source"]).stem for page in tables["pages"]}
    articles = {article["article_id"]: article for article in tables["articles"]}
    quotes: dict[str, list[Row]] = defaultdict(list)
    for quote in tables["quotes"]:
        quotes[quote["article_id"]].append(quote)
    seen: dict[str, list[Row]] = defaultdict(list)
    for sighting in sorted(tables["sightings"], key=lambda row: (row["page_id"], row["position"])):
        seen[names[sighting["page_id"]]].append(articles[sighting["article_id"]])

    result = Evaluation()
    for name, page in gold.items():
        _judge_articles(name, page, seen[name], result)
        found = [(quote, article) for article in seen[name] for quote in quotes[article["article_id"]]]
        _judge_quotes(name, page, found, result)
    return result


def _judge_articles(name: str, page: Row, found: list[Row], result: Evaluation) -> None:
    bodies = [_words(article["body"]) for article in page["articles"]]
    pairs = pair(bodies, [_words(article["text"]) for article in found], least=SAME_BODY)
    result.count("articles", gold=len(bodies), found=len(found))
    for number, wanted in enumerate(page["articles"]):
        case = f"{name} {wanted['starts'][:50]!r}"
        result.judge("articles", case, good=number in pairs)
        got = found[pairs[number]] if number in pairs else {}
        if wanted["date"]:
            result.count("dates", gold=1, found=bool(got.get("date")))
            result.judge("dates", f"{case} {wanted['date']}", good=str(got.get("date")) == wanted["date"])
        if wanted["headline"]:
            result.count("headlines", gold=1, found=bool(got.get("headline")))
            same = overlap(_words(wanted["headline"]), _words(got.get("headline"))) >= SAME_HEADLINE
            result.judge("headlines", f"{case} {wanted['headline']!r}", good=same)
    result.extra += [
        f"articles: {name} {row['text'][:50]!r}" for n, row in enumerate(found) if n not in pairs.values()
    ]


def _judge_quotes(name: str, page: Row, found: list[tuple[Row, Row]], result: Evaluation) -> None:
    pieces = [
        (quote, piece)
        for quote, article in found
        for span in quote["spans"]
        for piece in re.split(r"\n\s*\n", article["text"][span["start"] : span["end"]])
        if _words(piece)
    ]
    for group, (types, least) in GROUPS.items():
        wanted = [q for article in page["articles"] for q in article["quotes"] if q["type"] in types]
        have = [(quote, piece) for quote, piece in pieces if quote["type"] in types]
        pairs = pair([_words(q["content"]) for q in wanted], [_words(p) for _, p in have], least=least)
        for figure in (group, f"{group} + speaker"):
            result.count(figure, gold=len(wanted), found=len(have))
        for number, quote in enumerate(wanted):
            case = f"{name} {quote['content'][:50]!r} {quote['speaker']}"
            result.judge(group, case, good=number in pairs)
            speaker = have[pairs[number]][0]["speaker"] if number in pairs else None
            same = number in pairs and same_name(quote["speaker"], speaker, kind=quote["kind"])
            result.judge(f"{group} + speaker", f"{case} (got {speaker})" if not same else case, good=same)
        result.extra += [
            f"{group}: {name} {piece[:50]!r} {quote['speaker']}"
            for n, (quote, piece) in enumerate(have)
            if n not in pairs.values()
        ]


def pair(gold: Sequence[list[str]], found: Sequence[list[str]], *, least: float) -> dict[int, int]:
    """Pair each gold text with the found text most like it, best pairs first, none below `least`."""
    scored = [(overlap(g, f), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    pairs: dict[int, int] = {}
    for score, i, j in sorted(scored, reverse=True):
        if score >= least and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


def overlap(one: list[str], other: list[str]) -> float:
    """Compare two bags of words, 0–1 (Jaccard over counted words); two empty ones have nothing in common."""
    ours, theirs = Counter(one), Counter(other)
    either = (ours | theirs).total()
    return (ours & theirs).total() / either if either else 0.0


def same_name(gold: str | None, found: str | None, *, kind: str | None) -> bool:
    """Compare two speakers; a person needs the same first and last name, others most of the words."""
    if gold is None or found is None:
        return gold is found
    ours, theirs = _name(gold), _name(found)
    if kind == "person":
        return (ours[:1], ours[-1:], len(ours) > 1) == (theirs[:1], theirs[-1:], len(theirs) > 1)
    return overlap(ours, theirs) >= SAME_NAME


def _name(name: str) -> list[str]:
    words = [word for word in _words(re.sub(r"['’]s\b", "", name)) if word != "the"]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return words


def _words(text: str | None) -> list[str]:
    return WORD.findall(html.unescape(text or "").lower())


def _exact_strings(page: Row) -> Iterable[str]:
    for article in page["articles"]:
        yield from (article["starts"], article["ends"], *filter(None, [article["headline"]]))
        for quote in article["quotes"]:
            yield from filter(None, (quote["content"], quote["cue"], quote["mention"], quote["role"]))
