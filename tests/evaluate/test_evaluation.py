import pytest

from pipeline.errors import SetupError
from pipeline.evaluate import Evaluation, keep, kept
from pipeline.figures import Figure


def test_what_is_kept_is_read_again(tmp_path):
    path = tmp_path / "state" / "last.json"
    keep(["quotes: “b”", "articles: a"], path)
    assert kept(path) == ["articles: a", "quotes: “b”"]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '"a"', "[[]]"])
def test_another_file_is_told_from_an_evaluation(tmp_path, text):
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(SetupError, match=r"other.json holds no evaluation: make one with `onrecord evaluate"):
        kept(path)


def test_a_file_that_is_not_there_or_cannot_be_written(tmp_path):
    with pytest.raises(SetupError, match=r"none.json can't be read: No such file"):
        kept(tmp_path / "none.json")
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match=r"a.json can't be written: "):
        keep([], tmp_path / "file" / "a.json")


def test_two_evaluations_are_joined():
    one, other = Evaluation(), Evaluation()
    one.count("quotes", gold=1, found=1)
    one.judge("quotes", "a", good=True)
    other.count("dates", gold=1, found=0)
    other.judge("dates", "b", good=False)
    one.join(other)
    assert one.figures == {"quotes": Figure(1, 1, 1), "dates": Figure(0, 0, 1)}
    assert (one.right, one.missed) == (["quotes: a"], ["dates: b"])
    assert one.since(["quotes: a", "quotes: c"]) == ([], ["quotes: c"])
