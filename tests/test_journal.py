import datetime as dt
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import journal
from pipeline.corrections import Anchor, Answer, Correction, Names, Place
from pipeline.errors import SetupError

WHEN = dt.datetime(2026, 3, 2, 4, 0, 7, tzinfo=dt.UTC)
PLACE = Place("a1", "Bridge", dt.date(2026, 3, 1), "0123")
SHOWN = (Anchor("It’s late", "“", ",” said"),)
ANSWER = Answer("direct", SHOWN, "Ada Finch", "person", "mayor", "Quarrow")
CHANGE = journal.make("change", "bo", WHEN, place=PLACE, shown=SHOWN, answer=ANSWER, note="heard it")


def note(text: str, who: str = "ada") -> Correction:
    return journal.make("withdraw", who, WHEN, of="c1", note=text)


def test_what_is_added_is_read(tmp_path):
    path = tmp_path / "data" / "corrections.jsonl"
    assert journal.read(path) == journal.Journal()
    journal.add(path, [CHANGE, note("one")])
    journal.add(path, [note("two")])
    read = journal.read(path)
    assert read == journal.Journal((CHANGE, note("one"), note("two")))
    assert path.read_text(encoding="utf-8").splitlines()[1] == (
        f'{{"correction_id":"{note("one").correction_id}","action":"withdraw","who":"ada",'
        '"when":"2026-03-02T04:00:07Z","of":"c1","note":"one"}'
    )


TEXT = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)
ANCHORS = st.lists(st.builds(Anchor, TEXT, st.text(max_size=9), st.text(max_size=9)), min_size=1).map(tuple)


@settings(deadline=None)
@given(TEXT, TEXT, ANCHORS, st.datetimes(timezones=st.timezones()))
def test_whatever_is_said_is_read_as_it_was(tmp_path_factory, who, name, anchors, when):
    path = tmp_path_factory.mktemp("journal") / "c.jsonl"
    answer = Answer("partial", anchors, name, "person")
    said = journal.make("add", who, when, place=PLACE, answer=answer)
    journal.add(path, [said])
    assert journal.read(path).corrections == (said,)
    assert (said.when.microsecond, said.when.utcoffset()) == (0, dt.timedelta(0))


@pytest.mark.parametrize(
    ("why", "action", "more", "message"),
    [
        ("where", "reject", {"shown": SHOWN}, "reject needs place"),
        ("which", "confirm", {"place": PLACE, "answer": ANSWER}, "confirm needs shown"),
        ("what instead", "change", {"place": PLACE, "shown": SHOWN}, "change needs answer"),
        ("too much", "add", {"place": PLACE, "answer": ANSWER, "shown": SHOWN}, "add has no shown"),
        ("two names", "merge", {}, "merge needs names"),
        ("whose words", "complete", {"place": Place("a1")}, "complete needs the digest"),
        ("no words", "add", {"place": PLACE, "answer": Answer("direct", ())}, "its answer has no pieces"),
        ("white space", "reject", {"place": PLACE, "shown": (Anchor(" \n"),)}, r"an anchor .* has no words"),
        ("empty name", "merge", {"names": Names("person", "Ada", " ")}, "is empty: leave out"),
        ("empty note", "withdraw", {"of": "c1", "note": ""}, "is empty: leave out"),
        ("role of nobody", "add", {"place": PLACE, "answer": Answer("direct", SHOWN, role="mayor")}, "and no speaker"),
        ("half a pair", "withdraw", {"of": "c1", "note": "\ud800"}, "half of a surrogate pair"),
    ],
)  # fmt: skip
def test_what_lacks_something_is_not_made(why, action, more, message):
    with pytest.raises(ValueError, match=message):
        journal.make(action, "ada", WHEN, **more)


def test_a_moment_has_a_time_zone():
    with pytest.raises(ValueError, match="no time zone"):
        journal.make("withdraw", "ada", WHEN.replace(tzinfo=None), of="c1")


def test_an_id_is_made_from_all_the_rest():
    ids = {each.correction_id for each in (note("one"), note("two"), note("one", "bo"), CHANGE)}
    assert len(ids) == 4
    assert note("one") == note("one")


GOOD = journal.encode(note("good"))


@pytest.mark.parametrize(
    ("why", "line", "message"),
    [
        ("no JSON", b"{oops", "JSON"),
        ("torn", GOOD[:40], "truncated"),
        ("no text", b'{"who": "\xff"}', ""),
        ("another thing", b'["a", "b"]', "Expected `object`"),
        ("a field that is missing", b'{"action": "withdraw"}', "missing required field"),
        ("an action that is none", GOOD.replace(b"withdraw", b"doubt"), "Invalid enum value 'doubt'"),
        ("a part that is missing", GOOD.replace(b'"of":"c1",', b""), "withdraw needs of"),
        ("no time zone", GOOD.replace(b"07Z", b"07"), "when has no time zone"),
        (
            "before all moments",
            GOOD.replace(b"2026-03-02T04:00:07Z", b"0001-01-01T00:00:00+09:00"),
            "no moment",
        ),
        ("deep", GOOD[:-1] + b',"x":' + b"[" * 90_000 + b"]" * 90_000 + b"}", "recursion"),
        ("long", GOOD.replace(b"withdraw", b"a" * 90_000), "Invalid enum value 'aaa"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_stops_nothing(tmp_path, why, line, message):
    path = tmp_path / "c.jsonl"
    before = [note("first"), note("last")]
    path.write_bytes(journal.encode(before[0]) + b"\n" + line + b"\n\n" + journal.encode(before[1]) + b"\n")
    read = journal.read(path)
    assert read.corrections == tuple(before), why
    (told,) = read.faulty
    assert told.startswith(f"{path}, line 2, isn't taken for a correction: "), why
    assert message in told
    assert "\n" not in told
    assert len(told) < 300 + len(str(path))
    assert read.digest == journal.Journal(tuple(before)).digest


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("Windows wrote it", b"\xef\xbb\xbf" + GOOD + b"\r\n"),
        ("no end", GOOD),
        ("put together from two", GOOD + b"\n" + GOOD + b"\n"),
        ("put together from two of Windows", 2 * (b"\xef\xbb\xbf" + GOOD + b"\r\n\xef\xbb\xbf\r\n")),
        ("a later version's field", GOOD[:-1] + b',"mood":"sad"}\n'),
        ("a separator of lines in a note", msgspec.json.encode(msgspec.to_builtins(note("good"))) + b"\n"),
    ],
)
def test_what_else_a_journal_may_look_like(tmp_path, why, data):
    path = tmp_path / "c.jsonl"
    path.write_bytes(data)
    assert journal.read(path) == journal.Journal((note("good"),)), why
    journal.add(path, [note("next")])
    assert journal.read(path) == journal.Journal((note("good"), note("next"))), why


def test_a_line_that_was_copied_and_changed_under_its_old_id_is_told(tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_bytes(GOOD + b"\n" + GOOD.replace(b"good", b"better") + b"\n" + GOOD + b"\n")
    read = journal.read(path)
    assert read.corrections == (note("good"),)
    (told,) = read.faulty
    assert told.startswith(f"{path}, line 2, isn't taken for a correction: an earlier line says otherwise")


def test_who_may_not_read_a_journal_may_not_while_it_is_rewritten(tmp_path, monkeypatch):
    path, modes = tmp_path / "c.jsonl", []
    journal.add(path, [note("one"), note("two")])
    path.chmod(0o640)

    def seen(handle):
        modes.append(os.fstat(handle).st_mode & 0o777)

    monkeypatch.setattr(os, "fsync", seen)
    assert journal.purge(path, {note("one").correction_id}) == 1
    assert (modes[0], path.stat().st_mode & 0o777) == (0o600, 0o640)


def test_a_torn_last_line_stays_alone(tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_bytes(GOOD + b"\n" + GOOD[:40])
    journal.add(path, [note("next")])
    read = journal.read(path)
    assert read.corrections == (note("good"), note("next"))
    assert len(read.faulty) == 1


def test_the_digest_tells_what_is_said_and_in_which_order(tmp_path):
    one, two = note("one"), note("two")
    digests = {journal.Journal(said).digest for said in ((), (one,), (one, two), (two, one))}
    assert len(digests) == 4
    path = tmp_path / "c.jsonl"
    path.write_bytes(journal.encode(one).replace(b"one", b"changed by hand"))
    assert journal.read(path).digest != journal.Journal((one,)).digest


@pytest.mark.parametrize("does", [journal.read, lambda path: journal.add(path, [CHANGE])])
def test_what_is_no_file_is_told_in_one_line(tmp_path, does):
    with pytest.raises(SetupError, match=r"the corrections in .* can't be"):
        does(tmp_path)


def test_all_or_none_are_added(tmp_path, monkeypatch):
    path = tmp_path / "c.jsonl"
    journal.add(path, [note("one")])

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SetupError, match="No space left on device"):
        journal.add(path, [note("two")])
    assert path.read_bytes() == journal.encode(note("one")) + b"\n"


# Several at once


def write_many(path, who: str, n: int) -> None:
    for at in range(n):
        journal.add(path, [note(f"{at} {'x' * 3000}", who), note(f"{at} again", who)])


def test_writers_at_once_lose_nothing(tmp_path):
    path = tmp_path / "c.jsonl"
    forked = multiprocessing.get_context("spawn")
    writers = [forked.Process(target=write_many, args=(path, who, 20)) for who in ("ada", "bo")]
    for writer in writers:
        writer.start()
    gone = 0
    while any(writer.is_alive() for writer in writers):
        assert not journal.read(path).faulty, "no reader meets half a line"
        gone += journal.purge(path, {note("3 again", "ada").correction_id})
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    gone += journal.purge(path, {note("3 again", "ada").correction_id})
    read = journal.read(path)
    assert (len(read.corrections), read.faulty, gone) == (79, (), 1)
    for who in ("ada", "bo"):
        own = [int(each.note.split()[0]) for each in read.corrections if each.who == who]
        assert own == sorted(own)


def test_a_writer_that_is_killed_loses_nobody_elses(tmp_path):
    path = tmp_path / "c.jsonl"
    journal.add(path, [note("before", "cy")])
    spawned = multiprocessing.get_context("spawn")
    writer = spawned.Process(target=write_many, args=(path, "ada", 100_000))
    writer.start()
    while len(journal.read(path).corrections) < 20:
        pass
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    journal.add(path, [note("after", "cy")])
    read = journal.read(path)
    assert [each.note for each in read.corrections if each.who == "cy"] == ["before", "after"]
    assert len(read.faulty) <= 1


def test_threads_of_one_process_take_turns(tmp_path):
    path = tmp_path / "c.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: journal.add(path, [note(f"n{at}")]), range(40)))
    assert {each.note for each in journal.read(path).corrections} == {f"n{at}" for at in range(40)}
