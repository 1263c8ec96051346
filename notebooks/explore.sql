-- The questions of explore.ipynb in DuckDB's SQL, run from the folder that holds data/processed:
--
--     duckdb < notebooks/explore.sql                                        (the command line)
--     duckdb.sql(open("notebooks/explore.sql", encoding="utf-8").read())    (Python)
--
-- It is one file because it is read as the notebook is, from the top, and because each answer is a view by the
-- name that it has in the notebook: after this file, `FROM organisations WHERE n > 2` asks on.
-- For other tables say beforehand: SET VARIABLE folder = 'tables'; for one snapshot, whatever is published
-- meanwhile, name the folder that `pipeline.snapshot().path("quotes")` lies in, and hold the snapshot.

-- 0. The tables. An entity is whoever speaks, by one name and one id on all pages.
SET VARIABLE folder = coalesce(getvariable('folder'), 'data/processed');
CREATE OR REPLACE VIEW pages AS FROM read_parquet(getvariable('folder') || '/pages/*.parquet');
CREATE OR REPLACE VIEW articles AS FROM read_parquet(getvariable('folder') || '/articles/*.parquet');
CREATE OR REPLACE VIEW sightings AS FROM read_parquet(getvariable('folder') || '/sightings/*.parquet');
CREATE OR REPLACE VIEW leftovers AS FROM read_parquet(getvariable('folder') || '/leftovers/*.parquet');
CREATE OR REPLACE VIEW entities AS FROM read_parquet(getvariable('folder') || '/entities/*.parquet');
CREATE OR REPLACE VIEW positions AS FROM read_parquet(getvariable('folder') || '/positions/*.parquet');
CREATE OR REPLACE VIEW quotes AS
    SELECT quotes.*, entities.name
    FROM read_parquet(getvariable('folder') || '/quotes/*.parquet') AS quotes
    LEFT JOIN entities ON entity_id = speaker_id;

CREATE OR REPLACE VIEW sizes AS
    SELECT 'pages' AS "table", count(*) AS n FROM pages
    UNION ALL SELECT 'articles', count(*) FROM articles
    UNION ALL SELECT 'quotes', count(*) FROM quotes
    UNION ALL SELECT 'entities', count(*) FROM entities
    UNION ALL SELECT 'positions', count(*) FROM positions
    UNION ALL SELECT 'sightings', count(*) FROM sightings
    UNION ALL SELECT 'leftovers', count(*) FROM leftovers;
FROM sizes;

-- 1. Who is quoted most? And month by month?
CREATE OR REPLACE VIEW most_quoted AS
    SELECT name, speaker_kind, count(*) AS n
    FROM quotes WHERE name IS NOT NULL AND speaker_kind IS NOT NULL
    GROUP BY ALL ORDER BY n DESC, name, speaker_kind;
FROM most_quoted LIMIT 12;

CREATE OR REPLACE VIEW by_month AS
    SELECT strftime(date, '%Y-%m') AS month, name, count(*) AS n
    FROM quotes WHERE date IS NOT NULL AND name IS NOT NULL
    GROUP BY ALL ORDER BY month, n DESC, name;
FROM by_month;

-- 2. In what role? (Capitals are folded: a Mayor is a mayor.)
CREATE OR REPLACE VIEW roles AS
    SELECT lower(speaker_role) AS role, count(*) AS n, count(DISTINCT speaker_id) AS n_speakers
    FROM quotes WHERE speaker_role IS NOT NULL
    GROUP BY ALL ORDER BY n DESC, role;
FROM roles LIMIT 12;

CREATE OR REPLACE VIEW held AS
    SELECT name, role, affiliation, positions.first_date, positions.last_date, positions.n_quotes AS n
    FROM positions JOIN entities USING (entity_id)
    ORDER BY n DESC, name, role, affiliation;
FROM held LIMIT 12;

-- 3. Which organisations speak: in their own name, or through somebody whom the text places there?
CREATE OR REPLACE VIEW organisations AS
    SELECT name AS organisation, 'in its own name' AS how, count(*) AS n
    FROM quotes WHERE speaker_kind = 'organization' AND name IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT entities.name, 'through a person', count(*)
    FROM quotes JOIN entities ON entity_id = speaker_affiliation_id
    WHERE speaker_kind = 'person'
    GROUP BY ALL
    ORDER BY organisation, how;
FROM organisations;

-- 4. In their own words, or in the reporter's?
CREATE OR REPLACE VIEW types AS
    WITH counted AS (
        SELECT coalesce(speaker_kind, 'nobody named') AS kind, type, count(*) AS n FROM quotes GROUP BY ALL
    )
    SELECT kind, type, n, n / sum(n) OVER (PARTITION BY kind) AS share FROM counted
    ORDER BY kind, type;
FROM types;

-- 5. What did one person say, in order? Of anybody: FROM said_by('Ada Finch').
CREATE OR REPLACE MACRO said_by(person) AS TABLE
    SELECT quotes.date, type, speaker_role, quotes.text, headline
    FROM quotes JOIN articles USING (article_id)
    WHERE name = person
    ORDER BY quotes.date, article_id, start;
CREATE OR REPLACE VIEW in_order AS FROM said_by((SELECT name FROM most_quoted LIMIT 1));
FROM in_order;

-- 6. What has no speaker, and why?
CREATE OR REPLACE VIEW unattributed AS
    SELECT unattributed_reason AS reason, type, text, array_to_string(candidates, '; ') AS candidates
    FROM quotes WHERE speaker IS NULL
    ORDER BY reason, article_id, start;
FROM unattributed;

-- 7. How sure are the attributions? Of those at 0.8 to 0.9, as many should be right as `expected_right` says.
CREATE OR REPLACE VIEW confidences AS
    SELECT least(floor(confidence * 10) / 10, 0.9) AS from_confidence, type, count(*) AS n,
        sum(confidence) AS expected_right
    FROM quotes
    GROUP BY ALL ORDER BY from_confidence, type;
FROM confidences;

-- 8. What was set aside: whole pages that gave no article, and what of the others lies in no article?
CREATE OR REPLACE VIEW set_aside AS
    SELECT source, status, reason FROM pages WHERE n_articles = 0 ORDER BY source;
FROM set_aside;

CREATE OR REPLACE VIEW left_out AS
    SELECT reason, count(*) AS n, sum("end" - start)::BIGINT AS characters
    FROM leftovers
    GROUP BY ALL ORDER BY characters DESC, reason;
FROM left_out;

-- 9. Where does every quotation stand? `place` is where its article starts in the text of its page;
-- `found` says that what stands there, piece by piece, is the quotation.
CREATE OR REPLACE VIEW traced AS
    WITH places AS (
        SELECT articles.article_id, page_id, min(start) AS place
        FROM articles JOIN sightings
            ON sightings.article_id = articles.article_id AND page_id = first_page_id AND similarity = 1
        GROUP BY ALL
    ), stood AS (
        SELECT quote_id, source, url, place + start AS first, place + quotes."end" AS last, pages.text AS page,
            array_to_string([page[place + s.start + 1 : place + s."end"] for s in spans], E'\n\n') AS words,
            quotes.text AS quotation
        FROM quotes JOIN places USING (article_id) JOIN pages USING (page_id)
    )
    SELECT quote_id, source, url, first AS "start", last AS "end", words = quotation AS found,
        replace(
            page[greatest(first - 39, 1) : first] || '⟦' || page[first + 1 : last] || '⟧' || page[last + 1 : last + 40],
            E'\n', ' '
        ) AS passage
    FROM stood
    ORDER BY source, first, last, quote_id;
FROM traced;
