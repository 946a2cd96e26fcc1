"""The systemd unit: systemd itself reads it, and its command serves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.deploy.behind_nginx import free_port
from tests.deploy.container import needs_mount
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


@needs_mount
def test_a_load_is_seen_with_a_private_directory_of_temporary_files(tmp_path: Path) -> None:
    """PrivateTmp mounts one, into which no file beside it can be linked."""
    site, temporary, private, port = (*(tmp_path / each for each in "stp"), free_port())
    for folder in (site / "posts", temporary, private):
        folder.mkdir(parents=True)
    (site / "newsdb.yml").write_text("sources: [posts]\n", encoding="utf-8")
    unit = (TOP / "deploy" / "newsdb.service").read_text(encoding="utf-8")
    [command] = re.findall(r"^ExecStart=\S+ (.+)$", unit, re.MULTILINE)
    mount = f'mount --bind {private} {temporary} && exec "$0" {command} --port {port}'
    load_post(site, "one")
    server = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", mount, PROGRAM],
        cwd=site,
        env={**os.environ, "TMPDIR": f"{temporary}"},
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/article/one")
        load_post(site, "two")
        assert answers(f"http://127.0.0.1:{port}/article/two")
    finally:
        server.terminate()
    assert server.wait(timeout=60) == 0
    assert sorted(each.name for each in site.iterdir()) == ["news.db", "newsdb.yml", "posts"]


def load_post(site: Path, name: str) -> None:
    post = f"---\ntitle: {name}\ndate: 2024-05-01\n---\nText of {name}.\n"
    (site / "posts" / f"{name}.md").write_text(post, encoding="utf-8")
    subprocess.run([PROGRAM, "load", "--quiet"], cwd=site, check=True)


def answers(url: str) -> bool:
    """Return whether a page is there before long."""
    for _ in range(600):
        with suppress(httpx.TransportError):
            if httpx.get(url, timeout=60).status_code == 200:
                return True
        time.sleep(0.2)
    return False
