"""Small pages that are laid, run over and looked at, for tests of runs that follow one another."""

from pathlib import Path

from pipeline import config, run, store
from tests import fast


def lay(folder: Path, name: object, text: str | None = None) -> None:
    said = f"Page {name}\n“It is late,” said Ada Finch of Quarrow.\nOnly number {name} tells this.\n"
    (folder / f"{name}.txt").write_text(said if text is None else text, encoding="utf-8")


def go(pages: Path, out: Path, **told: object) -> run.Report:
    flags = {name: told.pop(name) for name in list(told) if name in config.Settings.model_fields}
    return run.run(config.settings(raw=pages, out=out, **{"processes": 1, **flags}), **told)


def rebuilt(pages: Path, tmp_path: Path) -> dict[str, list[bytes]]:
    anew = tmp_path / f"anew-{len(list(tmp_path.iterdir()))}" / "tables"
    go(pages, anew)
    return fast.tables_in(anew)


def logged(out: Path, *columns: str) -> list[tuple]:
    rows = sorted(store.load(out, "runs").to_pylist(), key=lambda row: row["run_id"])
    return [tuple(row[name] for name in columns) for row in rows]


def sources(out: Path) -> list[str]:
    return store.load(out, "pages").column("source").to_pylist()


def work_files(out: Path) -> list[Path]:
    return sorted((store.state_folder(out) / "work").glob("*/*.work"))


def times(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()
    }
