"""The server: the files of the report, what the pages ask, and what they post. For this machine alone."""

import json
import re
import socket
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from pipeline.errors import SetupError
from pipeline.report.desk import Row
from pipeline.review.guard import HEADERS, Guard, RefusedError
from pipeline.review.room import Room
from pipeline.review.said import Said, UnclearError

HOST = "127.0.0.1"
PATIENCE = 10.0  # seconds for a client to send or take something
LONGEST = 60.0  # seconds for all of a request
MOST_CLIENTS = 64  # at once
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
WELCOME = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>On record</title>'
    '<meta http-equiv="refresh" content="0; url=/index.html"><p><a href="/index.html">Review</a></p></html>'
)
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,128}")


class Server(ThreadingHTTPServer):
    """Answers each client in a thread of its own, and hangs up on those that take too long."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def __init__(self, room: Room, *, port: int = 0) -> None:
        """Listen; port 0 is any that is free. Raises SetupError where the port is taken."""
        self.room = room
        self._begun: dict[socket.socket, float] = {}
        self._counting = threading.Lock()
        try:
            super().__init__((HOST, port), Handler)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise SetupError(f"port {port} can't be used ({why}): name another with --port") from None
        self.guard = Guard(self.server_port)

    def server_bind(self) -> None:
        """Bind without asking the network what this machine is called."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002  as the base has it
        """Take a client unless there are too many already."""
        with self._counting:
            if len(self._begun) >= MOST_CLIENTS:
                return False
            self._begun[request] = time.monotonic()
            return True

    def shutdown_request(self, request: Any) -> None:
        """Hang up, and count the client no more."""
        with self._counting:
            self._begun.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Hang up on whoever takes too long; twice a second."""
        now = time.monotonic()
        with self._counting:
            slow = [client for client, begun in self._begun.items() if now - begun > LONGEST]
        for client in slow:
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    timeout = PATIENCE
    server_version = "onrecord"
    sys_version = ""

    def do_GET(self) -> None:
        self._guarded(self._get)

    def do_HEAD(self) -> None:
        self._guarded(self._get)

    def do_POST(self) -> None:
        self._guarded(self._post)

    def _guarded(self, act: Any) -> None:
        try:
            self.server.guard.check_host(self.headers)
            act(urlsplit(self.path))
        except RefusedError as refused:
            self._send(refused.status, "text/plain; charset=utf-8", f"{refused}\n".encode())
        except ValueError:  # an address with half a bracket, and the like
            self._send(400, "text/plain; charset=utf-8", b"this can't be read\n")

    def _get(self, address: Any) -> None:
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/" and self.server.guard.is_token(asked.get("token")):
            # a page and no redirection: a browser sends a strict cookie only where this server's page leads
            self._send(200, KINDS[".html"], WELCOME.encode(), {"Set-Cookie": self.server.guard.cookie})
            return
        self.server.guard.check(self.headers)
        path = unquote(address.path, errors="strict").removeprefix("/") or "index.html"
        if path == "review/next":
            there = self.server.room.desk.next_after(_id(asked, "after"))
            self._send(303, KINDS[".html"], b"", {"Location": there or "/index.html#everything"})
        elif path.startswith("review/"):
            self._told(lambda: self._ask(path.removeprefix("review/"), asked))
        else:
            self._file(path)

    def _ask(self, what: str, asked: dict[str, str]) -> Row:
        room = self.server.room
        if what == "progress":
            return {"progress": room.desk.progress()} | room.news()
        if what == "article":
            return room.desk.article(_id(asked, "id") or "") | room.news()
        if what == "speaker":
            return room.desk.speaker(_id(asked, "id") or "") | room.news()
        if what == "correction":
            return room.desk.correction(_id(asked, "id") or "") | room.news()
        if what == "names":
            return room.desk.names(asked.get("part", "")[:100], asked.get("kind"))
        raise RefusedError(404, "there is no such page")

    def _post(self, address: Any) -> None:
        self.server.guard.check(self.headers)
        length = self.server.guard.check_post(self.headers)
        body = self.rfile.read(length)
        if len(body) < length:
            raise RefusedError(400, "it breaks off")
        if address.path == "/review/anew":
            self.server.room.renew()
            self._told(lambda: {"progress": self.server.room.desk.progress()} | self.server.room.news())
        elif address.path == "/review/say":
            try:
                said = msgspec.json.decode(body, type=Said)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise RefusedError(400, f"this can't be taken: {error}") from None
            self._told(lambda: self.server.room.desk.say(said) | self.server.room.news())
        else:
            raise RefusedError(404, "there is no such page")

    def _told(self, act: Any) -> None:
        """Answer with what there is to tell, or with why there is nothing."""
        try:
            status, told = 200, act()
        except RefusedError:
            raise
        except UnclearError as error:
            status, told = 422, {"error": str(error)}
        except SetupError as error:
            status, told = 500, {"error": str(error)}
        except sqlite3.Error:
            status, told = 410, {"error": self._gone()}
        except Exception as error:  # noqa: BLE001  the reviewer is told, and goes on
            status, told = 500, {"error": f"a fault in onrecord: {type(error).__name__}: {error}"}
        self._send(status, "application/json", json.dumps(told).encode("ascii"))

    def _file(self, path: str) -> None:
        shelf = self.server.room.shelf
        kind = KINDS.get(PurePosixPath(path).suffix)
        if path not in shelf.files or kind is None:  # nothing but what the report lists is ever opened
            raise RefusedError(404, "there is no such page")
        try:
            data = (shelf.site / path).read_bytes()
        except OSError:
            raise RefusedError(410, self._gone()) from None
        self._send(200, kind, data)

    def _gone(self) -> str:
        """Say what to do where the pages were removed, as when some of them were forgotten."""
        self.server.room.renew()
        return "these pages are gone, others are made: open the overview in a moment"

    def _send(self, status: int, kind: str, data: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, **(more or {}), "Content-Type": kind}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse what isn't HTTP, or another method, as everything else is refused."""
        self.command = getattr(self, "command", None) or "GET"
        self.request_version = getattr(self, "request_version", None) or "HTTP/1.0"
        self._send(code, "text/plain; charset=utf-8", b"this can't be answered\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Keep no log: what is said stands in the journal."""


def _id(asked: dict[str, str], name: str) -> str | None:
    given = asked.get(name)
    if given is not None and not _ID.fullmatch(given):
        raise RefusedError(404, "there is no such page")
    return given
