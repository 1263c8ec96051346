import pytest

from pipeline.figures import Figure, intervals


@pytest.mark.parametrize(
    ("why", "figure", "precision", "recall", "f1"),
    [
        ("all right", Figure(4, 4, 4), 1, 1, 1),
        ("half found", Figure(2, 2, 4), 1, 0.5, 2 / 3),
        ("half too much", Figure(2, 4, 2), 0.5, 1, 2 / 3),
        ("nothing right", Figure(0, 3, 2), 0, 0, 0),
        ("nothing at all", Figure(), 0, 0, 0),
    ],
)
def test_precision_recall_and_f1(why, figure, precision, recall, f1):
    assert (figure.precision, figure.recall, figure.f1) == (precision, recall, f1), why


def test_figures_add_up():
    figure = Figure(1, 2, 3)
    figure.add(Figure(1, 1, 1))
    assert figure == Figure(2, 3, 4)


def test_articles_that_are_alike_leave_no_doubt():
    articles = [{"a": Figure(3, 4, 4), "b": Figure()} for _ in range(20)]
    assert intervals(articles) == {"a": (0.75, 0.75), "b": (0.0, 0.0)}
    assert intervals([]) == {}


def test_the_interval_holds_the_figure_and_narrows_with_more_articles():
    few = [{"a": Figure(right, 10, 10)} for right in (5, 9, 7, 6, 8, 10, 4, 7)]
    (low, high), (lower, higher) = intervals(few)["a"], intervals(few * 10)["a"]
    assert low < lower < 0.7 < higher < high
    # the standard error of the mean of eight: 0.187 / 8 ** 0.5 = 0.066, and 1.96 of it each way
    assert (low, high) == pytest.approx((0.57, 0.83), abs=0.02)


def test_the_same_seed_gives_the_same_interval():
    articles = [{"a": Figure(right, 10, 10)} for right in (1, 5, 9)]
    assert intervals(articles, seed=3) == intervals(articles, seed=3)
    assert intervals(articles, draws=20, seed=3) != intervals(articles, draws=20, seed=4)
