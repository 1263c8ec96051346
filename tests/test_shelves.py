"""Tables of more pages than fit on a shelf: their rows wait in files, and come out the same."""

import pytest

from pipeline import tables
from pipeline.records import RawPage
from pipeline.tables import shelves
from tests import fast

LETTERS = [
    fast.process_page(
        RawPage(
            f"{n % 7}/{n}.txt",
            f"“We leave at {n},” said Ines Valdor. Tomas Brekke of Port Ellery stays.\n"
            f"Letter {n % 5} of Ada Quill.\n".encode(),
        )
    )
    for n in range(23)
]


def made(sources, folder=None) -> dict:
    return {name: tables.whole(rows) for name, rows in tables.assemble(sources, folder=folder).items()}


@pytest.mark.parametrize(
    ("why", "room", "at_once"),
    [("everything on one shelf", 10**6, 5), ("several shelves", 100, 5), ("a shelf for each row", 1, 23)],
)
def test_where_rows_wait_makes_no_difference(tmp_path, monkeypatch, why, room, at_once):
    whole = made([tables.in_memory(tables.shown(LETTERS))])
    monkeypatch.setattr(shelves, "ROOM", room)
    parts = [LETTERS[at : at + at_once] for at in range(0, len(LETTERS), at_once)]
    waited = made([tables.in_memory(tables.shown(part)) for part in reversed(parts)], tmp_path)
    assert any(tmp_path.iterdir()) == (room < 10**6), why
    assert whole.keys() == waited.keys()
    for name, table in whole.items():
        assert table.num_rows or name == "corrections" or name in ("leftovers", "positions")
        assert waited[name].equals(table, check_metadata=True), (why, name)
