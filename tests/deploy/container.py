"""A Dockerfile's steps in plain folders, where no engine runs: for tests of one.

They run as root in a mount namespace of their own. This machine's own system stands for the base
image: each stage is an overlay over it, with a Python that has no packages. The last stage runs
as `--read-only --tmpfs /tmp` runs it; what comes of it is printed as JSON.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from urllib.request import Request, urlopen

import pytest

from tests.paths import TOP

WORK = Path("/mnt")
"""Where a file system in memory lies that only this process sees."""


@dataclass
class Stage:
    """One stage of a build: its root folder, and what the instructions so far have set."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": os.environ["PATH"]})
    folder: str = "/"
    user: str = "0:0"
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def at(self, path: str) -> Path:
        """Return where a path in the container lies."""
        return self.root / Path(self.folder, path).relative_to("/")

    def words(self, words: list[str], more: dict[str, str] | None = None) -> list[str]:
        """Return a command that runs in the container as its user, with its variables only."""
        variables = [
            f"{name}={value}" for name, value in {**self.environment, **(more or {})}.items()
        ]
        change = ["chroot", f"--userspec={self.user}", f"{self.root}", "env", "-i", *variables]
        return [*change, "sh", "-c", f'cd {self.folder} && exec "$@"', "sh", *words]


def instructions(text: str) -> list[tuple[str, str]]:
    """Return a Dockerfile's instructions, each with what follows it."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in joined)]


def mounted(name: str) -> Stage:
    """Return a new stage over this machine's own system."""
    upper, work, root = (WORK / name / each for each in ("upper", "work", "root"))
    for folder in (upper, work, root):
        folder.mkdir(parents=True)
    options = f"lowerdir=/,upperdir={upper},workdir={work}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, root], check=True)
    # In the base image everybody may run Python.
    python = Path(sys.base_prefix, "bin", "python3").resolve()
    for parent in python.parents[:-1]:
        (root / parent.relative_to("/")).chmod(0o755)
    for folder, kind in {"proc": "proc", "tmp": "tmpfs"}.items():
        subprocess.run(["mount", "-t", kind, kind, root / folder], check=True)
    subprocess.run(["mount", "--rbind", "/dev", root / "dev"], check=True)
    stage = Stage(root)
    stage.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    subprocess.run(stage.words([f"{python}", "-m", "venv", "/usr/local"]), check=True)
    return stage


def build(text: str, context: Path) -> Stage:
    """Run a Dockerfile's instructions and return its last stage."""
    stages: dict[str, Stage] = {}
    arguments: dict[str, str] = {}
    # How packages are fetched here is this machine's business.
    fetching = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    for name, rest in instructions(text):
        if name == "FROM":
            key = rest.partition(" AS ")[2] or "last"
            stage = stages[key] = mounted(key)
        elif name == "ARG":
            key, _, value = rest.partition("=")
            arguments[key] = value
        elif name == "ENV":
            words = shlex.split(rest)
            # `ENV NAME value`, the old form, sets one.
            for word in words if "=" in words[0] else ["=".join(words)]:
                key, _, value = word.partition("=")
                stage.environment[key] = Template(value).substitute(stage.environment)
        elif name == "COPY":
            *sources, target = shlex.split(Template(rest).substitute(arguments))
            root = context
            if sources[0].startswith("--from="):
                root = stages[sources.pop(0).partition("=")[2]].root
            for source in sources:
                copy(root / source.lstrip("/"), stage.at(target), target.endswith("/"))
        elif name == "RUN":
            home = {"HOME": "/root", **fetching}
            if rest.startswith("--mount=type=bind,target="):
                option, _, rest = rest.partition(" ")
                place = stage.at(option.rpartition("=")[2])
                place.mkdir()
                subprocess.run(["mount", "--bind", context, place], check=True)
            subprocess.run(stage.words(["sh", "-c", rest], home), check=True, stdout=sys.stderr)
        elif name == "WORKDIR":
            stage.folder = rest
            stage.at(".").mkdir(parents=True, exist_ok=True)
        elif name == "USER":
            stage.user = rest
        elif name == "HEALTHCHECK":
            stage.health = json.loads(rest.partition("CMD ")[2])
        elif name == "CMD":
            stage.command = (
                json.loads(rest) if rest.startswith("[") else ["sh", "-c", f"exec {rest}"]
            )
        elif name != "EXPOSE":
            raise ValueError(f"{name}: this instruction is not known here")
    return stage


def copy(source: Path, target: Path, into: bool) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    else:
        target = target / source.name if into else target
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def run(stage: Stage, address: str) -> dict[str, object]:
    """Run a stage's command with nothing but /tmp to write to; return what was seen of it."""
    subprocess.run(["mount", "-o", "remount,ro", stage.root], check=True)
    ask = f"import urllib.request as u; u.urlopen('{address}/-/health')"
    health = stage.words(stage.health or ["python", "-c", ask])
    server = subprocess.Popen(stage.words(stage.command), stdout=sys.stderr)
    try:
        tries = 0
        while subprocess.run(health, capture_output=True).returncode:
            tries += 1
            if tries > 120 or server.poll() is not None:
                raise RuntimeError("the health check never succeeds")
            time.sleep(1)
        status = Path(f"/proc/{server.pid}/status").read_text()
        feed = urlopen(Request(f"{address}/robots.txt", headers={"X-Forwarded-Proto": "https"}))
        outside = ["sh", "-c", "touch /data/x /opt/newsdb/x /x"]
        seen = {
            "user": next(line.split()[1] for line in status.splitlines() if line.startswith("Uid")),
            "database": json.load(urlopen(f"{address}/news.json"))["database"],
            "robots": feed.read().decode().splitlines()[-1],
            "writes": subprocess.run(stage.words(outside), capture_output=True).returncode,
        }
    finally:
        server.terminate()
    seen["ending"] = server.wait(timeout=60)
    seen["unhealthy"] = subprocess.run(health, capture_output=True).returncode
    return seen


def steps_run(file: Path, context: Path, port: int) -> dict[str, object]:
    """Return what is seen of a Dockerfile's server, which listens on a port: the way in here."""
    command = ["unshare", "--mount", sys.executable, "-m", "tests.deploy.container"]
    done = subprocess.run(
        [*command, file, context, f"http://127.0.0.1:{port}"],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen: dict[str, object] = json.loads(done.stdout)
    return seen


def can_mount() -> bool:
    mount = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", WORK]
    return shutil.which("unshare") is not None and not subprocess.run(mount).returncode


needs_mount = pytest.mark.skipif(not can_mount(), reason="needs the right to mount: root on Linux")

if __name__ == "__main__":
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", WORK], check=True)
    made = build(Path(sys.argv[1]).read_text(encoding="utf-8"), Path(sys.argv[2]))
    print(json.dumps(run(made, sys.argv[3])))
