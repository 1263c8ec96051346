"""Install packages into a virtual environment: `python install.py FOLDER WHAT`, with WHAT as pip takes it.

uv does in ten seconds what takes pip two minutes. It reads none of pip's settings, so those that say where
packages come from are handed on to it. Where it isn't installed, or can't do what is asked, pip does.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
# a setting of pip: the variable that tells uv the same, and what stands between two values there
VARIABLES = {
    "cert": ("SSL_CERT_FILE", " "),
    "client-cert": ("SSL_CLIENT_CERT", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "keyring-provider": ("UV_KEYRING_PROVIDER", " "),
    "proxy": ("ALL_PROXY", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
}
ONLY_PIP = {"no-binary", "no-index", "only-binary"}  # uv has no variables for these
# to pip all indexes are equal, and the system's certificates are good; what is installed is known by its hash
LIKE_PIP = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "true"}
SECTIONS = ("global", "install", ":env:")  # the later ones win


def pip_settings(listed: str) -> dict[str, str]:
    """Read what `pip config list` prints; of several sections the last one holds."""
    sections: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listed.splitlines():
        name, is_setting, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if is_setting and section in sections:
            sections[section][key] = str(ast.literal_eval(value))
    return {key: value for section in SECTIONS for key, value in sections[section].items()}


def uv_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that make uv look where pip would; those that are set for uv already stay."""
    told = {
        VARIABLES[key][0]: VARIABLES[key][1].join(value.split())
        for key, value in settings.items()
        if key in VARIABLES
    }
    return LIKE_PIP | told | environment


def with_uv(folder: str, what: list[str]) -> bool:
    """Install with uv, and say whether that was done."""
    listed = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True)
    settings = pip_settings(listed.stdout)
    if not UV.exists() or not ONLY_PIP.isdisjoint(settings):
        return False
    done = subprocess.run(
        [UV, "pip", "install", "--quiet", "--python", folder, *what],
        capture_output=True,
        env=uv_environment(settings, os.environ),
        text=True,
    )
    if done.returncode:
        print(f"{done.stderr.rstrip()}\nuv can't, so pip does it: this takes minutes", file=sys.stderr)
    return done.returncode == 0


def main(folder: str, *what: str) -> int:
    """Install, and give the exit code."""
    if with_uv(folder, [*what]):
        return 0
    return subprocess.run([*PIP, "--quiet", "--python", folder, "install", *what]).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
