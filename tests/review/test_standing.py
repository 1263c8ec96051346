"""What counts by the journal is what the next run applies."""

import pytest

from pipeline.review.standing import standing
from tests.corrections.said import apply, article, say, withdraw

PAIR = article("“The bridge will close in May,” said Ada Finch.")
SAID = say("reject", PAIR, "The bridge will close in May,")
BACK = withdraw(SAID)
AGAIN = withdraw(BACK)


@pytest.mark.parametrize(
    ("why", "said", "known", "waits", "is_undone"),
    [
        ("it waits", [SAID], [], [SAID], False),
        ("taken back", [SAID, BACK], [], [], True),
        ("taken back, and that too", [SAID, BACK, AGAIN], [], [SAID], False),
        ("taken back after a run", [SAID, BACK], [SAID], [], True),
        ("a run has taken it back", [SAID, BACK], [SAID, BACK], [], False),
    ],
)
def test_what_waits_is_what_the_next_run_applies(why, said, known, waits, is_undone):
    found = standing(said, frozenset(each.correction_id for each in known))
    assert list(found.waiting) == waits, why
    assert (SAID.correction_id in found.withdrawn) == is_undone, why
    applied = [it.correction for it in apply([PAIR], said).outcomes if it.status == "applied"]
    assert all(each in applied for each in waits), why
