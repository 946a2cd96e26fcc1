"""Errors of commands: one line on standard error that says what to do, and exit status 2."""

import sqlite3
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from newsdb.commands.errors import CommandError, handle_errors, open_existing
from newsdb.exceptions import NotANewsDatabaseError, SettingsError, SourceError


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (SourceError("x holds no files"), "x holds no files"),
        (
            sqlite3.OperationalError("disk I/O error"),
            "the database could not be used: disk I/O error; nothing was changed",
        ),
        (
            FileNotFoundError(2, "No such file or directory", "a/b"),
            "a/b: No such file or directory; nothing was changed",
        ),
        (OSError("cannot"), "cannot; nothing was changed"),
        (
            BrokenProcessPool(),
            "a worker process was killed (out of memory?); try --jobs 1; nothing was changed",
        ),
        (KeyboardInterrupt(), "interrupted; nothing was changed"),
    ],
)
def test_errors_from_outside_are_messages(error: BaseException, message: str) -> None:
    with pytest.raises(CommandError) as raised, handle_errors():
        raise error
    assert (raised.value.message, raised.value.exit_code) == (message, 2)
    assert raised.value.__suppress_context__


def test_bugs_stay_what_they_are() -> None:
    with pytest.raises(ValueError, match=r"^bug$"), handle_errors():
        raise ValueError("bug")


def test_a_message_is_one_line_without_control_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    CommandError("a:\n  b \x1b[31m https://u:pw@h.example/").show()
    assert capsys.readouterr() == ("", "newsdb: a: b \\x1b[31m https://h.example/\n")


def test_each_mistake_in_settings_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError) as raised, handle_errors():
        raise SettingsError("n:1: a\nn:2: b \x1b[31m")
    raised.value.show()
    assert capsys.readouterr() == ("", "newsdb: n:1: a\nnewsdb: n:2: b \\x1b[31m\n")


def test_databases_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no\.db does not exist; create it with `newsdb load"):
        open_existing(tmp_path / "no.db")
    assert not (tmp_path / "no.db").exists()
    (tmp_path / "text.db").write_text("a text of some length, and not a database" * 9)
    with pytest.raises(NotANewsDatabaseError):
        open_existing(tmp_path / "text.db")
