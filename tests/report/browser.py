"""A headless Chromium, driven by the WebDriver protocol of its own driver: plain JSON over a local socket."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PROGRAMS = ("chromium", "chromedriver")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's own name for an element
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--window-size=1280,1000",
)
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy
CHANGED = "net::ERR_NETWORK_CHANGED"  # a network came or went somewhere: Chromium breaks off what it loads
PATIENCE = 90  # seconds until what is waited for counts as never coming


def missing():
    """Name what isn't installed of what the tests in a browser need."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


class Browser:
    """One window; faults of the page and of the protocol are RuntimeErrors."""

    def __init__(self):
        self._driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        port = (
            next(line for line in self._driver.stdout if "successfully on port" in line)
            .split()[-1]
            .rstrip(".")
        )
        self._root = f"http://127.0.0.1:{port}/session"
        options = {"binary": shutil.which("chromium"), "args": list(ARGUMENTS)}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        made = self._call("", {"capabilities": {"alwaysMatch": wanted}})
        self._root = f"{self._root}/{made['sessionId']}"

    def open(self, path, anchor=""):
        """Open a page from the disk, anew even where only the anchor is another; forget earlier complaints."""
        self._call("/url", {"url": "about:blank"})
        self.complaints()
        self._call("/url", {"url": Path(path).as_uri() + anchor})

    def visit(self, address):
        """Open a page of a server."""
        self._call("/url", {"url": address})

    def run(self, script, *values):
        """Run a script in the page, give what it returns."""
        return self._call("/execute/sync", {"script": script, "args": list(values)})

    def wait(self, script, *values):
        """Run a script until it returns something true, and give that."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := self.run(script, *values):
                return found
            time.sleep(0.05)
        raise RuntimeError(f"never true: {script}")

    def point_at(self, selector):
        """Move the mouse onto an element."""
        self.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
        found = self._call("/element", {"using": "css selector", "value": selector})
        move = {"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": {ELEMENT: found[ELEMENT]}}
        self._call("/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [move]}]})

    def click(self):
        """Press and release the mouse where it is."""
        presses = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._call("/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": presses}]})

    def press(self, *keys):
        """Press keys one after the other."""
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def hold(self, held, *keys):
        """Press keys one after the other while one is held."""
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        around = [{"type": "keyDown", "value": held}, *strokes, {"type": "keyUp", "value": held}]
        self._call("/actions", {"actions": [{"type": "key", "id": "keys", "actions": around}]})

    def type_into(self, selector, text):
        """Write into an emptied field as a person would."""
        self.run("document.querySelector(arguments[0]).value = ''", selector)
        found = self._call("/element", {"using": "css selector", "value": selector})
        self._call(f"/element/{found[ELEMENT]}/value", {"text": text})

    def ask_devtools(self, command, **values):
        """Ask the browser's own tools, for a phone's width or the dark."""
        return self._call("/goog/cdp/execute", {"cmd": command, "params": values})

    def complaints(self):
        """Give what the console has said since it was asked last, but for what the machine did to it."""
        told = [entry["message"] for entry in self._call("/se/log", {"type": "browser"})]
        return [each for each in told if CHANGED not in each]

    def close(self):
        self._call("", method="DELETE")
        self._driver.terminate()
        self._driver.wait()
        self._driver.stdout.close()

    def _call(self, path, values=None, *, method=None):
        data = None if values is None else json.dumps(values).encode()
        request = urllib.request.Request(self._root + path, data, method=method)
        try:
            with LOCAL.open(request) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                raise RuntimeError(json.load(error)["value"]["message"]) from None
