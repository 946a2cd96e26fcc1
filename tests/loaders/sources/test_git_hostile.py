"""A repository whose config, attributes and hooks name programs: loading it runs none of them."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsdb.cli import main

NAMES_A_PROGRAM = re.compile(
    r"(cmd|command|program|editor|textconv|driver|proxy|clean|smudge|process|fsmonitor|external"
    r"|helper|askpass|hook|hooksPath|vcs|uploadpack|receivepack|tunnel|browser|viewer|path|update"
    r"|target|diffFilter|server|\.tool|guitool|\.pager)$|^(pager|alias)\.",
    re.IGNORECASE,
)
TAKES_A_BOOLEAN = re.compile(r"^(advice|color)\.|^core\.quotePath$", re.IGNORECASE)
# Keys that git's list of variables leaves out, or that have a syntax of their own.
MORE_KEYS = {
    "filter.x.process": "{}",
    "filter.x.required": "true",
    "tar.x.command": "{}",
    "trailer.x.command": "{}",
    "trailer.x.cmd": "{}",
    "submodule.x.update": "!{}",
    "alias.rev-parse": "!{}",
    "alias.ls-tree": "!{}",
    "alias.cat-file": "!{}",
    "pager.rev-parse": "{}",
    "pager.diff-tree": "{}",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "remote.origin.url": "ext::{}",
    "remote.origin.promisor": "true",
    "remote.origin.partialCloneFilter": "blob:none",
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
}
HOOKS = ["post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"]


def git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", "site", *arguments], check=True, capture_output=True)
    return os.fsdecode(done.stdout).strip()


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.com")
    for scope in ("GLOBAL", "SYSTEM"):
        monkeypatch.setenv(f"GIT_CONFIG_{scope}", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def documented_keys() -> list[str]:
    listed = subprocess.run(["git", "help", "--config"], check=True, capture_output=True, text=True)
    keys = [re.sub(r"<[^<>]*>|\*", "x", key) for key in listed.stdout.split("\n") if "." in key]
    return [k for k in keys if NAMES_A_PROGRAM.search(k) and not TAKES_A_BOOLEAN.search(k)]


def make_hostile(marker: str) -> list[str]:
    """Let every key of the config that can name a program name one that writes `marker`-KEY."""
    settings = dict.fromkeys(documented_keys(), "{}") | MORE_KEYS
    lines = []
    for key, value in settings.items():
        section, _, name = key.rpartition(".")
        section, _, subsection = section.partition(".")
        command = value.format(f"touch {marker}-{re.sub('[^A-Za-z]', '-', key)}")
        head = f'[{section} "{subsection}"]' if subsection else f"[{section}]"
        lines.append(f"{head}\n\t{name} = {command}\n")
    with Path("site/.git/config").open("a") as config:
        config.write("".join(lines))
    for name in HOOKS:
        hook = Path("site/.git/hooks", name)
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {marker}-hook-{name}\n")
        hook.chmod(0o755)
    return list(settings)


def load(*arguments: str, kind: str = "posts") -> str:
    result = CliRunner().invoke(main, ["load", kind, "site", *arguments, "--db", "news.db"])
    assert result.exit_code == 0, result.output
    return result.output


def commit(text: str) -> None:
    """Commit a post, with a config that runs nothing."""
    if not Path("site").exists():
        subprocess.run(["git", "init", "-q", "-b", "main", "site"], check=True)
    Path("site/_posts").mkdir(exist_ok=True)
    Path("site/_posts/2022-01-01-a.md").write_text(f"---\ntitle: a\n---\n{text}\n")
    Path("site/.gitattributes").write_text("* filter=x diff=x merge=x\n")
    git("add", ".")
    git("commit", "-q", "-m", "posts")


def test_no_program_that_a_repository_names_is_run(tmp_path: Path) -> None:
    commit("one")
    harmless = Path("site/.git/config").read_text()
    marker = f"{tmp_path}/ran"
    keys = make_hostile(marker)
    assert {"core.fsmonitor", "core.sshCommand", "diff.external", "filter.x.clean"} <= set(keys)
    assert "1 added" in load("--ref", "main")
    Path("site/.git/config").write_text(harmless)
    for hook in HOOKS:
        Path("site/.git/hooks", hook).unlink()
    commit("two")
    make_hostile(marker)
    assert "1 changed" in load("--ref", "main", "--path", "_posts")
    assert "1 unchanged" in load("--ref", "HEAD")
    assert "1 unchanged" in load("--ref", "main", kind="history")
    assert list(tmp_path.glob("ran*")) == []


def test_a_missing_object_is_not_fetched_by_a_program(tmp_path: Path) -> None:
    commit("one")
    blob = git("rev-parse", "HEAD:_posts/2022-01-01-a.md")
    Path("site/.git/objects", blob[:2], blob[2:]).unlink()
    make_hostile(f"{tmp_path}/ran")
    assert "1 rejected" in load("--ref", "main")
    assert list(tmp_path.glob("ran*")) == []


def test_git_itself_runs_such_programs(tmp_path: Path) -> None:
    """The tests above could fail: this is how git behaves without our precautions."""
    commit("one")
    git("config", "core.fsmonitor", f"touch {tmp_path}/ran")
    first = git("rev-parse", "HEAD")
    git("diff-tree", "-r", first)
    assert (tmp_path / "ran").exists()
