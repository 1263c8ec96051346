"""Tables as other programs take them, from one snapshot, streamed.

    exporting.py                      one export: which files a format has
    choice.py                         which rows: all, or those of some days or of a speaker
    csv_files.py, json_lines.py       a file per table
    documents.py                      articles with quotations and names, for the formats below
    brat.py, conll.py, label_studio.py, gold.py
    place.py                          a folder, a file or a stream, switched when it is complete

Every format but gold has a reader beside it; `pipeline.attributions` reads gold.
"""

from pipeline.export.brat import read_brat
from pipeline.export.choice import Choice
from pipeline.export.conll_reader import read_conll
from pipeline.export.csv_files import read_csv
from pipeline.export.exporting import FORMATS, TABULAR, Exported, Format, export, file_of, tables_of
from pipeline.export.json_lines import read_json_lines
from pipeline.export.label_studio import read_label_studio
from pipeline.export.place import OneFile, file, folder

__all__ = [
    "FORMATS",
    "TABULAR",
    "Choice",
    "Exported",
    "Format",
    "OneFile",
    "export",
    "file",
    "file_of",
    "folder",
    "read_brat",
    "read_conll",
    "read_csv",
    "read_json_lines",
    "read_label_studio",
    "tables_of",
]
