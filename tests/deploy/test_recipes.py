"""The files of docs/publish.md and docs/every-day.md: linted, and their commands run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from newsdb.commands.hosting import UNITS
from newsdb.config import SETTINGS_NAME
from tests.deploy.behind_nginx import free_port
from tests.deploy.build_context import copy_context
from tests.deploy.container import needs_mount, steps_run
from tests.paths import TOP

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEPLOY = TOP / "deploy"
PROGRAM = Path(sys.executable).parent / "newsdb"
HADOLINT = shutil.which("hadolint", path=f"{PROGRAM.parent}:{os.environ['PATH']}")


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
def test_the_dockerfile() -> None:
    command = [f"{HADOLINT}", DEPLOY / "Dockerfile.site"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@needs_mount
def test_the_steps_of_the_dockerfile_give_the_site(tmp_path: Path) -> None:
    """Without that of apt-get: git is there."""
    site, image, port = tmp_path / "site", tmp_path / "image", free_port()
    site.mkdir()
    (site / "posts").mkdir()
    post = "---\ntitle: Hello\n---\nText.\n"
    (site / "posts" / "2024-05-01-hello.md").write_text(post, encoding="utf-8")
    (site / SETTINGS_NAME).write_text("title: Ann's garden\nsources: [posts]\n", encoding="utf-8")
    subprocess.run([PROGRAM, "load"], cwd=site, check=True)
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", site, TOP]
    subprocess.run(wheel, check=True, timeout=300)
    shutil.copy(DEPLOY / "dockerignore", site / ".dockerignore")
    copy_context(site, image)
    dockerfile = tmp_path / "Dockerfile"
    steps = re.sub(r"RUN apt-get .*?lists/\*\n", "", text("Dockerfile.site"), flags=re.DOTALL)
    # Cloud Run sets PORT in containers that it runs.
    dockerfile.write_text(f"{steps}ENV PORT={port}\n")
    assert steps_run(dockerfile, image, port) == {
        "user": "1000",
        "database": "news",
        "robots": f"Sitemap: https://127.0.0.1:{port}/sitemap.xml",
        "writes": 1,
        "ending": 0,
        "unhealthy": 1,
    }


def test_every_host_forwards_to_the_port_of_the_server() -> None:
    dockerfile = text("Dockerfile.site")
    [port] = re.findall(r"^EXPOSE (\d+)$", dockerfile, re.MULTILINE)
    command = yaml.safe_load(dockerfile[dockerfile.index("CMD ") + 4 :])
    assert command[-1].endswith(f" --port ${{PORT:-{port}}}")
    assert tomllib.loads(text("fly.toml"))["http_service"]["internal_port"] == int(port)
    _, front_matter, _ = text("huggingface.readme").split("---\n", 2)
    assert yaml.safe_load(front_matter)["app_port"] == int(port)
    compose = yaml.safe_load(text("compose.yml"))["services"]
    assert compose["site"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert compose["load"]["command"] == "newsdb load"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for name in UNITS:
        unit = text(name).replace("/opt/newsdb/.venv/bin/newsdb", f"{PROGRAM}")
        (tmp_path / name).write_text(unit, encoding="utf-8")
    command = ["systemd-analyze", "verify", *tmp_path.iterdir()]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_commands_of_the_timer_and_of_cron(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    post = "---\ntitle: Hello\n---\nText.\n"
    (tmp_path / "posts" / "2024-05-01-hello.md").write_text(post, encoding="utf-8")
    (tmp_path / SETTINGS_NAME).write_text("sources: [posts]\n", encoding="utf-8")
    unit = text("newsdb-load.service")
    commands = re.findall(r"^ExecStart(?:Post)?=\S+ (.+)$", unit, re.MULTILINE)
    [cron] = re.findall(r"\* {2}cd /srv/site && (.+)$", every_day(), re.MULTILINE)
    assert " && ".join(f"newsdb {command}" for command in commands) == cron
    for command in commands:
        done = subprocess.run(
            [PROGRAM, *shlex.split(command)], cwd=tmp_path, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
    with closing(sqlite3.connect(tmp_path / "news.db")) as connection:
        assert connection.execute("select title from posts").fetchall() == [("Hello",)]


def every_day() -> str:
    return (TOP / "docs" / "every-day.md").read_text(encoding="utf-8")
