"""A Ray cluster on this machine: each node is a host of its own, with its own network, processes and memory files.

That takes root and network namespaces (Linux). Elsewhere the nodes are processes with ports of their own.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
RAY = Path(sys.executable).with_name("ray")
PORT = 6379
STORE = 80_000_000  # bytes of memory for what is on its way
START = 180  # seconds
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "PYTHONWARNINGS": "ignore",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_health_check_period_ms": "500",  # a node that is gone is missed soon
    "RAY_health_check_timeout_ms": "2000",
    "RAY_health_check_failure_threshold": "4",
    "RAY_AUTH_MODE": "disabled",  # a token that some other cluster left in the home folder is none of this one's
    "OMP_NUM_THREADS": "1",
}


def missing() -> list[str]:
    """Name what isn't installed of what these tests need."""
    return [] if RAY.exists() else ["ray"]


def missing_hosts() -> list[str]:
    """Name what is missing to make each node a host of its own."""
    return missing() or ([] if _are_hosts_possible() else ["network namespaces, with the rights of root"])


class Cluster:
    """Nodes that are started, killed and, in the end, all stopped; the first one is the head."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))  # the names of sockets must be short
        self.name = f"r{os.getpid() % 100_000}"
        self.net = f"10.{200 + os.getpid() % 50}.{os.getpid() // 50 % 250}"
        self.apart = _are_hosts_possible()
        self.nodes: list[subprocess.Popen[bytes]] = []
        if self.apart:
            _run("ip", "link", "add", self.name, "type", "bridge")
            _run("ip", "link", "set", self.name, "up")

    @property
    def address(self) -> str:
        return f"{self._ip(0)}:{PORT if self.apart else PORT + os.getpid() % 1000}"

    def start(
        self, *, cpus: int = 1, name: str = "host", hidden: Path | None = None, code: Path = ROOT
    ) -> int:
        """Start a node, and give its number; `hidden` is a folder that it doesn't see, `code` has its onrecord."""
        number = len(self.nodes)
        port = self.address.rpartition(":")[2]
        head = ["--head", f"--port={port}", "--include-dashboard=false"]
        where = [f"--address={self.address}"] if number else head
        command = [
            str(RAY), "start", "--block", *where, f"--node-ip-address={self._ip(number)}", f"--num-cpus={cpus}",
            f"--object-store-memory={STORE}", "--disable-usage-stats", f"--temp-dir={self.folder / str(number)}",
        ]  # fmt: skip
        if self.apart:
            self._plug_in(number)
            command = [
                *self._inside(number),
                *(self._host(f"{name}{number}", hidden) if number else []),
                *command,
            ]
        with open(self.folder / f"{number}.log", "wb") as log:
            self.nodes.append(
                subprocess.Popen(
                    command,
                    env=ENVIRONMENT | {"PYTHONPATH": str(code)},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        return number

    def kill(self, number: int) -> None:
        """Take the power from a node."""
        node = self.nodes[number]
        if node.poll() is None:
            for process in [*_offspring(node.pid), node.pid]:
                _kill(process)
        node.wait()

    def stop(self) -> None:
        for number in reversed(range(len(self.nodes))):
            self.kill(number)
            if self.apart:
                _run("ip", "netns", "del", f"{self.name}-{number}")
        if self.apart:
            _run("ip", "link", "del", self.name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, *args: object) -> list[str]:
        """Make a command one that is given on the head node."""
        return [*(self._inside(0) if self.apart else []), *map(str, args)]

    def wait(self, n_nodes: int) -> None:
        """Wait until so many nodes are there."""
        code = f"import ray; ray.init({self.address!r}, log_to_driver=False, logging_level='ERROR'); print(sum(node['Alive'] for node in ray.nodes()))"
        end = time.monotonic() + START
        while time.monotonic() < end:
            told = subprocess.run(
                self.command(sys.executable, "-c", code),
                env=ENVIRONMENT,
                capture_output=True,
                text=True,
                check=False,
            )
            if told.stdout.strip() == str(n_nodes):
                return
            time.sleep(0.5)
        raise TimeoutError(f"no {n_nodes} nodes: {told.stderr[-2000:]}")

    def _ip(self, number: int) -> str:
        return f"{self.net}.{number + 1}" if self.apart else "127.0.0.1"

    def _inside(self, number: int) -> list[str]:
        return ["ip", "netns", "exec", f"{self.name}-{number}"]

    def _host(self, name: str, hidden: Path | None) -> list[str]:
        hide = f"mount -t tmpfs none '{hidden}' && " if hidden else ""
        script = f'mount -t tmpfs none /dev/shm && {hide}hostname {name} && exec "$@"'
        return ["unshare", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script, "sh"]  # fmt: skip

    def _plug_in(self, number: int) -> None:
        space, cable = f"{self.name}-{number}", f"{self.name}v{number}"
        _run("ip", "netns", "add", space)
        _run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
        _run("ip", "link", "set", cable, "master", self.name, "up")
        for told in (
            f"addr add {self._ip(number)}/24 dev eth0",
            "link set eth0 up",
            "link set lo up",
        ):
            _run("ip", "-n", space, *told.split())


@cache
def _are_hosts_possible() -> bool:
    name = f"r{os.getpid() % 100_000}"
    made = _run("unshare", "--net", "--mount", "--pid", "--fork", "true") and _run("ip", "netns", "add", name)
    return (
        made
        and _run("ip", "link", "add", f"{name}v", "type", "veth", "peer", "name", "eth0", "netns", name)
        and _run("ip", "link", "del", f"{name}v")
        and _run("ip", "netns", "del", name)
    )


def _offspring(pid: int) -> list[int]:
    """List the processes that a process started, and those that these started."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [each for child in map(int, told.split()) for each in (*_offspring(child), child)]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _run(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
