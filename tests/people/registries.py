"""Small corpora for the tests of the registry: articles given by whom they name and who speaks."""

from datetime import date

from pipeline.records import Article, Attribution, Mention, Quotation, Resolution, Span


def article(
    number: int,
    day: date | None = None,
    *,
    mentions: tuple[Mention, ...] = (),
    said: tuple[Attribution, ...] = (),
) -> tuple[Article, Resolution]:
    made = Article(f"a{number}", "p1", number, 0, 4, "text", date=day)
    return made, Resolution(mentions=mentions, attributions=said)


def mention(text: str, label: str, name: str | None = None) -> Mention:
    return Mention(0, len(text), text, label, name=name)


def said(speaker: str | None, **told: str) -> Attribution:
    return Attribution(Quotation(spans=(Span(0, 1),), type="direct"), speaker=speaker, **told)


def naming(
    number: int,
    *people: str,
    bodies: tuple[str, ...] = (),
    day: date | None = None,
    says: Attribution | None = None,
) -> tuple[Article, Resolution]:
    """Make an article that names these people and bodies, and perhaps quotes one."""
    mentions = (*(mention(p, "PERSON", p) for p in people), *(mention(b, "ORG", b) for b in bodies))
    return article(number, day, mentions=mentions, said=(says,) if says else ())
