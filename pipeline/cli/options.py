"""What several verbs can be told, each in one way."""

from pathlib import Path
from typing import Annotated

import typer

Raw = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PLACE]...",
        help="Folders of pages, or s3://BUCKET/FOLDER. \\[default: data/raw]",
        show_default=False,
    ),
]
TablesOut = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="PLACE",
        help="Folder for the tables, or s3://BUCKET/FOLDER. \\[default: data/processed]",
        show_default=False,
    ),
]
Tables = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="PLACE",
        help="Folder of the tables, or s3://BUCKET/FOLDER. \\[default: data/processed]",
        show_default=False,
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        metavar="local|ray",
        help="Where pages are processed: local, or ray for a cluster. \\[default: local]",
        show_default=False,
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        metavar="HOST:PORT",
        help="The Ray cluster. \\[default: RAY_ADDRESS, or else this machine alone]",
        show_default=False,
    ),
]
Processes = Annotated[
    int | None,
    typer.Option(help="Processes to work with. \\[default: as many as pay off]", show_default=False),
]
Model = Annotated[
    str | None, typer.Option(help="spaCy pipeline. \\[default: en_core_web_md]", show_default=False)
]
Tagger = Annotated[
    Path | None,
    typer.Option(help="Folder of a quote tagger. \\[default: the one built in]", show_default=False),
]
Mirror = Annotated[bool, typer.Option("--mirror", help="Drop pages that no longer lie in the folders.")]
Metrics = Annotated[
    Path | None,
    typer.Option(help="Prometheus textfile to write when a run ends.", show_default=False),
]
