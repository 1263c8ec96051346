"""Who gets in, and what they get: this machine's own browser, the report's own files, and nothing else."""

import json
import socket
import threading
import time

import pytest

from pipeline import journal
from pipeline.errors import SetupError
from pipeline.review import Server
from pipeline.review import server as servers
from pipeline.review.guard import MOST_BYTES
from tests.review.rooms import MARKET_ARTICLE, Client, lay, served

ARTICLE = MARKET_ARTICLE["row"]["article_id"]
CONFIRM = {"action": "confirm", "article_id": ARTICLE, "quote_id": MARKET_ARTICLE["quotes"][0]["quote_id"]}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    lay(folder / "tables")
    (folder / "secret.html").write_text("secret")
    with served(folder / "tables", folder / "said.jsonl") as server:
        yield server


@pytest.fixture
def client(server):
    return Client(server)


@pytest.mark.parametrize(
    ("why", "path", "headers", "status"),
    [
        ("the printed address", "/?token={token}", {"Cookie": None}, 200),
        (
            "from a link on another site",
            "/?token={token}",
            {"Cookie": None, "Sec_Fetch_Site": "cross-site"},
            200,
        ),
        ("no token, no cookie", "/", {"Cookie": None}, 403),
        ("another token", "/?token=x", {"Cookie": None}, 403),
        ("the token opens no other page", "/index.html?token={token}", {"Cookie": None}, 403),
        ("a token that is no ASCII", "/?token=%C3%A9", {"Cookie": None}, 403),
        ("the cookie", "/", {}, 200),
        ("the cookie, by the other name", "/index.html", {"Host": "localhost:{port}"}, 200),
        ("another cookie", "/", {"Cookie": "onrecord-{port}=x"}, 403),
        ("a cookie of another port", "/", {"Cookie": "onrecord-1=x"}, 403),
        ("beside odd cookies of others", "/", {"Cookie": 'a=[{{"b" c}}]; ;=; d; {cookie}; e="'}, 200),
        ("a cookie that is none", "/", {"Cookie": '=";\u00e9,'}, 403),
        ("a name that was made to lead here", "/", {"Host": "evil.example:{port}"}, 421),
        ("and with the token too", "/?token={token}", {"Host": "evil.example:{port}"}, 421),
        ("another port", "/", {"Host": "127.0.0.1:1"}, 421),
        ("no port", "/", {"Host": "127.0.0.1"}, 421),
        ("no host", "/", {"Host": None}, 421),
        ("an embedding page", "/", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("a page of another port", "/", {"Sec_Fetch_Site": "same-site"}, 403),
        ("its own page", "/", {"Sec_Fetch_Site": "same-origin"}, 200),
        ("what is told, without a cookie", "/review/progress", {"Cookie": None}, 403),
    ],
)
def test_who_gets_in(server, client, why, path, headers, status):
    names = {"token": server.guard.token, "port": client.port, "cookie": client.cookie}
    filled = {name: value and value.format(**names) for name, value in headers.items()}
    assert client.ask(path.format(**names), **filled)[0] == status, why


def test_the_printed_address_gives_a_cookie_and_leads_on_from_a_page_of_its_own(server, client):
    status, headers, body = client.ask(f"/?token={server.guard.token}", Cookie=None)
    assert (status, headers["Location"]) == (200, None)
    assert server.guard.token.encode() not in body
    cookie = headers["Set-Cookie"]
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "SameSite=Strict", "Path=/"}
    assert server.guard.token not in cookie
    assert client.ask("/index.html", Cookie=cookie.split(";")[0])[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/secret.html",
        "/../secret.html",
        "/..%2f..%2fsecret.html",
        "/%2e%2e/%2e%2e/secret.html",
        "/articles/../../../secret.html",
        "//etc/passwd",
        "/assets/..%5c..%5csecret.html",
        "/index.html%00.css",
        "/onrecord-report.txt",
        "/../book.sqlite",
        "/book.sqlite",
        "/assets/",
        "/assets",
        "/INDEX.html",
        "/review/",
        "/review/say",
        "/review/article?id=../../secret",
        "/review/next?after=%0d%0aSet-Cookie:x",
    ],
)
def test_there_is_nothing_but_the_files_of_the_report(client, path):
    status, _, body = client.ask(path)
    assert status == 404
    assert b"secret" not in body


@pytest.mark.parametrize(
    "path",
    ["/", "/assets/style.css", "/assets/review.js", "/assets/icon.svg", "/nowhere", "/review/progress"],
)
def test_every_answer_lets_nothing_else_run_ask_frame_or_keep_it(client, path):
    headers = client.ask(path)[1]
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Access-Control-Allow-Origin"] is None
    assert headers.get_content_type() in (
        "text/html",
        "text/css",
        "text/javascript",
        "image/svg+xml",
        "text/plain",
        "application/json",
    )


@pytest.mark.parametrize(
    ("why", "headers", "status"),
    [
        ("another site's page", {"Origin": "https://evil.example"}, 403),
        ("a page of another port", {"Origin": "http://127.0.0.1:1"}, 403),
        ("a page without an origin", {"Origin": "null"}, 403),
        ("no origin", {"Origin": None}, 403),
        ("another scheme", {"Origin": "https://127.0.0.1:{port}"}, 403),
        ("no cookie", {"Cookie": None}, 403),
        ("an embedding page", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("another host", {"Host": "evil.example"}, 421),
        ("a form", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ("what a form can send as text", {"Content_Type": "text/plain"}, 415),
        ("no kind", {"Content_Type": None}, 415),
        ("another encoding", {"Content_Type": "application/json; charset=utf-16"}, 415),
        ("no length", {"Content_Length": None}, 411),
        ("a length that is none", {"Content_Length": "-1"}, 411),
        ("another length", {"Content_Length": "²"}, 411),
        ("in chunks", {"Transfer_Encoding": "chunked"}, 411),
        ("too long", {"Content_Length": str(MOST_BYTES + 1)}, 413),
        ("very long", {"Content_Length": "9" * 400}, 413),
    ],
)
def test_what_is_not_posted_by_its_own_pages_in_json_is_refused(client, why, headers, status):
    filled = {name: value and value.format(port=client.port) for name, value in headers.items()}
    if "²" in str(filled):
        filled["Content_Length"] = "²".encode()
    assert client.post(CONFIRM, **filled)[0] == status, why


@pytest.mark.parametrize(
    ("why", "said", "status"),
    [
        ("no JSON", b"{", 400),
        ("no UTF-8", b'{"action":"\xff"}', 400),
        ("no form", {"action": "explode"}, 400),
        ("a field too many", CONFIRM | {"who": "somebody else"}, 400),
        ("no article", {"action": "confirm", "article_id": "nowhere"}, 422),
        ("no quotation", CONFIRM | {"quote_id": "nowhere"}, 422),
        ("taking back what was never said", {"action": "withdraw", "of": "nothing"}, 422),
        ("taking back nothing", {"action": "withdraw"}, 422),
        ("in the place of another", CONFIRM | {"of": "x"}, 422),
    ],
)
def test_what_cannot_be_meant_writes_nothing(server, client, why, said, status):
    before = journal.read(server.room.desk.path)
    assert client.post(said)[0] == status, why
    assert journal.read(server.room.desk.path) == before


def test_what_is_posted_stands_in_the_journal_and_in_the_answer(server, client):
    status, headers, body = client.post(CONFIRM, Content_Type="application/json; charset=UTF-8")
    told = json.loads(body)
    assert (status, headers.get_content_type()) == (200, "application/json")
    assert told["quotes"][0]["said"] | {"id": 0, "when": 0} == {
        "id": 0, "when": 0, "action": "confirm", "who": "ana", "note": None, "waits": True, "undone": False,
        "answer": told["quotes"][0]["said"]["answer"],
    }  # fmt: skip
    assert journal.read(server.room.desk.path).corrections[-1].who == "ana"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "get", "CONNECT"])
def test_other_methods_are_refused(client, method):
    status, headers, _ = client.ask("/", method=method)
    assert status == 501
    assert "Content-Security-Policy" in headers


def test_head_gives_no_body(client):
    status, headers, body = client.ask("/index.html", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x16\x03\x01\x02\x00",
        b"GET",
        b"GET / HTTP/1.1\r\nHost: " + b"a" * 70_000,
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"\r\n\r\n\r\n",
    ],
)
def test_what_is_no_request_harms_nobody(server, client, sent):
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as broken:
        broken.sendall(sent)
        broken.shutdown(socket.SHUT_WR)
        broken.recv(65536)
    assert client.ask("/")[0] == 200


def test_whoever_breaks_off_or_says_nothing_blocks_nobody(server, client):
    silent = [socket.create_connection(("127.0.0.1", server.server_port)) for _ in range(8)]
    silent[0].sendall(b"GET / HTTP/1.1\r\nHost: ")
    assert client.ask("/")[0] == 200
    for each in silent:
        each.close()


def test_whoever_takes_too_long_is_hung_up_on(server, monkeypatch):
    monkeypatch.setattr(servers, "LONGEST", 0.0)
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\n")
        assert slow.recv(1) == b""


def test_too_many_at_once_are_not_let_in(server, client, monkeypatch):
    monkeypatch.setattr(servers, "MOST_CLIENTS", 0)
    with pytest.raises(OSError):  # noqa: PT011  hung up on, or nothing said
        client.ask("/")
    monkeypatch.undo()
    assert client.ask("/")[0] == 200


def test_it_listens_on_this_machine_alone(server):
    assert server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_told_in_one_line(server):
    with pytest.raises(SetupError, match=f"port {server.server_port} can't be used .*--port"):
        Server(server.room, port=server.server_port)


def test_two_at_once_write_whole_lines(server, client):
    before = len(journal.read(server.room.desk.path).corrections)
    threads = [threading.Thread(target=client.post, args=[CONFIRM]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = journal.read(server.room.desk.path)
    assert (len(read.corrections), read.faulty) == (before + 8, ())


def test_pages_that_were_removed_are_made_again(tmp_path):
    lay(tmp_path / "tables")
    with served(tmp_path / "tables", tmp_path / "said.jsonl") as server:
        client = Client(server)
        folder = server.room.shelf.folder
        folder.rename(tmp_path / "gone")
        assert client.ask("/index.html")[0] == 410
        end = time.monotonic() + 20
        while client.ask("/index.html")[0] != 200 and time.monotonic() < end:
            time.sleep(0.05)
        assert folder.exists()
        assert client.told(f"/review/article?id={ARTICLE}")["quotes"]
