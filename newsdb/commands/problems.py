"""`newsdb problems`: what was repaired or rejected, and why."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from newsdb.commands.errors import CommandError, handle_errors, open_existing
from newsdb.commands.options import database_option
from newsdb.commands.output import echo, one_line
from newsdb.database.reading import kept_bytes, problems_of


@click.command("problems")
@database_option()
@click.option("--kind", help="List only problems of this kind, such as `date`.")
@click.option(
    "--raw",
    "path",
    metavar="PATH",
    help="Write the stored bytes of this file to standard output.",
)
def problems_command(database: Path, kind: str | None, path: str | None) -> None:
    """List problems found while loading, or print a file.

    The file is printed as it was loaded, byte for byte.

    \b
    Examples:
      newsdb problems
      newsdb problems --raw _posts/2022-03-11-broken.md > broken.md
    """
    with handle_errors(), closing(open_existing(database)) as connection:
        if path is not None:
            raw = kept_bytes(connection, path)
            if raw is None:
                raise CommandError(f"no stored bytes for {path}")
            sys.stdout.buffer.write(raw)
            return
        for problem in problems_of(connection, kind):
            echo(one_line(problem))
