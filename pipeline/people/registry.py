"""One identity for one name across all articles: the entities, and the positions people hold.

Works over names that are already resolved within their page, never over text. `joining` says which names
are one's; two people who share a full name share an entity, unless an article tells them apart.

An entity's id is made from the kind and the normalised name of the form that is on record first (the
earliest dated article that has it; on one day the fuller form). So a form that is read later adds an
alias and renumbers nobody, and where two entities turn out to be one the earlier keeps its id; the id of
the other stays on record in `joins`, as the `alias_id` of its form. A bare noun ("the Ministry", "a ferry
pilot") means another one in each article: its id is made from the article's too.

All is done in columns: plain Python sees every distinct name once, never every row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from . import entities, positions
from .columns import KINDS, read
from .joining import join
from .members import Members
from .numbering import Numbering
from .packed import NONE, Ints
from .seen import Seen
from .short import spelled_out
from .told import Heard, Told, understand

__all__ = ["Heard", "Registry", "Told", "build"]


@dataclass(frozen=True, slots=True)
class Registry:
    """The entities and positions of a corpus, and whom and what each row of its tables means."""

    entities: pa.Table
    """Sorted by id: whoever and whatever is named, under all the names that are joined."""
    positions: pa.Table
    """What the texts say that speakers are and of what, sorted, and when they say so."""
    mentioned: pa.Array
    """Of each mention its entity, a row in `entities`."""
    speakers: pa.Array
    """Of each attribution its speaker, likewise; null for none."""
    kinds: pa.Array
    """Of each attribution the kind of its speaker; null for none."""
    affiliations: pa.Array
    """Of each attribution the body that the speaker is of; null for none."""
    heard: tuple[Heard, ...] = ()
    """What came of every word that reviewers told, in the order told."""


def build(
    articles: pa.Table, mentions: pa.Table, attributions: pa.Table, told: Sequence[Told] = ()
) -> Registry:
    """Gather entities and positions over distinct articles.

    Takes `articles` by `article_id` and `date`; `mentions` by `article`, a row number there, `label`, `text`
    and `name`; `attributions` by `article`, `speaker`, `kind`, `role` and `affiliation`: strings or
    dictionaries of them. Speakers and affiliations that no mention names become entities too. `told` is what
    reviewers say of names, in the order said: `heard` has what came of each.
    """
    columns = read(articles, mentions, attributions)
    seen = Seen(columns, Numbering(columns, articles["article_id"]))
    words = understand(told, seen)
    joined = join(seen, spelled_out(seen), words)

    members = Members(len(seen), joined.first, joined.within)
    mentioned = members.of(seen.of_mention, columns.article)
    speaker = members.of(seen.of_speaker, columns.quoted_in)
    body = members.of(seen.of_body, columns.quoted_in)
    named = members.of(seen.of_named, seen.named[1])
    found, row = entities.table(seen, named, mentioned, speaker, joined.joins)
    return Registry(
        entities=found,
        positions=positions.table(columns, row[speaker], row[body], found),
        mentioned=pa.array(row[mentioned], pa.int32()),
        speakers=_or_null(row[speaker]),
        kinds=pa.array(KINDS, pa.string()).take(_or_null(columns.speaker_kind)),
        affiliations=_or_null(row[body]),
        heard=words.heard(),
    )


def _or_null(numbers: Ints) -> pa.Array:
    return pa.array(numbers, pa.int32(), mask=numbers == NONE)
