"""`newsdb build`: a database from the datasets that a load on a cluster wrote."""

from __future__ import annotations

from pathlib import Path

import click

from loaders.building import build
from newsdb.commands.errors import handle_errors
from newsdb.commands.options import database_option, quiet_option
from newsdb.commands.output import echo
from newsdb.commands.progress import progress_bar
from newsdb.commands.summary import format_summary


@click.command("build", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--from", "url", required=True, metavar="URL", help="Directory or bucket with the datasets."
)
@database_option()
@click.option(
    "--where",
    default="",
    metavar="SQL",
    help="Only posts for which this condition on the columns of the dataset posts is true.",
)
@quiet_option
def build_command(url: str, database: Path, where: str, quiet: bool) -> None:
    """Build a database from datasets.

    It is the database that a load of the same sources makes, and takes the place of one that is
    there.

    \b
    Examples:
      newsdb build --from s3://bucket/lake --db news.db
      newsdb build --from lake/ --where "month >= '2022-01' and source = 'Reuters'"
    """
    with handle_errors(), progress_bar(quiet) as progress:
        summary = build(
            url,
            database,
            where,
            progress,
            waiting=lambda: echo("Waiting for a load to finish…", err=True),
        )
    if not quiet:
        echo(format_summary(summary, database))
