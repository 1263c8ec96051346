"""How things stand at the desk: what was said shows at once, survives a restart, and the queue goes on from there."""

from datetime import UTC, datetime

import pytest

from pipeline import journal, store
from pipeline.corrections import find
from pipeline.records import content_id
from pipeline.review import book
from pipeline.review.desk import Desk
from pipeline.review.said import Given, Said, UnclearError
from tests.report.corpus import publish
from tests.review.rooms import MARKET, MARKET_ARTICLE, NETS_ARTICLE, PEOPLE, lay

MARKET_ID, NETS_ID = (one["row"]["article_id"] for one in (MARKET_ARTICLE, NETS_ARTICLE))
MOVE, WAITED, FOLLY = (row["quote_id"] for row in MARKET_ARTICLE["quotes"])
(NETS,) = (row["quote_id"] for row in NETS_ARTICLE["quotes"])
BRANDT = content_id("entity", "Ottilie Brandt")
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def sit(tmp_path):
    """Sit down at the desk: again for each call, as after a restart."""
    lay(tmp_path / "tables")

    def down(who="ana"):
        file = tmp_path / "book.sqlite"
        file.unlink(missing_ok=True)
        with store.pinned(tmp_path / "tables") as snapshot:
            book.write(snapshot, file)
        return Desk(book.Book(file), tmp_path / "said.jsonl", who, now=lambda: NOW)

    return down


def at(words, text=MARKET):
    return (text.index(words), text.index(words) + len(words))


def of(told, quote_id):
    return next(row for row in told["quotes"] if row["id"] == quote_id)


def confirm(quote_id, article_id=MARKET_ID):
    return Said("confirm", article_id=article_id, quote_id=quote_id)


def test_what_is_said_shows_at_once_and_after_a_restart(sit):
    desk = sit()
    assert of(desk.article(MARKET_ID), MOVE)["said"] is None
    told = desk.say(confirm(MOVE))
    assert (of(told, MOVE)["said"]["action"], of(told, MOVE)["said"]["waits"]) == ("confirm", True)
    assert sit().article(MARKET_ID)["quotes"] == told["quotes"]


def test_the_last_that_was_said_of_a_quotation_shows(sit):
    desk = sit()
    desk.say(confirm(WAITED))
    answer = Given("direct", (at("The roof leaks"),), "Wim Okoro", "person", "grocer", None)
    told = desk.say(Said("change", article_id=MARKET_ID, quote_id=WAITED, answer=answer))
    said = of(told, WAITED)["said"]
    assert said["action"] == "change"
    assert said["answer"] == {
        "type": "direct", "text": "The roof leaks", "spans": [list(at("The roof leaks"))], "speaker": "Wim Okoro",
        "kind": "person", "role": "grocer", "affiliation": None,
    }  # fmt: skip


def test_an_added_quotation_is_changed_by_taking_it_back_and_adding_another(sit):
    desk = sit()
    add = Said("add", article_id=MARKET_ID, answer=Given("direct", (at("Markets are habits,"),), "Wim Okoro"))
    (first,) = desk.say(add)["added"]
    again = Said(
        "add",
        article_id=MARKET_ID,
        of=first["id"],
        answer=Given("partial", (at("not rows of stalls"),), None),
    )
    (second,) = desk.say(again)["added"]
    assert (second["answer"]["text"], second["answer"]["speaker"]) == ("not rows of stalls", None)
    assert [each.action for each in journal.read(desk.path).corrections] == ["add", "withdraw", "add"]
    assert desk.say(Said("withdraw", article_id=MARKET_ID, of=second["id"]))["added"] == []
    with pytest.raises(UnclearError, match="taken back already"):
        desk.say(Said("withdraw", article_id=MARKET_ID, of=second["id"]))


def test_saying_taking_back_and_saying_again_within_a_second_counts(sit):
    desk = sit()
    for _ in range(3):
        told = desk.say(confirm(MOVE))
        told = desk.say(Said("withdraw", article_id=MARKET_ID, of=of(told, MOVE)["said"]["id"]))
    assert of(told, MOVE)["said"] is None
    assert of(desk.say(confirm(MOVE)), MOVE)["said"]["action"] == "confirm"


def test_the_queue_goes_from_the_least_sure_to_the_surest_and_begins_anew(sit):
    desk, seen, quote_id = sit(), [], None
    for _ in range(5):
        there = desk.next_after(quote_id)
        quote_id = there.rpartition("#q-")[2]
        seen.append(quote_id)
    assert seen == [FOLLY, NETS, MOVE, WAITED, FOLLY]
    desk.say(confirm(FOLLY))
    assert desk.next_after(None).endswith(f"#q-{NETS}")
    desk.say(Said("complete", article_id=MARKET_ID))
    assert desk.next_after(NETS).endswith(f"#q-{NETS}")
    desk.say(Said("reject", article_id=NETS_ID, quote_id=NETS))
    assert desk.next_after(None) is None


def test_progress_counts_what_is_in_the_tables_and_what_waits(sit):
    desk = sit()
    assert desk.progress() == {"who": "ana", "reviewed": 0, "quotes": 4, "waiting": 0, "withdrawn": []}
    desk.say(confirm(FOLLY))
    desk.say(confirm(FOLLY))
    assert (desk.progress()["reviewed"], desk.progress()["waiting"]) == (1, 2)
    complete = desk.say(Said("complete", article_id=MARKET_ID))["complete"]
    assert (complete["who"], desk.progress()["reviewed"]) == ("ana", 3)
    desk.say(Said("withdraw", article_id=MARKET_ID, of=complete["id"]))
    assert desk.progress()["reviewed"] == 3  # each was confirmed by it


def test_an_article_that_is_complete_has_its_quotations_confirmed_but_those_of_which_more_was_said(sit):
    desk = sit()
    desk.say(Said("reject", article_id=MARKET_ID, quote_id=FOLLY))
    told = desk.say(Said("complete", article_id=MARKET_ID))
    assert [row["said"]["action"] for row in told["quotes"]] == ["confirm", "confirm", "reject"]
    last = journal.read(desk.path).corrections[-1]
    assert (last.action, len(last.shown)) == ("complete", 4)


def test_names_are_joined_and_parted(sit):
    desk = sit()
    assert desk.speaker(BRANDT)["aliases"] == ["Mayor Brandt", "O. Brandt"]
    told = desk.say(Said("merge", speaker_id=BRANDT, name="Willem Okoro"))["told"]
    assert [(row["one"], row["other"], row["said"]["action"]) for row in told] == [
        ("Ottilie Brandt", "Willem Okoro", "merge")
    ]
    assert len(sit("ben").speaker(content_id("entity", "Willem Okoro"))["told"]) == 1
    assert len(desk.say(Said("split", speaker_id=BRANDT, name="O. Brandt"))["told"]) == 2


@pytest.mark.parametrize(
    ("why", "said", "reason"),
    [
        (
            "nobody has it",
            Said("merge", speaker_id=BRANDT, name="Ada"),
            "no person in the tables is named Ada",
        ),
        ("a body has it", Said("merge", speaker_id=BRANDT, name="Harbour Watch"), "no person"),
        ("it is joined", Said("merge", speaker_id=BRANDT, name="O. Brandt"), "already"),
        ("it isn't joined", Said("split", speaker_id=BRANDT, name="Wim Okoro"), "no name of"),
        ("no such speaker", Said("merge", speaker_id="x", name="Wim Okoro"), "any more"),
        ("no speaker", Said("merge", name="Wim Okoro"), "any more"),
    ],
)
def test_names_that_cannot_be_joined_or_parted(sit, why, said, reason):
    with pytest.raises(UnclearError, match=reason):
        sit().say(said)


@pytest.mark.parametrize(
    ("part", "kind", "names"),
    [
        ("okoro", None, ["Wim Okoro", "Willem Okoro"]),
        ("w", "organization", ["Harbour Watch"]),
        ("valdor", "person", ["Ines Valdór"]),
        ("brandt", None, ["Ottilie Brandt", "Mayor Brandt", "O. Brandt"]),
        ("%", None, []),
        ("_", None, []),
        ("!", None, []),
        ("", None, []),
        ("'; DROP TABLE names; --", None, []),
    ],
)
def test_names_are_offered_by_a_part(sit, part, kind, names):
    assert sorted(row["name"] for row in sit().names(part, kind)["names"]) == sorted(names)


def test_what_the_tables_have_taken_in_waits_no_more_and_can_be_taken_back(sit, tmp_path):
    desk = sit()
    desk.say(confirm(FOLLY))
    desk.say(Said("reject", article_id=NETS_ID, quote_id=NETS))
    rows = [_row(each) for each in journal.read(desk.path).corrections]
    for quote in MARKET_ARTICLE["quotes"]:
        quote["correction_id"] = rows[0]["correction_id"] if quote["quote_id"] == FOLLY else None
    try:
        publish(tmp_path / "tables", [MARKET_ARTICLE, NETS_ARTICLE], entities=PEOPLE, corrections=rows)
    finally:
        MARKET_ARTICLE["quotes"][-1]["correction_id"] = None
    desk = sit()
    assert (desk.progress()["reviewed"], desk.progress()["waiting"]) == (1, 0)
    said = of(desk.article(MARKET_ID), FOLLY)["said"]
    assert (said["action"], said["waits"], said["undone"]) == ("confirm", False, False)
    told = desk.say(Said("withdraw", article_id=MARKET_ID, of=said["id"]))
    assert of(told, FOLLY)["said"]["undone"] is True
    assert desk.progress()["withdrawn"] == [said["id"]]
    rejected = rows[1]["correction_id"]
    assert desk.say(Said("withdraw", of=rejected))["said"]["undone"] is True


def _row(said):
    return {
        "correction_id": said.correction_id, "action": said.action, "who": said.who, "when": said.when,
        "status": "applied", "article_id": said.place.article_id,
        "quote_id": None if said.action == "reject" else FOLLY,
    }  # fmt: skip


def test_the_anchors_lead_back_to_the_words_whatever_letters_stand_before_them(sit):
    desk = sit()
    desk.say(confirm(WAITED))
    (said,) = journal.read(desk.path).corrections
    assert [span.of(MARKET) for span in find(MARKET, said.shown)] == [
        "We waited 👩\u200d👩\u200d👧 long,",
        "The roof leaks.",
    ]
