"""One identity for one name across all articles: the entities, and the positions people hold.

Works over names that are already resolved within their page, never over text. `joining` says which names
are one's; two people who share a full name share an entity, unless an article tells them apart.

An entity's id is made from the kind and the normalised name of the form that is on record first (the
earliest dated article that has it; on one day the fuller form). So a form that is read later adds an
alias and renumbers nobody, and where two entities turn out to be one the earlier keeps its id; the id of
the other stays on record in `joins`, as the `alias_id` of its form. A bare noun ("the Ministry", "a ferry
pilot") means another one in each article: its id is made from the article's too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.records import Article, Resolution, SpeakerKind

from .corporate import corporate
from .forms import Form, form_id_of, kind_of, normal, offices_in, plainest, role_key, spelled
from .groups import Join
from .joining import join
from .personal import personal
from .surroundings import Surroundings
from .told import Heard, Told, short_forms, understand

__all__ = ["Entity", "Heard", "Position", "Registry", "Told", "build"]

FULLEST_SHARE = 0.1
"""The entity is named by the fullest form that so large a share of its commonest form's articles have."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Whoever or whatever is named, under all the names that are joined."""

    entity_id: str
    name: str
    kind: SpeakerKind
    aliases: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    """Why each other form is this entity's."""
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
    """The entities and positions of a corpus, and what and whom a name means in it."""

    entities: tuple[Entity, ...] = ()
    positions: tuple[Position, ...] = ()
    kinds: Mapping[str, SpeakerKind] = field(default_factory=dict)
    of_form: Mapping[str, str] = field(default_factory=dict)
    """Form id → entity id."""
    of_form_within: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(form id, article id) → entity id, where the article decides."""
    heard: tuple[Heard, ...] = ()
    """What came of every word that reviewers told, in the order told."""

    def entity_of(self, kind: SpeakerKind, name: str, article_id: str) -> str:
        """Give the id of the entity that a name of this kind means in an article."""
        form_id = form_id_of(kind, name, article_id)
        return self.of_form_within.get((form_id, article_id)) or self.of_form.get(form_id, form_id)

    def speaker_kind(self, name: str, kind: SpeakerKind | None) -> SpeakerKind:
        """Say what a speaker is: `kind` if given, else what the name's mentions are, else other."""
        return kind or self.kinds.get(normal(name), "other")

    def affiliation_kind(self, name: str) -> SpeakerKind:
        """Say what an affiliation is: what the name's mentions are, an organisation if they don't tell."""
        kind = self.kinds.get(normal(name), "organization")
        return "organization" if kind == "person" else kind


@dataclass(slots=True)
class _Tally:
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Each form with the articles that have it."""
    aliases: set[str] = field(default_factory=set)
    n_mentions: int = 0
    n_quotes: int = 0
    articles: set[str] = field(default_factory=set)
    dates: list[date] = field(default_factory=list)

    def see(self, article: Article, name: str) -> None:
        self.forms[name].add(article.article_id)
        self.articles.add(article.article_id)
        if article.date is not None:
            self.dates.append(article.date)


def build(articles: Iterable[tuple[Article, Resolution]], told: Sequence[Told] = ()) -> Registry:
    """Gather entities and positions over distinct articles, sorted by id.

    Speakers and affiliations that no mention names become entities too. `told` is what reviewers say of
    names, in the order said: `heard` has what came of each. Returns an empty registry for articles without
    mentions and quotations.
    """
    articles = list(articles)
    known, joins = _identify(articles, Registry(kinds=_kinds(articles)), told)
    tallies: dict[tuple[str, SpeakerKind], _Tally] = defaultdict(_Tally)
    held: dict[tuple[str, str | None, str | None], _Held] = defaultdict(_Held)
    for article, resolution in articles:
        for mention in resolution.mentions:
            name, kind = mention.name or mention.text, kind_of(mention.label)
            tally = tallies[known.entity_of(kind, name, article.article_id), kind]
            tally.see(article, name)
            tally.n_mentions += 1
            tally.aliases.add(spelled(mention.text))
        for attribution in resolution.attributions:
            affiliation, affiliation_id = attribution.affiliation, None
            if affiliation:
                kind = known.affiliation_kind(affiliation)
                affiliation_id = known.entity_of(kind, affiliation, article.article_id)
                tallies[affiliation_id, kind].see(article, affiliation)
            if attribution.speaker:
                kind = known.speaker_kind(attribution.speaker, attribution.kind)
                speaker_id = known.entity_of(kind, attribution.speaker, article.article_id)
                tally = tallies[speaker_id, kind]
                tally.see(article, attribution.speaker)
                tally.n_quotes += 1
                if attribution.role or affiliation:
                    role = role_key(attribution.role) if attribution.role else None
                    held[speaker_id, role, affiliation_id].see(article.date, attribution.role)

    entities = [_entity(key, kind, tally, joins.get(key, ())) for (key, kind), tally in tallies.items()]
    names = {entity.entity_id: entity.name for entity in entities}
    positions = [_position(key, seen, names) for key, seen in held.items()]
    return replace(
        known,
        entities=tuple(sorted(entities, key=lambda entity: entity.entity_id)),
        positions=tuple(
            sorted(
                positions,
                key=lambda p: (p.entity_id, p.role or "", p.affiliation or "", p.affiliation_id or ""),
            )
        ),
    )


def _most(counts: Counter[SpeakerKind]) -> SpeakerKind:
    # a tie goes to the first in the alphabet, so that the order of the pages can't decide
    return min(counts, key=lambda kind: (-counts[kind], kind))


@dataclass(slots=True)
class _Held:
    roles: Counter[str] = field(default_factory=Counter)
    dates: list[date | None] = field(default_factory=list)

    def see(self, day: date | None, role: str | None) -> None:
        self.dates.append(day)
        if role:
            self.roles[role] += 1


def _kinds(articles: list[tuple[Article, Resolution]]) -> Mapping[str, SpeakerKind]:
    votes: dict[str, Counter[SpeakerKind]] = defaultdict(Counter)
    for _, resolution in articles:
        for mention in resolution.mentions:
            votes[normal(mention.name or mention.text)][kind_of(mention.label)] += 1
    return {name: _most(counts) for name, counts in votes.items()}


def _identify(
    articles: list[tuple[Article, Resolution]], known: Registry, by_reviewers: Sequence[Told]
) -> tuple[Registry, Mapping[str, tuple[Join, ...]]]:
    """Group the forms of all names, and give each group its id; also the joins of each."""
    forms: dict[str, Form] = {}
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    spelled_out: dict[str, Counter[str]] = defaultdict(Counter)

    def see(kind: SpeakerKind, name: str, article: Article) -> str:
        form_id = form_id_of(kind, name, article.article_id)
        form = forms.setdefault(form_id, Form(form_id, name, kind))
        form.see(article.article_id, article.date)
        spellings[form_id][spelled(name)] += 1
        return form_id

    for article, resolution in articles:
        short: set[tuple[str, str]] = set()
        for mention in resolution.mentions:
            kind = kind_of(mention.label)
            form_id = see(kind, mention.name or mention.text, article)
            if mention.name and kind != "person":
                short.add((form_id_of(kind, spelled(mention.text), article.article_id), form_id))
        for text_id, form_id in short:
            if text_id != form_id:
                spelled_out[text_id][form_id] += 1
        for attribution in resolution.attributions:
            body = None
            if attribution.affiliation:
                kind = known.affiliation_kind(attribution.affiliation)
                body = see(kind, attribution.affiliation, article)
            if attribution.speaker:
                kind = known.speaker_kind(attribution.speaker, attribution.kind)
                speaker = see(kind, attribution.speaker, article)
                offices = offices_in(attribution.role or "")
                forms[speaker].offices |= offices
                forms[speaker].affiliations |= {body} if body else set()
                told[speaker, article.article_id] |= offices | ({body} if body else set())
    for form_id, form in forms.items():
        form.name = plainest(spellings[form_id])
    words = understand(by_reviewers, forms, short_forms(articles) if by_reviewers else {})
    joined = join(forms.values(), Surroundings(forms, told, len(articles)), spelled_out, words)
    of_form = {form.form_id: group[0].form_id for group in joined.groups for form in group}
    identified = replace(known, of_form=of_form, of_form_within=joined.within, heard=words.heard())
    return identified, {first: tuple(joins) for first, joins in joined.joins.items()}


def _entity(key: str, kind: SpeakerKind, tally: _Tally, joins: tuple[Join, ...]) -> Entity:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for form, seen_in in tally.forms.items():
        spellings[normal(form)][spelled(form)] += len(seen_in)
    within = {normal(join.alias) for join in joins if join.part}
    names = {plainest(forms): forms.total() for form, forms in spellings.items() if form not in within}
    if not names:
        names = {plainest(forms): forms.total() for forms in spellings.values()}
    often = max(names.values()) * FULLEST_SHARE
    common = [name for name, count in names.items() if count >= often]
    name = min(common, key=lambda name: (-_fullness(name, kind), "." not in name, -names[name], name))
    return Entity(
        entity_id=key,
        name=name,
        kind=kind,
        aliases=tuple(sorted((tally.aliases | {spelled(form) for form in tally.forms}) - {name})),
        joins=tuple(sorted(joins, key=lambda join: (join.alias, join.to, join.context or ""))),
        n_mentions=tally.n_mentions,
        n_articles=len(tally.articles),
        n_quotes=tally.n_quotes,
        first_date=min(tally.dates, default=None),
        last_date=max(tally.dates, default=None),
    )


def _fullness(name: str, kind: SpeakerKind) -> int:
    """Count what a name spells out; of a body's names an acronym is the least, all others are equal."""
    if kind == "person":
        parts = personal(name)
        return sum(2 if len(word) > 1 else 1 for word in parts.words) + bool(parts.suffix)
    return int(corporate(name).acronym is None)


def _position(key: tuple[str, str | None, str | None], seen: _Held, names: Mapping[str, str]) -> Position:
    holder, role, affiliation_id = key
    dated = [day for day in seen.dates if day is not None]
    return Position(
        entity_id=holder,
        role=_role(seen.roles) if role else None,
        affiliation=names[affiliation_id] if affiliation_id else None,
        affiliation_id=affiliation_id,
        first_date=min(dated, default=None),
        last_date=max(dated, default=None),
        n_quotes=len(seen.dates),
    )


def _role(spellings: Counter[str]) -> str:
    # "Senator" rather than "Sen.", though fewer print it
    return min(spellings, key=lambda role: (role.endswith("."), role.isupper(), -spellings[role], role))
