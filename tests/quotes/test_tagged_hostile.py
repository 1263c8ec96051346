"""What a hand-written config.json can promise: a tagger that would fail in the midst of a run is refused."""

import json
import shutil

import pytest

from pipeline import config
from pipeline.errors import SetupError
from pipeline.quotes.tagger import load_tagger

FOLDER = config.tagger_folder(config.settings())


def curve(*confidences):
    return {"calibration": {"curve": {"scores": [0, 1], "confidences": confidences}}}


PROMISES = [
    # why, what config.json says instead, what is said of it
    ("windows longer than the network has places", {"longest": 513}, "Fail"),
    ("windows far longer", {"longest": 1_000_000_000}, "Fail"),
    ("more than certain", curve(0, 5), "between 0 and 1"),
    ("less than never", curve(-1, 1), "between 0 and 1"),
    ("no number", curve(0, float("nan")), "between 0 and 1"),
]


@pytest.mark.parametrize(("why", "says", "told"), PROMISES, ids=[case[0] for case in PROMISES])
def test_a_promise_that_would_break_a_run_is_refused_at_loading(tmp_path, capfd, why, says, told):
    folder = shutil.copytree(FOLDER, tmp_path / "tagger")
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | says), encoding="utf-8")
    with pytest.raises(SetupError, match=told) as raised:
        load_tagger(folder)
    assert "\n" not in str(raised.value)
    assert capfd.readouterr().err == ""
