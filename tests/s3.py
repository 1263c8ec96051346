"""An S3 server over HTTP on this machine: moto's, made to fail as networks and servers do.

`python -m tests.s3 FOLDER` serves until it is ended. It prints where, and does what `FOLDER/faults.json` says,
a list of what becomes of each request that writes, in order:

| fault | the client sees |
|---|---|
| `lost` | the connection drop, after the server has done what was asked |
| `busy` | 503 Slow Down, and nothing is done |
| `slow` | the answer a second late |
| `ok` | nothing unusual |

Puts come one after the other, so that a condition and what depends on it are one step, as a real server makes them.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = Path(sys.prefix) / "s3-server/bin/python"
BUCKET = "newsroom"
STRANGER = "stranger"  # a key that opens nothing
WRITES = ("PUT", "POST", "DELETE")
KEYS = {
    "AWS_ACCESS_KEY_ID": "ada",
    "AWS_SECRET_ACCESS_KEY": "quill",
    "AWS_REGION": "us-east-1",
}


def missing() -> list[str]:
    """Name what isn't installed of what these tests need."""
    return [] if PYTHON.exists() else ["moto"]


class Faulty:
    """The server's application, behind faults."""

    def __init__(self, app, faults):
        self._app = app
        self._faults = faults
        self._one_by_one = threading.Lock()
        self._told = threading.Lock()

    def __call__(self, environ, start_response):
        if f"Credential={STRANGER}/" in environ.get("HTTP_AUTHORIZATION", ""):
            start_response("403 Forbidden", [("Content-Length", "0")])
            return [b""]
        if environ["REQUEST_METHOD"] not in WRITES:
            return self._app(environ, start_response)
        fault = self._next(environ)
        if fault == "busy":
            start_response("503 Slow Down", [("Content-Length", "0"), ("Retry-After", "0")])
            return [b""]
        with self._one_by_one:
            answer = list(self._app(environ, start_response))
        if fault == "lost":
            environ["werkzeug.socket"].shutdown(2)
        if fault == "slow":
            time.sleep(1)
        return answer

    def _next(self, environ):
        with self._told:
            with open(self._faults.with_name("writes.log"), "a", encoding="utf-8") as log:
                log.write(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}\n")
            faults = json.loads(self._faults.read_text()) if self._faults.exists() else []
            if faults:
                temporary = self._faults.with_suffix(".next")
                temporary.write_text(json.dumps(faults[1:]))
                os.replace(temporary, self._faults)
        return faults[0] if faults else "ok"


class Server:
    """A server of its own process, with an empty bucket."""

    def __init__(self, folder):
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [PYTHON, "-W", "ignore", "-m", "tests.s3", str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.url = self._process.stdout.readline().strip()
        self.environment = KEYS | {"AWS_ENDPOINT_URL": self.url}

    def process_environment(self):
        """Give the variables for a program that uses it."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return others | self.environment

    def fail(self, faults):
        """Let the next requests that write fail so."""
        temporary = self._folder / "faults.new"
        temporary.write_text(json.dumps(list(faults)))
        os.replace(temporary, self._folder / "faults.json")

    def put(self, key, data):
        """Put an object, from a process of its own: this one may go on to fork."""
        code = "import boto3, sys; boto3.client('s3').put_object(Bucket=sys.argv[1], Key=sys.argv[2], Body=sys.stdin.buffer.read())"
        subprocess.run(
            [PYTHON, "-c", code, BUCKET, key], input=data, env=self.process_environment(), check=True
        )

    def writes(self):
        """List the requests that wrote, as `METHOD /BUCKET/KEY`."""
        log = self._folder / "writes.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def close(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


def serve(folder):
    import boto3
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    os.environ.update(KEYS)
    app = Faulty(DomainDispatcherApplication(create_backend_app), Path(folder) / "faults.json")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    boto3.client("s3", endpoint_url=url).create_bucket(Bucket=BUCKET)
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    serve(sys.argv[1])
