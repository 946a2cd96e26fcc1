"""What tests of several kinds of sources stand on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from loaders.sources.directory import Directory
from loaders.sources.git import Git
from tests.loaders.shell import POST


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, which is empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def with_post(folder: Path) -> Path:
    """The current directory, with one post of the archive in `_posts`."""
    (folder / "_posts").mkdir()
    (folder / "_posts/2022-03-01-202203012290000001.md").write_text(POST)
    return folder


@pytest.fixture
def isolated_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep a person's own git settings out, and work where relative names are short."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        **{f"GIT_{role}_NAME": "a" for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": "a@example.com" for role in ("AUTHOR", "COMMITTER")},
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that are read from git and from directories."""
    read: list[str] = []

    def noting(original: Any) -> Any:
        def note(self: Git | Directory, paths: list[str]) -> object:
            paths = list(paths)
            read.extend(paths)
            return original(self, paths)

        return note

    for source in (Git, Directory):
        monkeypatch.setattr(source, "read", noting(source.read))
    return read
