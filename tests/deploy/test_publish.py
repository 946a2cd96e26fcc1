"""`deploy/publish`: what Datasette's own command would upload, and that it is a site."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.behind_nginx import free_port
from tests.deploy.container import needs_mount, steps_run
from tests.paths import TOP

GCLOUD = """#!/bin/sh
echo "$*" >>{folder}/asked
case "$1 $2" in
    "config get-value") echo my-project ;;
    "builds submit") cp -RL . {folder}/upload ;;
esac
"""


@pytest.fixture(scope="module")
def dry_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the command asks of Google's client, and the upload."""
    folder = tmp_path_factory.mktemp("cloudrun")
    (folder / "gcloud").write_text(GCLOUD.format(folder=folder))
    (folder / "gcloud").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
    }
    command = [TOP / "deploy" / "publish", "cloudrun", "--service", "news"]
    subprocess.run(command, env=environment, check=True, timeout=600)
    return folder


def test_the_service_is_made(dry_run: Path) -> None:
    image = "us-docker.pkg.dev/my-project/datasette/datasette-news"
    asked = (dry_run / "asked").read_text().splitlines()
    assert f"builds submit --tag {image}" in asked
    assert asked[-1] == (
        f"run deploy --allow-unauthenticated --platform=managed --image {image} news "
        "--max-instances 1"
    )


def test_the_upload_is_the_site_and_nothing_else(dry_run: Path) -> None:
    upload = dry_run / "upload"
    assert sorted(path.name for path in upload.iterdir()) == sorted(
        ["Dockerfile", "metadata.json", "news.db", "packages", "plugins", "static", "templates"]
    )
    assert (upload / "news.db").read_bytes() == (TOP / "news.db").read_bytes()
    for folder, pattern in {"plugins": "*.py", "templates": "*.html", "static": "*.*"}.items():
        assert {path.name: path.read_bytes() for path in (upload / folder).glob(pattern)} == {
            path.name: path.read_bytes() for path in (TOP / folder).glob(pattern)
        }
    dockerfile = (upload / "Dockerfile").read_text()
    (wheel,) = (upload / "packages").glob("newsdb-*.whl")
    assert "pip install --require-hashes --requirement packages/requirements.txt" in dockerfile
    requirements = (upload / "packages" / "requirements.txt").read_text()
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert requirements == (TOP / "requirements.txt").read_text() + (
        f"./packages/{wheel.name} --hash=sha256:{digest}\n"
    )
    for setting in ("suggest_facets false", "num_sql_threads 4", "force_https_urls on"):
        assert f"--setting {setting} " in dockerfile


@needs_mount
def test_its_steps_give_the_site(dry_run: Path, tmp_path: Path) -> None:
    port = free_port()
    upload = dry_run / "upload"
    file = tmp_path / "Dockerfile"
    file.write_text(re.sub(r"\b8001\b", f"{port}", (upload / "Dockerfile").read_text()))
    seen = steps_run(file, upload, port)
    assert seen["database"] == "news"
    assert seen["robots"] == f"Sitemap: https://127.0.0.1:{port}/sitemap.xml"
