"""One pyarrow schema per table; every field says what it is, in which unit, and whether it may be null.

Raise SCHEMA_VERSION, in fields.py, when a field is added, dropped, renamed or given another type or meaning.
"""

import pyarrow as pa

from pipeline.people.entities import JOINS
from pipeline.tables.diaries import CORRECTIONS, RUNS
from pipeline.tables.fields import POINTS, SCHEMA_VERSION, field_of, schema_of
from pipeline.tables.types import BOOLEAN, DATE, INTEGER, MOMENT, REAL, SPANS, STORY, STRING, STRINGS

__all__ = ["SCHEMAS", "SCHEMA_VERSION"]

PAGES = schema_of(
    "One row per raw page. Sorted by source, then by page_id.",
    field_of("page_id", STRING, "Stable id, made from source, bytes and what the scrape tells of the page."),
    field_of(
        "source",
        STRING,
        "Path under the raw root, with #n for record n of a container and #path for a member of an archive.",
    ),
    field_of("url", STRING, "Address that the page was scraped from, where the scrape tells.", null=True),
    field_of("fetched_at", MOMENT, "When the page was scraped, where the scrape tells.", null=True),
    field_of("sha256", STRING, "SHA-256 of the page's bytes, hexadecimal."),
    field_of("media_type", STRING, "What the bytes are: text/plain, text/html, …"),
    field_of("encoding", STRING, "Character encoding that the bytes were read in.", null=True),
    field_of("repairs", STRINGS, "What was mended while reading: mojibake, html-residue, nul, …"),
    field_of("language", STRING, "Main language, ISO 639-1.", null=True),
    field_of("title", STRING, "The page's own title.", null=True),
    field_of("text", STRING, "The page as text: what every offset into the page refers to."),
    field_of("n_articles", INTEGER, "Articles seen on the page.", unit="articles"),
    field_of("coverage", REAL, "Share of the text that lies in an article, 0 to 1.", unit="share"),
    field_of(
        "status",
        STRING,
        "ok, empty, unsupported-language or quarantined; not-pages: a container's records that hold no page.",
    ),
    field_of("reason", STRING, "Why the status isn't ok.", null=True),
    field_of(
        "story",
        STORY,
        "What markup or scrape tells of the page's one story: where its body stands in text, and its "
        "headline, byline and date.",
        null=True,
    ),
)

ARTICLES = schema_of(
    "One row per distinct article, however many pages show it, cut shorter or with a word corrected. "
    "Sorted by article_id.",
    field_of(
        "article_id", STRING, "Stable id, made from the content of the article's first sighting by source."
    ),
    field_of(
        "date",
        DATE,
        "The article's own date; where the kept text has none, that of another sighting.",
        null=True,
    ),
    field_of("date_text", STRING, "The date as printed.", null=True),
    field_of("date_precision", STRING, "What the printed date tells: day, month or year.", null=True),
    field_of(
        "date_ambiguous", BOOLEAN, "Whether day and month could be swapped and nothing on the page tells."
    ),
    field_of(
        "headline", STRING, "Headline; where the kept text has none, that of another sighting.", null=True
    ),
    field_of("byline", STRING, "Who wrote it, as printed.", null=True),
    field_of(
        "text",
        STRING,
        "Body, of the sighting that has most words: pages.text[start:end] of the sighting with similarity 1 "
        "on first_page_id.",
    ),
    field_of("language", STRING, "Language, ISO 639-1.", null=True),
    field_of("n_words", INTEGER, "Words in the text, separated by white space.", unit="words"),
    field_of("n_quotes", INTEGER, "Rows in quotes.", unit="quotes"),
    field_of(
        "first_page_id", STRING, "The page whose text this is: the first by source that shows it whole."
    ),
    field_of("truncated", BOOLEAN, "Whether the scrape cut the article off."),
    field_of(
        "reviewed",
        BOOLEAN,
        "Whether somebody said, after the last change of them, that all its quotes are as they should be.",
    ),
)

SIGHTINGS = schema_of(
    "Where each article was seen, a row for each place. Sorted by article_id, source, position.",
    field_of("page_id", STRING, "The page."),
    field_of("article_id", STRING, "The article."),
    field_of("position", INTEGER, "Place among the page's articles, from 0."),
    field_of("start", INTEGER, "Where the body starts in pages.text.", unit=POINTS),
    field_of("end", INTEGER, "Where the body ends in pages.text, exclusive.", unit=POINTS),
    field_of(
        "similarity",
        REAL,
        "How like the article's text this sighting's is, 0 to 1: twice the characters that both have in one "
        "order, divided by all characters of both. 1 where they are equal, and nowhere else.",
        unit="share",
    ),
)

LEFTOVERS = schema_of(
    "What of a page lies in no article, and why: nothing is dropped without a reason. "
    "Sorted by source, start.",
    field_of("page_id", STRING, "The page."),
    field_of("start", INTEGER, "Where it starts in pages.text.", unit=POINTS),
    field_of("end", INTEGER, "Where it ends in pages.text, exclusive.", unit=POINTS),
    field_of("text", STRING, "pages.text[start:end]."),
    field_of("reason", STRING, "What it is: navigation, share, contact, date, headline, …"),
)

MENTIONS = schema_of(
    "Named-entity mentions. Sorted by article_id, start.",
    field_of("mention_id", STRING, "Stable id, made from article, place and label."),
    field_of("article_id", STRING, "The article."),
    field_of("start", INTEGER, "Where the mention starts in articles.text.", unit=POINTS),
    field_of("end", INTEGER, "Where the mention ends in articles.text, exclusive.", unit=POINTS),
    field_of("text", STRING, "articles.text[start:end]."),
    field_of("label", STRING, "OntoNotes label: PERSON, ORG, GPE, LOC, FAC, NORP, …"),
    field_of("entity_id", STRING, "Whoever or whatever is mentioned."),
    field_of("name", STRING, "The entity's name."),
)

ENTITIES = schema_of(
    "People, organisations, places and whatever else is named across the articles. Sorted by entity_id.",
    field_of(
        "entity_id", STRING, "Stable id, made from kind and the form of the name that is on record first."
    ),
    field_of("name", STRING, "Fullest form of the name that is seen."),
    field_of("kind", STRING, "person, organization, group, place, document or other."),
    field_of("aliases", STRINGS, "The other forms of the name that are seen, sorted."),
    field_of(
        "joins",
        JOINS,
        "Why other names are this entity's: the name (alias), its id where it stood alone, the name it was "
        "compared with (to), the rule, how alike they are by letters (score, 0 to 1), what the articles of "
        "both have in common (context; null where the names alone decided), whether it is this entity's in "
        "part of its articles only, and in how many.",
    ),
    field_of("n_mentions", INTEGER, "Rows in mentions.", unit="mentions"),
    field_of("n_articles", INTEGER, "Articles that name it.", unit="articles"),
    field_of("n_quotes", INTEGER, "Quotes whose speaker it is.", unit="quotes"),
    field_of("first_date", DATE, "Date of the first dated article that names it.", null=True),
    field_of("last_date", DATE, "Date of the last dated article that names it.", null=True),
)

POSITIONS = schema_of(
    "Who held which role where, as the texts say. Sorted by entity_id, role, affiliation.",
    field_of("entity_id", STRING, "Whoever holds it."),
    field_of("role", STRING, "Title or function, as the text has it.", null=True),
    field_of("affiliation", STRING, "The organisation that the role belongs to.", null=True),
    field_of("affiliation_id", STRING, "The organisation's entity_id.", null=True),
    field_of("first_date", DATE, "Date of the first dated article that says so.", null=True),
    field_of("last_date", DATE, "Date of the last dated article that says so.", null=True),
    field_of("n_quotes", INTEGER, "Quotes that say so.", unit="quotes"),
)

QUOTES = schema_of(
    "One row per attribution: one speaker's words under one cue, in one piece or several. "
    "Sorted by article_id, start.",
    field_of("quote_id", STRING, "Stable id, made from article, spans and cue."),
    field_of("article_id", STRING, "The article."),
    field_of("date", DATE, "The article's date.", null=True),
    field_of(
        "type",
        STRING,
        "direct: whole clauses in quotation marks; partial: a marked fragment inside reported speech; "
        "indirect: reported without marks.",
    ),
    field_of("text", STRING, "The words without their marks, pieces joined by a blank line."),
    field_of("start", INTEGER, "Where the first piece starts in articles.text.", unit=POINTS),
    field_of("end", INTEGER, "Where the last piece ends in articles.text, exclusive.", unit=POINTS),
    field_of("spans", SPANS, "The pieces in articles.text, without the marks.", unit=POINTS),
    field_of("context", STRING, "The passage with up to 150 characters before and after it."),
    field_of("cue", STRING, "The words that report the speech: said, according to, …", null=True),
    field_of("cue_start", INTEGER, "Where the cue starts in articles.text.", unit=POINTS, null=True),
    field_of("cue_end", INTEGER, "Where the cue ends in articles.text, exclusive.", unit=POINTS, null=True),
    field_of(
        "speaker",
        STRING,
        "The speaker, by the fullest name that the page gives; null if the text does not say.",
        null=True,
    ),
    field_of(
        "speaker_id", STRING, "The speaker's entity_id: the same on all pages, under any name.", null=True
    ),
    field_of("speaker_kind", STRING, "person, organization, group, place, document or other.", null=True),
    field_of(
        "speaker_mention", STRING, "The noun phrase nearest the quote that names the speaker.", null=True
    ),
    field_of("mention_start", INTEGER, "Where that phrase starts in articles.text.", unit=POINTS, null=True),
    field_of("mention_end", INTEGER, "Where it ends in articles.text, exclusive.", unit=POINTS, null=True),
    field_of("speaker_role", STRING, "The speaker's title or function, as the page has it.", null=True),
    field_of(
        "speaker_affiliation",
        STRING,
        "The organisation that the role belongs to, as the page names it.",
        null=True,
    ),
    field_of("speaker_affiliation_id", STRING, "That organisation's entity_id.", null=True),
    field_of("unattributed_reason", STRING, "Why no speaker is given.", null=True),
    field_of("candidates", STRINGS, "Who it could be, where the text leaves it open."),
    field_of("closed", BOOLEAN, "False where a quotation mark is missing."),
    field_of(
        "confidence",
        REAL,
        "How sure the attribution is, 0 to 1; 1 where somebody reviewed it.",
        unit="probability",
    ),
    field_of(
        "correction_id", STRING, "The correction that it is as it is by; null: nobody reviewed it.", null=True
    ),
)

SCHEMAS: dict[str, pa.Schema] = {
    "pages": PAGES,
    "articles": ARTICLES,
    "sightings": SIGHTINGS,
    "leftovers": LEFTOVERS,
    "mentions": MENTIONS,
    "entities": ENTITIES,
    "positions": POSITIONS,
    "quotes": QUOTES,
    "corrections": CORRECTIONS,
    "runs": RUNS,
}
