"""Errors of commands: a line on standard error, and exit status 2."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path

import click

from newsdb.commands.output import echo, one_line
from newsdb.config import PROG_NAME
from newsdb.database.reading import describe_error, open_read_only
from newsdb.exceptions import NewsdbError, SettingsError


class CommandError(click.ClickException):
    """A command cannot do its work; the message is one line."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Write the message to standard error."""
        echo(f"{PROG_NAME}: {one_line(self.message)}", err=True)


class SettingsCommandError(CommandError):
    """newsdb.yml is invalid; the message has a line for each mistake."""

    def show(self, file: object = None) -> None:
        """Write the lines of the message to standard error."""
        for line in self.message.split("\n"):
            echo(f"{PROG_NAME}: {line}", err=True)


class CommandInterrupted(CommandError):
    """The user stopped the command."""


@contextmanager
def handle_errors() -> Iterator[None]:
    """Turn errors whose cause is outside this program into CommandError."""
    try:
        yield
    except SettingsError as error:
        raise SettingsCommandError(str(error)) from None
    except NewsdbError as error:
        raise CommandError(str(error)) from None
    except sqlite3.Error as error:
        raise CommandError(
            f"the database could not be used: {describe_error(error)}; nothing was changed"
        ) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise CommandError(f"{place}{error.strerror or error}; nothing was changed") from None
    except BrokenExecutor:
        reason = "a worker process was killed (out of memory?); try --jobs 1"
        raise CommandError(f"{reason}; nothing was changed") from None
    except KeyboardInterrupt:
        raise CommandInterrupted("interrupted; nothing was changed") from None


def open_existing(database: Path) -> sqlite3.Connection:
    """Open a database that must exist, to read it."""
    if not database.exists():
        raise CommandError(f"{database} does not exist; create it with `newsdb load posts`")
    return open_read_only(database)
