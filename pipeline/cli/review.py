"""`onrecord review`: the report, served to this machine, with forms to say what is right and what is not."""

import getpass
import signal
import threading
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options, show
from pipeline.errors import SetupError
from pipeline.places import S3Path

if TYPE_CHECKING:
    from pipeline.review import Server
    from pipeline.store import Snapshot

LONGEST = 80  # letters of a name
EPILOG = """
[bold]Examples[/bold]\n
  onrecord review                                data/processed, as whoever is logged in\n
  onrecord review --as ana --open                in the browser, under another name\n
  onrecord review --out tables --port 8765       other tables, always at the same port\n\n
[bold]How it goes[/bold]\n
  Open the address that is printed. Each quotation can be confirmed, rejected or changed, a missed one added,
  names can be joined and parted, and all of it taken back; ? shows the keys. What is said is added to the
  journal of corrections, data/corrections.jsonl, at once; `onrecord run` applies it. The pages are made anew
  when tables or onrecord have changed; when a run publishes meanwhile, they say so and offer to show its
  tables.\n\n
[bold]Who can get in[/bold]\n
  The server listens on 127.0.0.1 alone, and only the printed address opens it: keep that to yourself. Where
  others use this machine too, open it by hand: they can see what --open tells the browser.\n\n
[bold]Exit codes[/bold]\n
  0 ended with Ctrl-C, or terminated · 2 no tables, or a port that is taken
"""


def review(
    out: options.Tables = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = 0,
    name: Annotated[
        str | None,
        typer.Option("--as", help="Who reviews. \\[default: the login name]", show_default=False),
    ] = None,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser too.")] = False,
) -> None:
    """Look at the report and correct it: who said what, what was missed, which names are one."""
    from pipeline import config, journal, store
    from pipeline.review import Server, open_room

    settings = config.settings(out=out)
    if isinstance(settings.out, S3Path):
        raise SetupError(f"a review needs tables on this machine; `onrecord report` shows {settings.out}")
    who = _who(name)
    for number in (signal.SIGINT, signal.SIGTERM):  # where it is started in the background, they are ignored
        signal.signal(number, signal.default_int_handler)
    try:
        with show.progress("making the pages") as advance:
            room = open_room(
                settings.out, settings.corrections, who, on_progress=advance, on_begin=_say_beginning
            )
        with Server(room, port=port) as server:
            told = f"reviewing snapshot {room.shelf.snapshot} as {who}: open {server.guard.address}"
            show.console.print(told, soft_wrap=True, markup=False, highlight=False)
            show.console.print("Ctrl-C ends it", style="dim")
            if browser:
                threading.Thread(target=webbrowser.open, args=[server.guard.address], daemon=True).start()
            _end_when_told(server)
            server.serve_forever()
    except KeyboardInterrupt:
        pass  # before it served
    n = journal.n_waiting(settings.corrections, store.current(settings.out))
    ended = f"{show.count(n, 'correction')} in {settings.corrections}; `onrecord run` applies "
    told = ended + ("it" if n == 1 else "them") if n else "no new corrections"
    show.console.print(told, soft_wrap=True, markup=False, highlight=False)


def _end_when_told(server: "Server") -> None:
    """Shut the server down on Ctrl-C or SIGTERM; an exception could be swallowed where Python is busy."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # in a thread: it waits for the loop to end, which runs in this one
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())


def _who(name: str | None) -> str:
    try:
        found = " ".join((getpass.getuser() if name is None else name).split())
    except (KeyError, OSError):
        raise SetupError("this machine doesn't know who you are: say it with --as NAME") from None
    if not found or not found.isprintable() or len(found) > LONGEST:
        told = "the login name" if name is None else "--as"
        raise SetupError(
            f"{told} {found!r} is no name: say --as NAME, up to {LONGEST} letters that can be shown"
        )
    return found


def _say_beginning(snapshot: "Snapshot") -> None:
    if not show.stderr.is_terminal:
        told = f"making the pages of snapshot {snapshot.number}: about a minute for 10,000 articles"
        show.stderr.print(f"onrecord: {told}", soft_wrap=True)
