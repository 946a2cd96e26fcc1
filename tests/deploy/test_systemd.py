"""The systemd unit: systemd itself reads it, and its command serves."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import TOP

UNIT = (TOP / "deploy" / "newsdb@.service").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).parent / "newsdb"
needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd is not installed"
)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit for port 8001, with the program where it is on this machine."""
    path = tmp_path / "newsdb@8001.service"
    path.write_text(UNIT.replace("/opt/newsdb/.venv/bin/newsdb", f"{PROGRAM}"), encoding="utf-8")
    return path


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)


@needs_systemd
def test_systemd_finds_nothing_wrong(unit: Path) -> None:
    done = analyze("verify", unit)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs_systemd
def test_little_is_open_to_it(unit: Path) -> None:
    done = analyze("security", "--offline=true", unit)
    exposure = re.search(r"exposure level for newsdb@8001.service: ([\d.]+)", done.stdout)
    assert exposure and float(exposure[1]) <= 1.2
    assert f"{exposure[1]} of 10" in (TOP / "docs" / "deploy.md").read_text(encoding="utf-8")


def test_its_command_serves(news_db: Path, tmp_path: Path) -> None:
    commands = dict(re.findall(r"^(ExecStart(?:Pre)?)=\+?(.+)$", UNIT, re.MULTILINE))
    folder = tmp_path / "lib"
    folder.mkdir()
    shutil.copy(news_db, folder / "news.db")
    places = {
        "/opt/newsdb/.venv/bin/newsdb": f"{PROGRAM}",
        "/var/lib/newsdb": f"{folder}",
        "%i": "8001",
    }
    for name, words in commands.items():
        for old, new in places.items():
            words = words.replace(old, new)
        more = ["--get", "/-/health"] if name == "ExecStart" else []
        done = subprocess.run([*words.split(), *more], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{"ok": true')
