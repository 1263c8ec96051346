"""What is written is read back by prometheus_client's own parser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from pipeline import metrics
from pipeline.errors import SetupError

OUT = Path("/srv/tables")
PUBLISHED = {
    "last_run_timestamp_seconds": 1_700_000_000.25,
    "last_success_timestamp_seconds": 1_700_000_000.25,
    "run_duration_seconds": 12.5,
    "run_exit_code": 0,
    "run_new_pages": 4,
    "run_words_per_second": 2500.5,
    "snapshot": 7,
    "pages": 40,
    "pages_set_aside": 1,
    "articles": 90,
    "quotes": 300,
    "quotes_attributed": 280,
    "corrections": 12,
    "corrections_lost": 1,
}
REFUSED = {"last_run_timestamp_seconds": 1_700_003_600.0, "run_duration_seconds": 2.0, "run_exit_code": 4}


def read(path: Path) -> dict[str, dict[str, float]]:
    """Give each metric's values by their label `out`."""
    families = list(text_string_to_metric_families(path.read_text(encoding="utf-8")))
    assert all(family.documentation and family.type == "gauge" for family in families)
    return {family.name: {s.labels["out"]: s.value for s in family.samples} for family in families}


def test_a_run_is_told_whole(tmp_path):
    path = tmp_path / "onrecord.prom"
    metrics.write(path, PUBLISHED, out=OUT)
    assert read(path) == {f"onrecord_{name}": {"/srv/tables": value} for name, value in PUBLISHED.items()}
    assert set(PUBLISHED) == set(metrics.METRICS), "every metric is in this test"
    assert os.listdir(tmp_path) == ["onrecord.prom"], "nothing unfinished is left"


def test_what_a_failed_run_cannot_tell_stays_as_it_was(tmp_path):
    path = tmp_path / "onrecord.prom"
    metrics.write(path, PUBLISHED, out=OUT)
    metrics.write(path, REFUSED, out=OUT)
    told = {name.removeprefix("onrecord_"): values["/srv/tables"] for name, values in read(path).items()}
    kept = {name: value for name, value in PUBLISHED.items() if name not in metrics.OF_THE_RUN}
    assert told == kept | REFUSED
    metrics.write(path, PUBLISHED, out=OUT)
    assert set(read(path)) == {f"onrecord_{name}" for name in PUBLISHED}


@pytest.mark.parametrize(
    ("why", "before"),
    [
        ("no file", None),
        ("an empty one", b""),
        ("torn", b"# HELP onrecord_pages Rows\n# TYPE onrecord_pages gauge\nonrecord_pages{out="),
        ("no text", bytes(range(256))),
        ("no number", b'onrecord_pages{out="/srv/tables"} many\n'),
        ("not a number", b'onrecord_pages{out="/srv/tables"} NaN\n'),
        ("other tables", b'onrecord_pages{out="/srv/others"} 3\n'),
        ("another program's", b'node_pages{out="/srv/tables"} 3\n'),
        ("a name that there was once", b'onrecord_moons{out="/srv/tables"} 3\n'),
    ],
)
def test_what_isnt_ours_is_not_taken_over(tmp_path, why, before):
    path = tmp_path / "onrecord.prom"
    if before is not None:
        path.write_bytes(before)
    metrics.write(path, REFUSED, out=OUT)
    assert read(path) == {f"onrecord_{name}": {"/srv/tables": value} for name, value in REFUSED.items()}, why


@given(name=st.text(st.characters(exclude_characters="\0"), min_size=1))
def test_any_folder_can_be_a_label(tmp_path_factory, name):
    path = tmp_path_factory.mktemp("metrics") / "onrecord.prom"
    for _ in range(2):
        metrics.write(path, {"pages": 3}, out=Path(name))
    assert list(read(path)) == ["onrecord_pages"]
    assert list(read(path)["onrecord_pages"].values()) == [3]


def test_a_folder_that_isnt_there_is_told_in_one_line(tmp_path):
    with pytest.raises(SetupError, match=r"metrics can't be written to .*: No such file or directory"):
        metrics.write(tmp_path / "nowhere" / "onrecord.prom", REFUSED, out=OUT)


READER = """
import sys
from pathlib import Path
from prometheus_client.parser import text_string_to_metric_families as parse
path, torn, seen = Path(sys.argv[1]), 0, 0
print("ready", flush=True)
while path.exists():
    try:
        text = path.read_text()
    except FileNotFoundError:
        break
    values = {s.value for f in parse(text) for s in f.samples}
    seen += 1
    torn += len(values) != 1 or text.count("gauge") != 3
print(seen, torn)
"""


def test_a_reader_never_sees_half_a_file(tmp_path):
    path = tmp_path / "onrecord.prom"
    names = ("pages", "articles", "quotes")
    metrics.write(path, dict.fromkeys(names, 0), out=OUT)
    reader = subprocess.Popen([sys.executable, "-c", READER, path], stdout=subprocess.PIPE, text=True)
    assert reader.stdout.readline() == "ready\n"
    for number in range(300):
        metrics.write(path, dict.fromkeys(names, number), out=OUT)
    path.unlink()
    seen, torn = map(int, reader.communicate(timeout=60)[0].split())
    assert seen > 0
    assert torn == 0
