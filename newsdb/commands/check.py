"""`newsdb check`: the integrity of a database."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from newsdb.commands.errors import handle_errors, open_existing
from newsdb.commands.options import database_option
from newsdb.commands.output import count, echo
from newsdb.database.checking import check_database


@click.command("check")
@database_option()
def check_command(database: Path) -> None:
    """Check a database's integrity.

    This checks SQLite's own integrity, the schema, foreign keys, that every file is accounted
    for, that nothing was changed after the last load, and that totals and the search index agree
    with the posts. The exit status is 1 if anything is wrong.

    \b
    Example:
      newsdb check --db news.db
    """
    with handle_errors(), closing(open_existing(database)) as connection:
        wrong = list(check_database(connection))
        for sentence in wrong:
            echo(f"{database}: {sentence}", err=True)
        if wrong:
            sys.exit(1)
        posts = connection.execute("select count(*) from posts").fetchone()[0]
    echo(f"{database}: OK ({count(posts, 'post')})")
