"""One identity for one name across all articles: the entities, and the positions people hold.

Works over names that are already resolved within their page, never over text. Two people who share a
full name share an entity: telling them apart needs more than the name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.records import Article, Resolution, SpeakerKind, content_id

KIND_OF_LABEL: Mapping[str, SpeakerKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "NORP": "group",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "WORK_OF_ART": "document",
    "LAW": "document",
}
"""OntoNotes labels; any other label is kind `other`."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Whoever or whatever is named: one per kind and normalised name."""

    entity_id: str
    name: str
    kind: SpeakerKind
    aliases: tuple[str, ...] = ()
    n_mentions: int = 0
    n_articles: int = 0
    n_quotes: int = 0
    first_date: date | None = None
    last_date: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A role, or an affiliation, that the texts give a speaker, and when they do."""

    entity_id: str
    role: str | None
    affiliation: str | None
    affiliation_id: str | None
    first_date: date | None
    last_date: date | None
    n_quotes: int


@dataclass(frozen=True, slots=True)
class Registry:
    """The entities and positions of a corpus, and the kind that most mentions of a name have."""

    entities: tuple[Entity, ...] = ()
    positions: tuple[Position, ...] = ()
    kinds: Mapping[str, SpeakerKind] = field(default_factory=dict)

    def speaker_kind(self, name: str, kind: SpeakerKind | None) -> SpeakerKind:
        """Say what a speaker is: `kind` if given, else what the name's mentions are, else other."""
        return kind or self.kinds.get(normal(name), "other")

    def affiliation_kind(self, name: str) -> SpeakerKind:
        """Say what an affiliation is: what the name's mentions are, an organisation if they don't tell."""
        kind = self.kinds.get(normal(name), "organization")
        return "organization" if kind == "person" else kind


@dataclass(slots=True)
class _Tally:
    forms: Counter[str] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)
    n_mentions: int = 0
    n_quotes: int = 0
    articles: set[str] = field(default_factory=set)
    dates: list[date] = field(default_factory=list)

    def see(self, article: Article, name: str) -> None:
        self.forms[name] += 1
        self.articles.add(article.article_id)
        if article.date is not None:
            self.dates.append(article.date)


def normal(name: str) -> str:
    """Fold a name to what its spellings share: no case, possessive, leading article or odd spaces."""
    folded = " ".join(name.casefold().replace("’", "'").split())
    folded = folded.removesuffix("'s").removesuffix("'").removeprefix("the ")
    return folded.strip() or name


def entity_id(kind: SpeakerKind, name: str) -> str:
    """Make the id that every spelling of a name shares, for one kind of thing."""
    return content_id("entity", kind, normal(name))


def kind_of(label: str) -> SpeakerKind:
    """Say what a mention's OntoNotes label makes of it."""
    return KIND_OF_LABEL.get(label, "other")


def build(articles: Iterable[tuple[Article, Resolution]]) -> Registry:
    """Gather entities and positions over distinct articles, sorted by id.

    Speakers and affiliations that no mention names become entities too. Returns an empty registry for
    articles without mentions and quotations.
    """
    articles = list(articles)
    votes: dict[str, Counter[SpeakerKind]] = defaultdict(Counter)
    for _, resolution in articles:
        for mention in resolution.mentions:
            votes[normal(mention.name or mention.text)][kind_of(mention.label)] += 1
    kinds = {name: _most(counts) for name, counts in votes.items()}
    known = Registry(kinds=kinds)

    tallies: dict[tuple[str, SpeakerKind], _Tally] = defaultdict(_Tally)
    held: dict[tuple[str, str | None, str | None], list[date | None]] = defaultdict(list)
    for article, resolution in articles:
        for mention in resolution.mentions:
            name, kind = mention.name or mention.text, kind_of(mention.label)
            tally = tallies[entity_id(kind, name), kind]
            tally.see(article, name)
            tally.n_mentions += 1
            tally.aliases.add(_spelled(mention.text))
        for attribution in resolution.attributions:
            affiliation = attribution.affiliation
            if affiliation:
                kind = known.affiliation_kind(affiliation)
                tallies[entity_id(kind, affiliation), kind].see(article, affiliation)
            if attribution.speaker:
                kind = known.speaker_kind(attribution.speaker, attribution.kind)
                speaker_id = entity_id(kind, attribution.speaker)
                tally = tallies[speaker_id, kind]
                tally.see(article, attribution.speaker)
                tally.n_quotes += 1
                if attribution.role or affiliation:
                    held[speaker_id, attribution.role, affiliation].append(article.date)

    entities = [_entity(key, kind, tally) for (key, kind), tally in tallies.items()]
    positions = [_position(key, dates, known) for key, dates in held.items()]
    return Registry(
        entities=tuple(sorted(entities, key=lambda entity: entity.entity_id)),
        positions=tuple(sorted(positions, key=lambda p: (p.entity_id, p.role or "", p.affiliation or ""))),
        kinds=kinds,
    )


def _most(counts: Counter[SpeakerKind]) -> SpeakerKind:
    # a tie goes to the first in the alphabet, so that the order of the pages can't decide
    return min(counts, key=lambda kind: (-counts[kind], kind))


def _spelled(text: str) -> str:
    spelled = " ".join(text.split())
    for ending in ("'s", "’s", "'", "’"):
        if spelled.endswith(ending) and spelled != ending:
            return spelled.removesuffix(ending)
    return spelled


def _entity(key: str, kind: SpeakerKind, tally: _Tally) -> Entity:
    # the forms differ only in case, article and possessive: the longest that isn't shouted is the fullest
    forms: Counter[str] = Counter()
    for form, count in tally.forms.items():
        forms[_spelled(form)] += count
    name = min(forms, key=lambda form: (form.isupper() and len(form) > 5, -forms[form], -len(form), form))
    return Entity(
        entity_id=key,
        name=name,
        kind=kind,
        aliases=tuple(sorted((tally.aliases | set(forms)) - {name})),
        n_mentions=tally.n_mentions,
        n_articles=len(tally.articles),
        n_quotes=tally.n_quotes,
        first_date=min(tally.dates, default=None),
        last_date=max(tally.dates, default=None),
    )


def _position(key: tuple[str, str | None, str | None], dates: list[date | None], known: Registry) -> Position:
    holder, role, affiliation = key
    dated = [day for day in dates if day is not None]
    return Position(
        entity_id=holder,
        role=role,
        affiliation=affiliation,
        affiliation_id=entity_id(known.affiliation_kind(affiliation), affiliation) if affiliation else None,
        first_date=min(dated, default=None),
        last_date=max(dated, default=None),
        n_quotes=len(dates),
    )
