"""The Dockerfile: its steps in plain folders, and what goes into the image."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.behind_nginx import free_port
from tests.deploy.container import instructions, needs_mount, steps_run
from tests.paths import TOP

HADOLINT = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
DOCKERFILE = (TOP / "Dockerfile").read_text(encoding="utf-8")


@needs_mount
def test_its_steps_give_a_server_that_is_well(tmp_path: Path) -> None:
    """Not root, nothing to write to but /tmp, no home; the health check says how it is."""
    port = free_port()
    file = tmp_path / "Dockerfile"
    file.write_text(DOCKERFILE.replace("8001", f"{port}"), encoding="utf-8")
    assert steps_run(file, TOP, port) == {
        "user": "65534",
        "database": "news",
        "robots": f"Sitemap: https://127.0.0.1:{port}/sitemap.xml",
        "writes": 1,
        "ending": 0,
        "unhealthy": 1,
    }


def test_nothing_else_goes_into_the_image() -> None:
    lines = (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = [rest.split() for name, rest in instructions(DOCKERFILE) if name == "COPY"]
    named = {word for words in copied if "--from" not in words[0] for word in words[:-1]}
    assert named - {"${DATABASE}"} == let_in - {"*.db"}
    assert all((TOP / name).exists() for name in named - {"${DATABASE}"})


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
def test_the_linter_has_nothing_to_say() -> None:
    done = subprocess.run([f"{HADOLINT}", TOP / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
