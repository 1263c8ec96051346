"""A small room to review in: tables made by hand or by a fast run, and a server for them."""

import json
import threading
from contextlib import contextmanager
from http.client import HTTPConnection

from pipeline.review import Server, open_room
from tests.report.corpus import article, entity, publish, quote

MARKET = (
    "🎺🎻 The cafe\u0301 market will move in May, Ottilie Brandt said. “We waited 👩\u200d👩\u200d👧 long,” she said. “The roof "
    "leaks.”\n\nWim Okoro called it “a folly”. “Markets are habits,” he said, “not rows of stalls.”"
)
MARKET_ARTICLE = article(
    MARKET,
    quote(MARKET, "will move in May", kind="indirect", cue="said", confidence=0.7, speaker_role="mayor"),
    quote(MARKET, ["We waited 👩\u200d👩\u200d👧 long,", "The roof leaks."], confidence=0.9),
    quote(MARKET, "a folly", kind="partial", speaker="Wim Okoro", confidence=0.2),
    headline="Market to move",
)
NETS = "“Nets are mended,” said Ines Valdór. Nobody else spoke."
NETS_ARTICLE = article(NETS, quote(NETS, "Nets are mended,", speaker="Ines Valdór", confidence=0.5))
PEOPLE = [
    entity("Ottilie Brandt", aliases=["Mayor Brandt", "O. Brandt"]),
    entity("Wim Okoro"),
    entity("Willem Okoro"),
    entity("Ines Valdór"),
    entity("Harbour Watch", kind="organization"),
]


def lay(out, *articles):
    publish(out, articles or (MARKET_ARTICLE, NETS_ARTICLE), entities=PEOPLE)


@contextmanager
def served(out, journal, who="ana"):
    """Serve the tables of `out` while the block lasts."""
    room = open_room(out, journal, who, on_progress=None, on_begin=lambda snapshot: None)
    with Server(room) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Client:
    """Asks as a browser does that was opened with the printed address."""

    def __init__(self, server):
        self.port, self.cookie = server.server_port, server.guard.cookie.split(";")[0]

    def ask(self, path, *, method="GET", body=None, **headers):
        """Give status, headers and body; a header that is None isn't sent."""
        sent = {"Host": f"127.0.0.1:{self.port}", "Cookie": self.cookie} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def post(self, said, path="/review/say", **headers):
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        sent = {
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content_Type": "application/json",
            "Content_Length": str(len(body)),
        }
        return self.ask(path, method="POST", body=body, **sent | headers)

    def told(self, path):
        return json.loads(self.ask(path)[2])
