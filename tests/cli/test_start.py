"""What a command loads before it does anything: the heavy libraries only where they are needed."""

import subprocess
import sys

import pytest

AFTER = "import sys\nsys.argv = {argv}\nfrom pipeline.cli import main\ntry:\n    main()\nfinally:\n    {then}"
LOADED = "print('loaded', *sorted(sys.modules), file=sys.stderr)"


def loaded_by(*argv):
    code = AFTER.format(argv=["onrecord", *map(str, argv)], then=LOADED)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("argv", [("--help",), ("--version",), ("run", "--help"), ("extract", "--help")])
def test_help_loads_neither_models_nor_tables(argv):
    assert loaded_by(*argv).isdisjoint(
        {"spacy", "pyarrow", "onnxruntime", "pandas", "numpy", "pygments", "markdown_it"}
    )


@pytest.mark.slow
def test_a_page_of_text_is_extracted_without_pandas_and_what_reads_html(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("The bridge\n12 March 2019\n“It will close in May,” Mayor Ada Quill said.\n")
    loaded = loaded_by("extract", page)
    assert {"spacy", "pyarrow"} <= loaded
    assert loaded.isdisjoint({"pandas", "trafilatura", "htmldate", "dateparser"})


@pytest.mark.slow
def test_a_run_that_finds_nothing_new_loads_no_models(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "page.txt").write_text("The bridge\n12 March 2019\n“It will close,” Mayor Ada Quill said.\n")
    run = ("run", raw, "--out", tmp_path / "tables")
    assert {"spacy", "onnxruntime"} <= loaded_by(*run, "--processes", "1")
    assert loaded_by(*run).isdisjoint({"spacy", "onnxruntime"})


def test_tables_become_frames_though_pandas_was_spared():
    code = (
        "import sys\nfrom pipeline import tables\ntables.without_pandas()\nimport pyarrow as pa\n"
        "table = pa.table({'a': [1, 2]})\nassert 'pandas' not in sys.modules\n"
        "assert table.to_pandas()['a'].sum() == 3\nassert 'pandas' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
