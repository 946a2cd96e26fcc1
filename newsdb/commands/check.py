"""`newsdb check`: is a database whole?"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from newsdb.commands.errors import handle_errors, open_existing
from newsdb.commands.options import database_option
from newsdb.commands.summary import count
from newsdb.database.checking import check


@click.command("check")
@database_option()
def check_command(database: Path) -> None:
    """Prove that a database is whole; exit with 1 and say what is wrong where it is not.

    Checked are SQLite's integrity, foreign keys, that every file is accounted for, and
    that the search index and the numbers of securities are in step with the posts.

    \b
    Example:
      newsdb check --db news.db
    """
    with handle_errors(), closing(open_existing(database)) as connection:
        wrong = list(check(connection))
        for sentence in wrong:
            click.echo(f"{database}: {sentence}", err=True)
        if wrong:
            sys.exit(1)
        posts = connection.execute("select count(*) from posts").fetchone()[0]
    click.echo(f"{database}: {count(posts, 'post')}, nothing is wrong.")
