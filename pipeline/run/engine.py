"""Where pages are processed: on this machine, or on the nodes of a Ray cluster.

The nodes see the folder of the state, and write work files there; nothing else need be shared. The pages
come to them from here, where they are read anyway to see which are new. Here they are published too.
"""

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config, store
from pipeline.errors import OnrecordError, SetupError
from pipeline.onepage import load_models
from pipeline.places import Place, S3Path
from pipeline.records import Page, RawPage
from pipeline.run import processing
from pipeline.run.processing import Kept
from pipeline.store import objects
from pipeline.work import Work

if TYPE_CHECKING:
    from pipeline.config import Settings

SHARED = b"what every node must reach"


def process(settings: "Settings", pages: Iterable[RawPage | Page], work: Work) -> Generator[Kept]:
    """Process pages where the settings say, and keep each finished batch in a work file.

    Raises SetupError where Ray isn't installed, its cluster can't be reached or a node can't do the work.
    """
    on = _on_nodes if settings.engine == "ray" else processing.process_and_keep
    return on(settings, pages, work)


def _on_nodes(settings: "Settings", pages: Iterable[RawPage | Page], work: Work) -> Generator[Kept]:
    try:
        from pipeline.run import on_ray
    except ModuleNotFoundError as error:
        if error.name != "ray":
            raise
        raise SetupError(
            "Ray is not installed, which the engine ray needs: pip install 'onrecord[ray]'"
        ) from None
    there, address = _anywhere(settings), settings.address or os.environ.get("RAY_ADDRESS") or on_ray.LOCAL
    with on_ray.connected(address) as n_cores, _shared(work.state) as shared:
        processes = min(n_cores, settings.processes or n_cores)
        finish = partial(processing.keep, state=work.state, fingerprint=work.fingerprint, processes=processes)
        spreading = on_ray.spread(
            processing.batches_of(pages),
            unfit=partial(unfit, there, decisive=config.decisive(there), shared=shared),
            prepare=partial(load_models, there),
            work=partial(processing.finished, settings=there, finish=finish, expendable=True),
            lost=partial(processing.lost, finish=finish),
            processes=settings.processes,
            warn=work.warn,
        )
        with closing(spreading):
            yield from spreading


def unfit(settings: "Settings", *, decisive: Mapping[str, Any], shared: Place) -> str | None:
    """Say why this machine can't work for a run elsewhere, whose `shared` folder it must see; None if it can.

    `decisive` is what the fingerprint of that run is made of.
    """
    if why := _shut_out(shared):
        return why
    try:
        own = config.decisive(settings)
    except SetupError as error:
        return f"can't work: {error}"
    here, wanted = _each(own), _each(decisive)
    differing = [
        f"{name} {here.get(name)} instead of {wanted[name]}"
        if name in decisive["libraries"]
        else f"another {name}"
        for name in wanted
        if here.get(name) != wanted[name]
    ]
    return f"has {', '.join(differing)}: install the same onrecord there" if differing else None


def _shut_out(shared: Place) -> str | None:
    """Say why this machine can't write work files where `shared` lies; None if it can."""
    state = shared.parent.parent
    if isinstance(shared, S3Path):
        try:
            objects.put_new(shared, SHARED)
        except OnrecordError as error:
            return f"can't write in {state}: {error}"
        return None
    if not shared.is_dir():
        return f"doesn't see {state}: the tables must lie on a file system that all nodes share"
    try:
        with store.scratch(shared.parent.parent):
            pass
    except OSError as error:
        return f"can't write in {state}: {error.strerror}"
    return None


@contextmanager
def _shared(state: Place) -> Iterator[Place]:
    """Lend a place below a state that nodes look for, to see that they share it."""
    if isinstance(state, S3Path):
        objects.put(shared := state / "tmp" / "nodes", SHARED)
        yield shared
    else:
        with store.scratch(state) as folder:
            yield folder


def _each(decisive: Mapping[str, Any]) -> dict[str, Any]:
    """Put what libraries there are beside the rest."""
    rest = {name: value for name, value in decisive.items() if name != "libraries"}
    return {**rest, **decisive["libraries"]}


def _anywhere(settings: "Settings") -> "Settings":
    """Make paths absolute: the nodes work in folders of their own."""
    model = str(Path(settings.model).resolve()) if Path(settings.model).is_dir() else settings.model
    tagger = settings.tagger and settings.tagger.resolve()
    return settings.model_copy(update={"model": model, "tagger": tagger})
