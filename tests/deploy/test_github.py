"""The workflow that `newsdb init --github` writes: checked, and its steps run one after the other.

Actions (`uses:`), GitHub's own client and Docker do not run here: the posts lie where they would be
checked out, a script keeps releases in a directory, and another serves what an image would hold.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from newsdb.cli import main
from tests.deploy.behind_nginx import free_port
from tests.paths import TOP

GH = """#!/bin/sh
# gh release view|create|download|upload TAG …
echo "$*" >>"$RELEASES/../asked"
case "$2" in
    view) [ -d "$RELEASES/$3" ] || { echo "release not found"; exit 1; } ;;
    create) mkdir -p "$RELEASES/$3" ;;
    download) cp "$RELEASES/$3/$5" . ;;
    upload) cp "$4" "$RELEASES/$3/" ;;
esac
"""
DOCKER = f"""#!{sys.executable}
import os, pathlib, subprocess, sys
top = pathlib.Path(os.environ["RELEASES"]).parent
with (top / "docker").open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1] == "build":
    copy = [sys.executable, "-m", "tests.deploy.build_context", ".", top / "image"]
    subprocess.run(copy, check=True)
elif sys.argv[1] == "run":
    command = [top / "newsdb" / "bin" / "newsdb", "serve", "--port", "8001"]
    with (top / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=top / "image", stdout=log, stderr=log)
    (top / "pid").write_text(str(server.pid))
elif sys.argv[1] == "stop":
    os.kill(int((top / "pid").read_text()), 15)
elif sys.argv[1] == "login":
    assert sys.stdin.read() == "a token\\n"
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--wheel-dir", str(folder), str(TOP)]
    subprocess.run(command, check=True, timeout=300)
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blog, with what `newsdb init --github` writes beside it."""
    folder = tmp_path / "site"
    (folder / "_posts").mkdir(parents=True)
    post = "---\ntitle: Hello\n---\nThis is the first post of the year.\n"
    (folder / "_posts" / "2024-05-01-hello.md").write_text(post, encoding="utf-8")
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ["init", "--github", "--yes"])
    assert (result.exit_code, result.stderr) == (0, "")
    return folder


def workflow(site: Path) -> dict[str, Any]:
    text = (site / ".github" / "workflows" / "newsdb.yml").read_text(encoding="utf-8")
    # YAML 1.1 takes the key `on` for true.
    document: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
    return document


def run_steps(
    site: Path, wheel: Path, job: str = "load", port: int = 8001, hook: str = ""
) -> list[subprocess.CompletedProcess[str]]:
    """Run the commands of a job, each in a shell of its own as a runner does."""
    temporary = site.parent
    (temporary / "bin").mkdir(exist_ok=True)
    for name, script in {"gh": GH, "docker": DOCKER.replace("8001", f"{port}")}.items():
        (temporary / "bin" / name).write_text(script, encoding="utf-8")
        (temporary / "bin" / name).chmod(0o755)
    (temporary / "releases").mkdir(exist_ok=True)
    paths = temporary / "paths"
    paths.write_text("")
    values = {
        "vars.NEWSDB": f"{wheel}",
        "github.token": "a token",
        "github.repository": "Ann/Garden",
        "secrets.DEPLOY_HOOK": hook,
    }
    done = []
    for step in workflow(site)["jobs"][job]["steps"]:
        if "run" not in step:
            continue
        environment = {
            **os.environ,
            "RELEASES": f"{temporary / 'releases'}",
            "RUNNER_TEMP": f"{temporary}",
            "GITHUB_PATH": f"{paths}",
            "GITHUB_ACTOR": "ann",
            # The registry is not asked: what newsdb needs is in this environment.
            "PIP_NO_INDEX": "1",
            "PYTHONPATH": f"{sysconfig.get_path('purelib')}:{TOP}",
            "PATH": ":".join(
                [
                    *reversed(paths.read_text().split()),
                    f"{temporary / 'bin'}",
                    f"{Path(sys.executable).parent}",
                    os.environ["PATH"],
                ]
            ),
            **{
                name: re.sub(r"\$\{\{ (.+?) \}\}", lambda match: values[match[1]], value)
                for name, value in step.get("env", {}).items()
            },
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
        command.append(step["run"].replace("8001", f"{port}"))
        done.append(
            subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True)
        )
        assert done[-1].returncode == 0, (step["name"], done[-1].stdout, done[-1].stderr)
    return done


def test_the_steps_run_twice(site: Path, wheel: Path) -> None:
    *_, loaded, checked, _ = run_steps(site, wheel)
    assert "1 added, 0 changed, 0 unchanged" in loaded.stdout
    assert checked.stdout == "news.db: OK (1 post)\n"
    published = site.parent / "releases" / "data" / "news.db"
    assert published.read_bytes() == (site / "news.db").read_bytes()
    # The next day on a new machine: the database comes from the release.
    (site / "news.db").unlink()
    post = "---\ntitle: Again\n---\nThis is the second post of the year.\n"
    (site / "_posts" / "2024-05-02-again.md").write_text(post, encoding="utf-8")
    *_, loaded, _, _ = run_steps(site, wheel)
    assert "1 added, 0 changed, 1 unchanged" in loaded.stdout
    asked = (site.parent / "asked").read_text().split("\n")
    assert [line.split()[1] for line in asked if line] == [
        *("view", "create", "upload"),
        *("view", "download", "upload"),
    ]


def test_what_is_deployed_answers_and_the_host_hears_of_it(site: Path, wheel: Path) -> None:
    run_steps(site, wheel)
    (site / "secret.txt").write_text("not for the image")
    (site / "news.db").unlink()
    port = free_port()
    with requests_recorded() as (hook, asked):
        run_steps(site, wheel, "deploy", port, hook)
    assert asked == ["POST /deploy"]
    image = site.parent / "image"
    assert sorted(each.name for each in image.iterdir()) == ["news.db", wheel.name, "newsdb.yml"]
    for name, source in {"Dockerfile": "Dockerfile.site", ".dockerignore": "dockerignore"}.items():
        assert (site / name).read_bytes() == (TOP / "deploy" / source).read_bytes()
    assert (site.parent / "docker").read_text().splitlines() == [
        "build --quiet --tag ghcr.io/ann/garden .",
        f"run --detach --rm --name site --publish 127.0.0.1:{port}:{port} ghcr.io/ann/garden",
        "stop site",
        "login ghcr.io --username ann --password-stdin",
        "push --quiet ghcr.io/ann/garden",
    ]
    assert "GET /-/health" in (site.parent / "log").read_text()


def test_nothing_is_deployed_unless_asked(site: Path) -> None:
    deploy = workflow(site)["jobs"]["deploy"]
    assert (deploy["if"], deploy["needs"]) == ("vars.DEPLOY == 'container'", "load")


@contextmanager
def requests_recorded() -> Iterator[tuple[str, list[str]]]:
    """Yield the URL of a server, and the list of what it is asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/deploy", asked
        server.shutdown()


def test_without_the_variable_it_says_what_is_missing(site: Path) -> None:
    install = next(
        step
        for step in workflow(site)["jobs"]["load"]["steps"]
        if "Install" in step.get("name", "")
    )
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", install["run"]],
        env={**os.environ, "NEWSDB": ""},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "::error::set the repository variable NEWSDB\n")


def test_it_asks_for_little(site: Path) -> None:
    document = workflow(site)
    assert document["permissions"] == {}
    assert {name: job["permissions"] for name, job in document["jobs"].items()} == {
        "load": {"contents": "write"},
        "deploy": {"contents": "read", "packages": "write"},
    }
    for step in [step for job in document["jobs"].values() for step in job["steps"]]:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{'0' * 40}"))
    zizmor = Path(sys.executable).parent / "zizmor"
    path = site / ".github" / "workflows" / "newsdb.yml"
    done = subprocess.run(
        [zizmor, "--offline", "--quiet", "--color=never", path], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (
        0,
        "No findings to report. Good job! (3 suppressed)\n",
    )
