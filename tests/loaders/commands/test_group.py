"""`newsdb load`, as a person types it: options, messages and exit codes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.loaders.shell import run, write_posts

pytestmark = pytest.mark.usefixtures("with_post")


def test_quiet_says_nothing() -> None:
    assert run("load", "posts", ".", "--quiet").output == ""


def test_ctrl_c_while_a_command_is_imported_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("newsdb.cli.import_module", interrupted)
    result = run("load", "posts", ".")
    assert (result.exit_code, result.output) == (2, "newsdb: interrupted\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["load", "posts", "nowhere"], "newsdb: nowhere does not exist\n"),
        (["check"], "newsdb: news.db does not exist; create it with `newsdb load posts`\n"),
        (["problems"], "newsdb: news.db does not exist; create it with `newsdb load posts`\n"),
        (
            ["load", "posts", ".", "--db", "text.db"],
            "text.db is not a database that can be read (file is not a database)\n",
        ),
        (
            ["load", "posts", ".", "--db", "other.db"],
            "other.db is not a newsdb database\n",
        ),
        (
            ["load", "posts", ".", "--db", "no/such/folder/news.db"],
            "No such file or directory; nothing was changed\n",
        ),
    ],
)
def test_what_cannot_start_is_a_sentence(arguments: list[str], sentence: str) -> None:
    Path("text.db").write_text("this is a text, not a database, and long enough to be one")
    with closing(sqlite3.connect("other.db")) as connection:
        connection.execute("create table something (id)")
    before = Path("other.db").read_bytes()
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.output.endswith(sentence)
    assert result.output.count("\n") == 1
    assert Path("other.db").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["load", "posts"],
        ["load", "posts", ".", "--timezone", "Mars/Base"],
        ["load", "posts", ".", "--jobs", "0"],
    ],
)
def test_wrong_arguments_say_what_is_right(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output


@pytest.mark.parametrize("command", [[], ["load"], ["load", "posts"], ["check"], ["problems"]])
def test_every_help_has_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "\n  Example" in result.output


@pytest.mark.parametrize("command", [["load", "posts", "site"], ["check"], ["problems"]])
def test_the_database_is_a_regular_file(folder: Path, command: list[str]) -> None:
    write_posts(1)
    os.mkfifo("fifo")
    Path("link").symlink_to("/dev/null")
    for name in ("/dev/null", "fifo", "link"):
        before = Path(name).stat()
        result = run(*command, "--db", name)
        assert result.exit_code == 2
        assert f"{name} is not a regular file" in result.output
        after = Path(name).stat()
        assert (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode)
