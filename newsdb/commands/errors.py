"""What goes wrong, as one sentence and exit status 2."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path

import click

from newsdb.config import PROG_NAME
from newsdb.database.reading import in_words, open_read_only
from newsdb.exceptions import NotANewsDatabaseError, SourceError


class CommandError(click.ClickException):
    """Something that keeps a command from its work: one sentence, exit status 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Say the sentence on standard error."""
        click.echo(f"{PROG_NAME}: {self.message}", err=True)


@contextmanager
def handle_errors() -> Iterator[None]:
    """Turn what may go wrong outside this program into one sentence and exit status 2."""
    try:
        yield
    except (SourceError, NotANewsDatabaseError) as error:
        raise CommandError(str(error)) from None
    except sqlite3.Error as error:
        raise CommandError(
            f"the database could not be used: {in_words(error)}; nothing was changed"
        ) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise CommandError(f"{place}{error.strerror or error}; nothing was changed") from None
    except BrokenExecutor:
        reason = "a process that converts posts was killed; --jobs 1 needs less memory"
        raise CommandError(f"{reason}; nothing was changed") from None
    except KeyboardInterrupt:
        raise CommandError("stopped; nothing was changed") from None


def open_existing(database: Path) -> sqlite3.Connection:
    """Open a database that must be there already, to read it."""
    if not database.exists():
        raise CommandError(f"{database} does not exist; make it with `newsdb load posts`")
    return open_read_only(database)
