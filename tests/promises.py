"""What the tables of one snapshot promise, whatever pages they are made from."""

MARKS = '“”"«»„‘’'


def promise(tables: dict[str, list[dict]]) -> None:
    pages = {row["page_id"]: row for row in tables["pages"]}
    articles = {row["article_id"]: row for row in tables["articles"]}
    entities = {row["entity_id"]: row for row in tables["entities"]}
    places = [(row["page_id"], row["position"]) for row in tables["sightings"]]
    assert len(places) == len(set(places))
    for row in tables["sightings"]:
        assert 0 <= row["start"] <= row["end"] <= len(pages[row["page_id"]]["text"])
    for article in articles.values():
        whole = [
            row
            for row in tables["sightings"]
            if (row["article_id"], row["page_id"]) == (article["article_id"], article["first_page_id"])
            and row["similarity"] == 1
        ]
        assert whole
        assert {pages[row["page_id"]]["text"][row["start"] : row["end"]] for row in whole} == {
            article["text"]
        }
        assert article["n_quotes"] == sum(q["article_id"] == article["article_id"] for q in tables["quotes"])
    for row in tables["mentions"]:
        assert row["text"] == articles[row["article_id"]]["text"][row["start"] : row["end"]]
        assert row["name"] == entities[row["entity_id"]]["name"]
    for row in tables["quotes"]:
        text = articles[row["article_id"]]["text"]
        pieces = [text[span["start"] : span["end"]] for span in row["spans"]]
        assert row["text"] == "\n\n".join(pieces)
        assert (row["start"], row["end"]) == (row["spans"][0]["start"], row["spans"][-1]["end"])
        assert all(piece == piece.strip() != "" for piece in pieces)
        if row["type"] != "indirect":
            assert all(piece[0] not in MARKS[:5] and piece[-1] not in MARKS[:5] for piece in pieces), pieces
        for name, start, end in (
            ("cue", "cue_start", "cue_end"),
            ("speaker_mention", "mention_start", "mention_end"),
        ):
            assert row[name] == (None if row[start] is None else text[row[start] : row[end]])
        assert (row["speaker"] is None) == (row["speaker_id"] is None) == (row["speaker_kind"] is None)
        assert (row["speaker"] is None) == (row["unattributed_reason"] is not None)
        assert {row["speaker_id"], row["speaker_affiliation_id"]} <= {None, *entities}
        assert 0 <= row["confidence"] <= 1
    for row in tables["positions"]:
        assert {row["entity_id"], row["affiliation_id"]} <= {None, *entities}
    for row in tables["leftovers"]:
        assert row["text"] == pages[row["page_id"]]["text"][row["start"] : row["end"]]
        assert row["reason"]
    for name, key in (("pages", "page_id"), ("quotes", "quote_id"), ("mentions", "mention_id")):
        ids = [row[key] for row in tables[name]]
        assert len(ids) == len(set(ids)), name
    order = [(row["article_id"], row["start"]) for row in tables["quotes"]]
    assert order == sorted(order)
    assert not [
        row for table in tables.values() for row in table if "" in (v for k, v in row.items() if k != "text")
    ]
