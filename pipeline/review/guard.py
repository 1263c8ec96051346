"""Who may ask: the browser that was opened with the printed address, on this machine, from these pages.

A server on a researcher's machine is reached by every page that is open in their browser. So a request must
name this server as its host (or another name could be made to lead here: DNS rebinding), must carry a cookie
that only the printed address gives, and may not come from another site's page; what it posts must say that it
comes from this server's pages, in JSON, which no other site's form can send.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from typing import Protocol

MOST_BYTES = 64 * 1024  # of what is posted
_OWN = (None, "same-origin", "none")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types onrecord"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Headers(Protocol):
    """What a request says of itself; names are found in any case."""

    def get(self, name: str, /) -> str | None: ...


class RefusedError(Exception):
    """A request that isn't answered, with the status and one line that says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Guard:
    """What requests are held against; the token stands in the address, the secret in the cookie."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def address(self) -> str:
        """The address to open."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """The cookie that the address gives; cookies know no ports, so the name has this one."""
        return f"{self._name}={self.secret}; HttpOnly; SameSite=Strict; Path=/"

    def check_host(self, headers: Headers) -> None:
        """Raise RefusedError where the request was meant for another host than this one."""
        if _of(headers, "Host").lower() not in self._hosts:
            raise RefusedError(421, "this server answers on 127.0.0.1 alone")

    def is_token(self, given: str | None) -> bool:
        """Say whether this is the token of the printed address."""
        return given is not None and _is_same(given, self.token)

    def check(self, headers: Headers) -> None:
        """Raise RefusedError where a request carries no cookie, or comes from another site's page."""
        if headers.get("Sec-Fetch-Site") not in _OWN:
            raise RefusedError(403, "this was asked for by another page")
        # by hand, as cookies of other programs at this address come along: one that is no cookie hides none
        cookies = [each.strip().partition("=") for each in _of(headers, "Cookie").split(";")]
        if not any(name == self._name and _is_same(value, self.secret) for name, _, value in cookies):
            raise RefusedError(403, "open the address that `onrecord review` printed")

    def check_post(self, headers: Headers) -> int:
        """Say how many bytes are posted; raises RefusedError where it isn't JSON from these pages."""
        if _of(headers, "Origin") not in {f"http://{host}" for host in self._hosts}:
            raise RefusedError(403, "this was posted by another page")
        kind, _, parameter = _of(headers, "Content-Type").partition(";")
        if kind.strip().lower() != "application/json" or parameter.strip().lower() not in (
            "",
            "charset=utf-8",
        ):
            raise RefusedError(415, "only application/json is taken")
        if headers.get("Transfer-Encoding") is not None:
            raise RefusedError(411, "say how long it is")
        length = _of(headers, "Content-Length")
        if not (length.isascii() and length.isdecimal()):
            raise RefusedError(411, "say how long it is")
        if len(length) > 9 or int(length) > MOST_BYTES:
            raise RefusedError(413, f"more than {MOST_BYTES:,} bytes")
        return int(length)

    @property
    def _name(self) -> str:
        return f"onrecord-{self.port}"

    @property
    def _hosts(self) -> set[str]:
        bare = {"127.0.0.1", "localhost"} if self.port == 80 else set()
        return bare | {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}


def _of(headers: Headers, name: str) -> str:
    return headers.get(name) or ""


def _is_same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
