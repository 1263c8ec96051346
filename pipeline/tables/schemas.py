"""One pyarrow schema per table; every field says what it is, in which unit, and whether it may be null.

Raise SCHEMA_VERSION whenever a field is added, dropped, renamed or given another type or meaning.
"""

import pyarrow as pa

from pipeline.tables.types import BOOLEAN, DATE, INTEGER, JOINS, MOMENT, REAL, SPANS, STORY, STRING, STRINGS

SCHEMA_VERSION = 3

POINTS = "code points"


def _field(
    name: str, kind: pa.DataType, description: str, *, unit: str | None = None, null: bool = False
) -> pa.Field:
    metadata = {"description": description} | ({"unit": unit} if unit else {})
    return pa.field(name, kind, nullable=null, metadata=metadata)


def _schema(description: str, *fields: pa.Field) -> pa.Schema:
    return pa.schema(fields, metadata={"description": description, "schema_version": str(SCHEMA_VERSION)})


PAGES = _schema(
    "One row per raw page. Sorted by source, then by page_id.",
    _field("page_id", STRING, "Stable id, made from source, bytes and what the scrape tells of the page."),
    _field(
        "source",
        STRING,
        "Path under the raw root, with #n for record n of a container and #path for a member of an archive.",
    ),
    _field("url", STRING, "Address that the page was scraped from, where the scrape tells.", null=True),
    _field("fetched_at", MOMENT, "When the page was scraped, where the scrape tells.", null=True),
    _field("sha256", STRING, "SHA-256 of the page's bytes, hexadecimal."),
    _field("media_type", STRING, "What the bytes are: text/plain, text/html, …"),
    _field("encoding", STRING, "Character encoding that the bytes were read in.", null=True),
    _field("repairs", STRINGS, "What was mended while reading: mojibake, html-residue, nul, …"),
    _field("language", STRING, "Main language, ISO 639-1.", null=True),
    _field("title", STRING, "The page's own title.", null=True),
    _field("text", STRING, "The page as text: what every offset into the page refers to."),
    _field("n_articles", INTEGER, "Articles seen on the page.", unit="articles"),
    _field("coverage", REAL, "Share of the text that lies in an article, 0 to 1.", unit="share"),
    _field(
        "status",
        STRING,
        "ok, empty, unsupported-language or quarantined; not-pages: a container's records that hold no page.",
    ),
    _field("reason", STRING, "Why the status isn't ok.", null=True),
    _field(
        "story",
        STORY,
        "What markup or scrape tells of the page's one story: where its body stands in text, and its "
        "headline, byline and date.",
        null=True,
    ),
)

ARTICLES = _schema(
    "One row per distinct article, however many pages show it, cut shorter or with a word corrected. "
    "Sorted by article_id.",
    _field(
        "article_id", STRING, "Stable id, made from the content of the article's first sighting by source."
    ),
    _field(
        "date",
        DATE,
        "The article's own date; where the kept text has none, that of another sighting.",
        null=True,
    ),
    _field("date_text", STRING, "The date as printed.", null=True),
    _field("date_precision", STRING, "What the printed date tells: day, month or year.", null=True),
    _field(
        "date_ambiguous", BOOLEAN, "Whether day and month could be swapped and nothing on the page tells."
    ),
    _field(
        "headline", STRING, "Headline; where the kept text has none, that of another sighting.", null=True
    ),
    _field("byline", STRING, "Who wrote it, as printed.", null=True),
    _field(
        "text",
        STRING,
        "Body, of the sighting that has most words: pages.text[start:end] of the sighting with similarity 1 "
        "on first_page_id.",
    ),
    _field("language", STRING, "Language, ISO 639-1.", null=True),
    _field("n_words", INTEGER, "Words in the text, separated by white space.", unit="words"),
    _field("n_quotes", INTEGER, "Rows in quotes.", unit="quotes"),
    _field("first_page_id", STRING, "The page whose text this is: the first by source that shows it whole."),
    _field("truncated", BOOLEAN, "Whether the scrape cut the article off."),
)

SIGHTINGS = _schema(
    "Where each article was seen, a row for each place. Sorted by article_id, source, position.",
    _field("page_id", STRING, "The page."),
    _field("article_id", STRING, "The article."),
    _field("position", INTEGER, "Place among the page's articles, from 0."),
    _field("start", INTEGER, "Where the body starts in pages.text.", unit=POINTS),
    _field("end", INTEGER, "Where the body ends in pages.text, exclusive.", unit=POINTS),
    _field(
        "similarity",
        REAL,
        "How like the article's text this sighting's is, 0 to 1: twice the characters that both have in one "
        "order, divided by all characters of both. 1 where they are equal, and nowhere else.",
        unit="share",
    ),
)

LEFTOVERS = _schema(
    "What of a page lies in no article, and why: nothing is dropped without a reason. "
    "Sorted by source, start.",
    _field("page_id", STRING, "The page."),
    _field("start", INTEGER, "Where it starts in pages.text.", unit=POINTS),
    _field("end", INTEGER, "Where it ends in pages.text, exclusive.", unit=POINTS),
    _field("text", STRING, "pages.text[start:end]."),
    _field("reason", STRING, "What it is: navigation, share, contact, date, headline, …"),
)

MENTIONS = _schema(
    "Named-entity mentions. Sorted by article_id, start.",
    _field("mention_id", STRING, "Stable id, made from article, place and label."),
    _field("article_id", STRING, "The article."),
    _field("start", INTEGER, "Where the mention starts in articles.text.", unit=POINTS),
    _field("end", INTEGER, "Where the mention ends in articles.text, exclusive.", unit=POINTS),
    _field("text", STRING, "articles.text[start:end]."),
    _field("label", STRING, "OntoNotes label: PERSON, ORG, GPE, LOC, FAC, NORP, …"),
    _field("entity_id", STRING, "Whoever or whatever is mentioned."),
    _field("name", STRING, "The entity's name."),
)

ENTITIES = _schema(
    "People, organisations, places and whatever else is named across the articles. Sorted by entity_id.",
    _field(
        "entity_id", STRING, "Stable id, made from kind and the form of the name that is on record first."
    ),
    _field("name", STRING, "Fullest form of the name that is seen."),
    _field("kind", STRING, "person, organization, group, place, document or other."),
    _field("aliases", STRINGS, "The other forms of the name that are seen, sorted."),
    _field(
        "joins",
        JOINS,
        "Why other names are this entity's: the name (alias), its id where it stood alone, the name it was "
        "compared with (to), the rule, how alike they are by letters (score, 0 to 1), what the articles of "
        "both have in common (context; null where the names alone decided), whether it is this entity's in "
        "part of its articles only, and in how many.",
    ),
    _field("n_mentions", INTEGER, "Rows in mentions.", unit="mentions"),
    _field("n_articles", INTEGER, "Articles that name it.", unit="articles"),
    _field("n_quotes", INTEGER, "Quotes whose speaker it is.", unit="quotes"),
    _field("first_date", DATE, "Date of the first dated article that names it.", null=True),
    _field("last_date", DATE, "Date of the last dated article that names it.", null=True),
)

POSITIONS = _schema(
    "Who held which role where, as the texts say. Sorted by entity_id, role, affiliation.",
    _field("entity_id", STRING, "Whoever holds it."),
    _field("role", STRING, "Title or function, as the text has it.", null=True),
    _field("affiliation", STRING, "The organisation that the role belongs to.", null=True),
    _field("affiliation_id", STRING, "The organisation's entity_id.", null=True),
    _field("first_date", DATE, "Date of the first dated article that says so.", null=True),
    _field("last_date", DATE, "Date of the last dated article that says so.", null=True),
    _field("n_quotes", INTEGER, "Quotes that say so.", unit="quotes"),
)

QUOTES = _schema(
    "One row per attribution: one speaker's words under one cue, in one piece or several. "
    "Sorted by article_id, start.",
    _field("quote_id", STRING, "Stable id, made from article, spans and cue."),
    _field("article_id", STRING, "The article."),
    _field("date", DATE, "The article's date.", null=True),
    _field(
        "type",
        STRING,
        "direct: whole clauses in quotation marks; partial: a marked fragment inside reported speech; "
        "indirect: reported without marks.",
    ),
    _field("text", STRING, "The words without their marks, pieces joined by a blank line."),
    _field("start", INTEGER, "Where the first piece starts in articles.text.", unit=POINTS),
    _field("end", INTEGER, "Where the last piece ends in articles.text, exclusive.", unit=POINTS),
    _field("spans", SPANS, "The pieces in articles.text, without the marks.", unit=POINTS),
    _field("context", STRING, "The passage with up to 150 characters before and after it."),
    _field("cue", STRING, "The words that report the speech: said, according to, …", null=True),
    _field("cue_start", INTEGER, "Where the cue starts in articles.text.", unit=POINTS, null=True),
    _field("cue_end", INTEGER, "Where the cue ends in articles.text, exclusive.", unit=POINTS, null=True),
    _field(
        "speaker",
        STRING,
        "The speaker, by the fullest name that the page gives; null if the text does not say.",
        null=True,
    ),
    _field(
        "speaker_id", STRING, "The speaker's entity_id: the same on all pages, under any name.", null=True
    ),
    _field("speaker_kind", STRING, "person, organization, group, place, document or other.", null=True),
    _field("speaker_mention", STRING, "The noun phrase nearest the quote that names the speaker.", null=True),
    _field("mention_start", INTEGER, "Where that phrase starts in articles.text.", unit=POINTS, null=True),
    _field("mention_end", INTEGER, "Where it ends in articles.text, exclusive.", unit=POINTS, null=True),
    _field("speaker_role", STRING, "The speaker's title or function, as the page has it.", null=True),
    _field(
        "speaker_affiliation",
        STRING,
        "The organisation that the role belongs to, as the page names it.",
        null=True,
    ),
    _field("speaker_affiliation_id", STRING, "That organisation's entity_id.", null=True),
    _field("unattributed_reason", STRING, "Why no speaker is given.", null=True),
    _field("candidates", STRINGS, "Who it could be, where the text leaves it open."),
    _field("closed", BOOLEAN, "False where a quotation mark is missing."),
    _field("confidence", REAL, "How sure the attribution is, 0 to 1.", unit="probability"),
)

RUNS = _schema(
    "One row per run that came to an end. The only table that tells of clocks and machines.",
    _field("run_id", STRING, "Id of the run."),
    _field("started_at", MOMENT, "When the run started."),
    _field("ended_at", MOMENT, "When the run ended."),
    _field(
        "outcome",
        STRING,
        "published; unchanged: the tables were the same as before; refused: and the gate's name; "
        "interrupted; failed: and why.",
    ),
    _field(
        "snapshot", INTEGER, "Number of the snapshot in use afterwards; null if there is none.", null=True
    ),
    _field("fingerprint", STRING, "Of code, model and settings: equal fingerprints yield equal tables."),
    _field("onrecord_version", STRING, "Version of onrecord."),
    _field("schema_version", INTEGER, "Version of these schemas."),
    _field("model", STRING, "spaCy pipeline and its version."),
    _field("mirror", BOOLEAN, "Whether pages that no longer lie in the raw folders leave the tables."),
    _field("n_new", INTEGER, "Pages processed by this run.", unit="pages"),
    _field("n_retried", INTEGER, "Of these, pages that an earlier run had quarantined.", unit="pages"),
    _field("n_kept", INTEGER, "Pages in the raw folders that earlier runs had finished.", unit="pages"),
    _field(
        "n_vanished",
        INTEGER,
        "Pages of the tables before that no longer lie in the raw folders: they stay, unless mirror is set.",
        unit="pages",
    ),
    _field(
        "n_forgotten", INTEGER, "Pages in the raw folders left out because they are forgotten.", unit="pages"
    ),
    _field(
        "n_pages",
        INTEGER,
        "Rows in pages; null, as the next four, where no tables are.",
        unit="pages",
        null=True,
    ),
    _field("n_set_aside", INTEGER, "Pages that could not be worked on.", unit="pages", null=True),
    _field("n_articles", INTEGER, "Rows in articles.", unit="articles", null=True),
    _field("n_quotes", INTEGER, "Rows in quotes.", unit="quotes", null=True),
    _field("n_attributed", INTEGER, "Quotes with a speaker.", unit="quotes", null=True),
    _field("n_words", INTEGER, "Words in the articles of the pages that this run processed.", unit="words"),
    _field("seconds", REAL, "Time that the pages took, loading the model included.", unit="seconds"),
    _field("words_per_second", REAL, "n_words / seconds.", unit="words per second"),
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
    "runs": RUNS,
}
