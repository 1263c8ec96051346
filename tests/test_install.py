"""Packages are installed by uv as pip would: from where pip's settings say."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import install

ROOT = Path(__file__).parents[1]

SETTINGS = [
    ("nothing is set", "", {}),
    ("a line that is no setting", "some words\n", {}),
    ("for every command", "global.index-url='https://mirror.example/simple'\n", {"index-url": "https://mirror.example/simple"}),
    ("for another command", "download.timeout='9'\n", {}),
    ("the command's own wins", "global.timeout='1'\ninstall.timeout='2'\n", {"timeout": "2"}),
    ("a variable wins over both", ":env:.timeout='3'\nglobal.timeout='1'\ninstall.timeout='2'\n", {"timeout": "3"}),
    ("several lines", "global.find-links='\\n/a\\n/b'\n", {"find-links": "\n/a\n/b"}),
    ("an equals sign", "global.index-url='https://m.example/?a=b'\n", {"index-url": "https://m.example/?a=b"}),
]  # fmt: skip

VARIABLES = [
    ("an index in place of the usual one", {"index-url": "https://m.example/s"}, {}, {"UV_DEFAULT_INDEX": "https://m.example/s"}),
    ("two more of them", {"extra-index-url": "\nhttps://a.example\nhttps://b.example"}, {}, {"UV_INDEX": "https://a.example https://b.example"}),
    ("folders of wheels", {"find-links": "/a /b"}, {}, {"UV_FIND_LINKS": "/a,/b"}),
    ("certificates", {"cert": "/etc/ours.pem"}, {}, {"SSL_CERT_FILE": "/etc/ours.pem"}),
    ("what uv is told already", {"timeout": "9"}, {"UV_HTTP_TIMEOUT": "60"}, {"UV_HTTP_TIMEOUT": "60"}),
    ("what is nothing to uv", {"require-virtualenv": "true"}, {"HOME": "/home/ada"}, {"HOME": "/home/ada"}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "listed", "expected"), SETTINGS)
def test_pip_settings_are_read(why, listed, expected):
    assert install.pip_settings(listed) == expected, why


@pytest.mark.parametrize(("why", "settings", "environment", "expected"), VARIABLES)
def test_uv_is_told_what_pip_is(why, settings, environment, expected):
    assert install.uv_environment(settings, environment) == install.LIKE_PIP | expected, why


@pytest.fixture
def shelf(tmp_path):
    """Lay an index with one package in a folder."""
    package = tmp_path / "simple" / "fernlight"
    package.mkdir(parents=True)
    name = "fernlight-1.0-py3-none-any.whl"
    about = "fernlight-1.0.dist-info"
    with zipfile.ZipFile(package / name, "w") as wheel:
        wheel.writestr("fernlight.py", "LIT = True\n")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: fernlight\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "".join(f"{file},,\n" for file in wheel.namelist()))
    (package / "index.html").write_text(f'<a href="{name}">{name}</a>', encoding="utf-8")
    return package


def installed_by(tmp_path, settings):
    """Install that package into a new environment, and say which program did."""
    folder = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    subprocess.run(
        [sys.executable, ROOT / "install.py", folder, "fernlight"],
        check=True,
        env=ours | {"PIP_CONFIG_FILE": os.devnull, "UV_CACHE_DIR": str(tmp_path / "cache")} | settings,
    )
    subprocess.run([folder / "bin/python", "-c", "import fernlight; assert fernlight.LIT"], check=True)
    [installer] = folder.glob("lib/*/site-packages/fernlight-1.0.dist-info/INSTALLER")
    return installer.read_text(encoding="utf-8").strip()


INSTALLERS = [
    ("from an index of one's own", {"PIP_INDEX_URL": "file://{index}"}, "uv"),
    ("where uv can't: it is told of no index", {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "{shelf}"}, "pip"),
    ("where uv fails: that is no index", {"PIP_FIND_LINKS": "{shelf}", "PIP_INDEX_URL": "file://{index}", "UV_DEFAULT_INDEX": "file://{index}/none", "UV_FIND_LINKS": ""}, "pip"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "settings", "installer"), INSTALLERS)
def test_a_package_is_installed(tmp_path, shelf, why, settings, installer):
    places = {name: value.format(index=shelf.parent, shelf=shelf) for name, value in settings.items()}
    assert installed_by(tmp_path, places) == installer, why
