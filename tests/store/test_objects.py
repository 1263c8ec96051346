from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import SetupError
from pipeline.places import S3Path, place_of
from pipeline.store import objects
from tests import s3


def test_what_is_put_is_read_whole_or_in_part(bucket):
    objects.put(bucket / "a", b"harbour")
    assert objects.read(bucket / "a") == b"harbour"
    assert objects.read_range(bucket / "a", 3, 5) == b"bo"
    assert objects.read_range(bucket / "a", 5, 5) == b""
    assert b"".join(objects.chunks(bucket / "a", 2)) == b"harbour"
    assert objects.look(bucket / "a").size == 7


def test_a_listing_has_what_lies_below_and_nothing_beside(bucket):
    names = ["a/1", "a/2/3", "ab", "b", "a/ö #%&? 4.txt"]
    for name in names:
        objects.put(bucket / name, name.encode())
    found = [each.path for each in objects.listed(bucket / "a")]
    assert sorted(found) == sorted(bucket / name for name in ("a/1", "a/2/3", "a/ö #%&? 4.txt"))
    assert [objects.read(path).decode() for path in found] == [path.key.split("/", 1)[1] for path in found]
    assert list(objects.listed(bucket / "c")) == []


def test_more_objects_than_one_answer_lists(bucket):
    for number in range(3):
        objects.put(bucket / f"{number}", b"")
    objects.remove(bucket / f"{number}" for number in range(2500))
    assert list(objects.listed(bucket)) == []


def test_a_new_object_takes_nobody_elses_place(bucket):
    first = objects.put_new(bucket / "a", b"mine")
    assert first == objects.look(bucket / "a").tag
    assert objects.put_new(bucket / "a", b"theirs") is None
    assert objects.read(bucket / "a") == b"mine"


def test_an_object_is_replaced_as_it_was_read_or_not_at_all(bucket):
    first = objects.put_new(bucket / "a", b"1")
    second = objects.put_if(bucket / "a", b"2", first)
    assert second == objects.look(bucket / "a").tag
    assert objects.put_if(bucket / "a", b"3", first) is None
    assert objects.put_if(bucket / "none", b"3", first) is None
    assert objects.read(bucket / "a") == b"2"


@pytest.mark.parametrize("fault", ["lost", "busy", "slow"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_put_succeeds_though_answers_are_lost_and_the_server_is_busy(bucket, s3_server, fault, times):
    s3_server.fail([fault] * times)
    tag = objects.put_new(bucket / "a", b"1")
    assert objects.look(bucket / "a").tag == tag
    s3_server.fail([fault] * times)
    tag = objects.put_if(bucket / "a", b"2", tag)
    assert objects.look(bucket / "a").tag == tag
    s3_server.fail([fault] * times)
    objects.put(bucket / "a", b"3")
    assert objects.read(bucket / "a") == b"3"
    s3_server.fail([fault] * times)
    objects.remove([bucket / "a"])
    assert list(objects.listed(bucket)) == []


def test_parquet_is_read_here_and_there(bucket):
    table = pa.table({"n": range(100_000), "words": [f"word {n}" for n in range(100_000)]})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    objects.put(bucket / "a.parquet", sink.getvalue())
    assert pq.ParquetFile(objects.opened(bucket / "a.parquet")).read(["n"]) == table.select(["n"])


@pytest.mark.parametrize(
    "reads", [objects.read, objects.look, objects.opened, lambda path: next(objects.chunks(path, 9))]
)
def test_what_is_not_there_is_a_missing_file(bucket, reads):
    with pytest.raises(FileNotFoundError, match=f"no such object: '{bucket}/none'$"):
        reads(bucket / "none")


@pytest.mark.parametrize(
    ("why", "variables", "place", "said"),
    [
        ("no bucket", {}, "s3://nobody/a", "there is no bucket nobody for s3://nobody/a: make it first"),
        (
            "half of the credentials",
            {"AWS_SECRET_ACCESS_KEY": None},
            "s3://newsroom/a",
            "no credentials for s3://newsroom/a: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ),
        (
            "refused",
            {"AWS_ACCESS_KEY_ID": s3.STRANGER},
            "s3://newsroom/a",
            "s3://newsroom/a is refused to these credentials: they need to list, read, put and delete there",
        ),
        (
            "nobody answers",
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
            "s3://newsroom/a",
            "s3://newsroom/a can't be reached: ",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(bucket, monkeypatch, why, variables, place, said):
    monkeypatch.setattr(objects, "RETRIES", 1)
    for name, value in variables.items():
        monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    for action in (
        objects.read,
        lambda path: list(objects.listed(path)),
        lambda path: objects.put(path, b""),
        lambda path: objects.put_new(path, b""),
        lambda path: objects.put_if(path, b"", '"0"'),
    ):
        with pytest.raises(SetupError) as error:
            action(place_of(place))
        assert str(error.value).startswith(said), why
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("s3://b/raw/2019/", S3Path("b", "raw/2019")),
        ("s3://b//raw", S3Path("b", "raw")),
        (Path("s3://b/raw"), S3Path("b", "raw")),
        ("s3://b", S3Path("b")),
    ],
)
def test_an_address_is_understood_as_it_is_written(told, place):
    assert place_of(told) == place
    assert place_of(str(place)) == place


@pytest.mark.parametrize(
    ("why", "told", "said"),
    [
        ("no bucket", "s3://", "s3:// names no bucket: write s3://BUCKET/FOLDER"),
        ("a folder in no bucket", "s3:///raw", "s3:///raw names no bucket: write s3://BUCKET/FOLDER"),
        ("one slash missing", "s3:/oops", "s3:/oops is no address of S3: write s3://BUCKET/FOLDER"),
        ("both missing", "s3:oops", "s3:oops is no address of S3: write s3://BUCKET/FOLDER"),
        ("the colon missing", "s3//oops", "s3//oops is no address of S3: write s3://BUCKET/FOLDER"),
        ("a capital", "S3://oops/raw", "S3://oops/raw is no address of S3: write s3://BUCKET/FOLDER"),
        ("a capital, as a path", Path("S3://oops"), "S3:/oops is no address of S3: write s3://BUCKET/FOLDER"),
    ],
)
def test_what_is_nearly_an_address_is_refused_at_once(why, told, said):
    with pytest.raises(SetupError) as error:
        place_of(told)
    assert str(error.value) == said, why


@pytest.mark.parametrize("told", ["s3", "s3/raw", "data/s3:/raw", "s3-dump", "./s3:raw"])
def test_a_folder_that_is_named_so_is_a_folder(told):
    assert place_of(told) == Path(told)
