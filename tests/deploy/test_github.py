"""The workflow that `newsdb init --github` writes: checked, and its steps run one after the other.

Actions (`uses:`) and GitHub's own client do not run here: the posts lie where they would be
checked out, and a script keeps releases in a directory.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from newsdb.cli import main
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


def run_steps(site: Path, wheel: Path) -> list[subprocess.CompletedProcess[str]]:
    """Run the commands of the workflow, each in a shell of its own as a runner does."""
    temporary = site.parent
    (temporary / "bin").mkdir(exist_ok=True)
    (temporary / "bin" / "gh").write_text(GH, encoding="utf-8")
    (temporary / "bin" / "gh").chmod(0o755)
    (temporary / "releases").mkdir(exist_ok=True)
    paths = temporary / "paths"
    paths.write_text("")
    values = {"vars.NEWSDB": f"{wheel}", "github.token": "a token"}
    done = []
    for step in workflow(site)["jobs"]["load"]["steps"]:
        if "run" not in step:
            continue
        environment = {
            **os.environ,
            "RELEASES": f"{temporary / 'releases'}",
            "RUNNER_TEMP": f"{temporary}",
            "GITHUB_PATH": f"{paths}",
            # The registry is not asked: what newsdb needs is in this environment.
            "PIP_NO_INDEX": "1",
            "PYTHONPATH": sysconfig.get_path("purelib"),
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
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
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
    assert document["jobs"]["load"]["permissions"] == {"contents": "write"}
    for step in document["jobs"]["load"]["steps"]:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{'0' * 40}"))
    zizmor = Path(sys.executable).parent / "zizmor"
    path = site / ".github" / "workflows" / "newsdb.yml"
    done = subprocess.run(
        [zizmor, "--offline", "--quiet", "--color=never", path], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (
        0,
        "No findings to report. Good job! (1 suppressed)\n",
    )
