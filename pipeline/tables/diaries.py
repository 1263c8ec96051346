"""The schemas of the tables that tell what people and runs did, rather than what stands in pages."""

from pipeline.tables.fields import POINTS, field_of, schema_of
from pipeline.tables.types import BOOLEAN, INTEGER, MOMENT, REAL, SPANS, STRING

CORRECTIONS = schema_of(
    "One row per correction in the journal of what people said of quotations and names, with what the model "
    "had answered. In the order of the journal.",
    field_of("correction_id", STRING, "Stable id, made from all that the correction says."),
    field_of(
        "action",
        STRING,
        "confirm: right as shown; reject: nobody said this; change: said, but otherwise; add: a quotation "
        "that wasn't found; complete: all quotations of the article are as they should be; merge: two names "
        "are one's; split: they aren't; withdraw: an earlier correction doesn't count.",
    ),
    field_of("who", STRING, "Who said so."),
    field_of("when", MOMENT, "When they said so."),
    field_of(
        "status",
        STRING,
        "applied; superseded: a later one is about the same quote, article or two names; withdrawn: somebody "
        "took it back; lost: what it is about isn't there, or isn't clear.",
    ),
    field_of(
        "reason",
        STRING,
        "Why it isn't applied; of one that is, what it did besides.",
        null=True,
    ),
    field_of("article_id", STRING, "The article where its words stand.", null=True),
    field_of(
        "quote_id",
        STRING,
        "The row in quotes that it is about; null where it was rejected, or where it is about no quote.",
        null=True,
    ),
    field_of("note", STRING, "What they noted.", null=True),
    field_of("name", STRING, "Of merge and split: one name.", null=True),
    field_of("other_name", STRING, "Of merge and split: the other.", null=True),
    field_of(
        "model_type",
        STRING,
        "What the model had answered: the quote's type. All of this is null where it had found none.",
        null=True,
    ),
    field_of("model_text", STRING, "The quote's text, likewise.", null=True),
    field_of("model_spans", SPANS, "Its pieces in articles.text, likewise.", unit=POINTS, null=True),
    field_of("model_cue", STRING, "Its cue, likewise.", null=True),
    field_of("model_speaker", STRING, "Its speaker, likewise.", null=True),
    field_of("model_role", STRING, "Its speaker's role, likewise.", null=True),
    field_of("model_affiliation", STRING, "Its speaker's affiliation, likewise.", null=True),
    field_of("model_confidence", REAL, "How sure the model was, 0 to 1.", unit="probability", null=True),
)


RUNS = schema_of(
    "One row per run that came to an end. The only table that tells of clocks and machines.",
    field_of("run_id", STRING, "Id of the run."),
    field_of("started_at", MOMENT, "When the run started."),
    field_of("ended_at", MOMENT, "When the run ended."),
    field_of(
        "outcome",
        STRING,
        "published; unchanged: the tables were the same as before; refused: and the gate's name; "
        "interrupted; failed: and why.",
    ),
    field_of(
        "snapshot", INTEGER, "Number of the snapshot in use afterwards; null if there is none.", null=True
    ),
    field_of("fingerprint", STRING, "Of code, model and settings: equal fingerprints yield equal tables."),
    field_of("onrecord_version", STRING, "Version of onrecord."),
    field_of("schema_version", INTEGER, "Version of these schemas."),
    field_of("model", STRING, "spaCy pipeline and its version."),
    field_of("mirror", BOOLEAN, "Whether pages that no longer lie in the raw folders leave the tables."),
    field_of("n_new", INTEGER, "Pages processed by this run.", unit="pages"),
    field_of("n_retried", INTEGER, "Of these, pages that an earlier run had quarantined.", unit="pages"),
    field_of("n_kept", INTEGER, "Pages in the raw folders that earlier runs had finished.", unit="pages"),
    field_of(
        "n_vanished",
        INTEGER,
        "Pages of the tables before that no longer lie in the raw folders: they stay, unless mirror is set.",
        unit="pages",
    ),
    field_of(
        "n_forgotten", INTEGER, "Pages in the raw folders left out because they are forgotten.", unit="pages"
    ),
    field_of(
        "n_pages",
        INTEGER,
        "Rows in pages; null, as the next four, where no tables are.",
        unit="pages",
        null=True,
    ),
    field_of("n_set_aside", INTEGER, "Pages that could not be worked on.", unit="pages", null=True),
    field_of("n_articles", INTEGER, "Rows in articles.", unit="articles", null=True),
    field_of("n_quotes", INTEGER, "Rows in quotes.", unit="quotes", null=True),
    field_of("n_attributed", INTEGER, "Quotes with a speaker.", unit="quotes", null=True),
    field_of(
        "n_corrections",
        INTEGER,
        "Corrections that the tables hold, withdrawals left out; null, as the next, where no tables are, and "
        "in runs of older versions.",
        unit="corrections",
        null=True,
    ),
    field_of(
        "n_corrections_lost",
        INTEGER,
        "Corrections whose words or names stand nowhere any more.",
        unit="corrections",
        null=True,
    ),
    field_of("n_words", INTEGER, "Words in the articles of the pages that this run processed.", unit="words"),
    field_of("seconds", REAL, "Time that the pages took, loading the model included.", unit="seconds"),
    field_of("words_per_second", REAL, "n_words / seconds.", unit="words per second"),
)
