"""An export that is killed at each event in turn; `python -m tests.export.killed FOLDER` says how many."""

import sys
from pathlib import Path

from pipeline.export.place import file, folder
from tests.killing import kill_at_every_event


def count_kills(place: Path) -> list[int]:
    """Kill each step of an export: there is the old one or the new one, and the next one clears the rest."""

    def write(text: str, *, force: bool = False) -> None:
        with folder(place / "x", force=force) as files:
            files.write("deep/a.ann", text)
            files.write("b.txt", text)

    def put(text: str) -> None:
        with file(place / "x.csv", "x.csv", force=True) as files:
            files.write("x.csv", text)

    def check(why: str) -> None:
        told = {path.read_text() for path in (place / "x" / "b.txt", place / "x" / "deep" / "a.ann")}
        assert told in ({"old"}, {"new"}), why
        write("next")  # nothing of it counts as foreign or as changed
        assert sorted(path.name for path in place.iterdir()) == ["x"], why

    def check_file(why: str) -> None:
        assert (place / "x.csv").read_text() in ("old", "new"), why
        put("next")
        assert sorted(path.name for path in place.iterdir()) == ["x.csv"], why

    kills = kill_at_every_event(lambda: write("old"), lambda: write("new"), check)
    for path in (place / "x" / "deep", place / "x"):
        for name in path.iterdir():
            name.unlink()
        path.rmdir()
    return [kills, kill_at_every_event(lambda: put("old"), lambda: put("new"), check_file)]


if __name__ == "__main__":
    sys.stdout.write(" ".join(map(str, count_kills(Path(sys.argv[1])))))
