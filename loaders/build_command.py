"""`newsdb build`: databases from the datasets of a lake."""

from __future__ import annotations

from pathlib import Path

import click

from loaders.building import build
from loaders.cluster.options import check_address, warn_of_open_scheduler
from loaders.sharding import build_shards
from newsdb.commands.errors import CommandError, handle_errors
from newsdb.commands.options import database_option, quiet_option
from newsdb.commands.output import count, echo
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
@click.option(
    "--shard", type=click.Choice(["year"]), help="Build a database for each year, in --to."
)
@click.option(
    "--to", "target", metavar="URL", help="With --shard: directory or bucket of the databases."
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    callback=check_address,
    help="With --shard: build on a Dask cluster (tcp://HOST:PORT or tls://HOST:PORT), or with "
    "local:N in N worker processes on this machine.",
)
@quiet_option
def build_command(
    url: str,
    database: Path,
    where: str,
    shard: str | None,
    target: str | None,
    cluster: str | None,
    quiet: bool,
) -> None:
    """Build a database from datasets.

    It is the database that a load of the same sources makes, and takes the place of one that is
    there. With --shard year, each year has a database of its own, such as 2022.db; only those of
    years that changed are built.

    \b
    Examples:
      newsdb build --from s3://bucket/lake --db news.db
      newsdb build --from lake/ --where "month >= '2022-01' and source = 'Reuters'"
      newsdb build --from lake/ --shard year --to years/ --cluster local:4
    """
    with handle_errors():
        if shard:
            _build_shards(url, target, where, cluster, quiet)
            return
        if target or cluster:
            raise CommandError("--to and --cluster need --shard year")
        with progress_bar(quiet) as progress:
            summary = build(
                url,
                database,
                where,
                progress,
                waiting=lambda: echo("Waiting for a load to finish…", err=True),
            )
    if not quiet:
        echo(format_summary(summary, database))


def _build_shards(
    url: str, target: str | None, where: str, address: str | None, quiet: bool
) -> None:
    """Build the databases of the years, and say of each what was done."""
    source = click.get_current_context().get_parameter_source("database")
    if where or source != click.core.ParameterSource.DEFAULT:
        raise CommandError(f"{'--where' if where else '--db'} does not go with --shard")
    if target is None:
        raise CommandError("--shard needs --to, the directory or bucket of the databases")
    warn_of_open_scheduler(address)
    for shard in build_shards(url, target, address):
        if not quiet:
            done = "built" if shard.is_new else "unchanged"
            echo(f"{target}/{shard.year}.db: {count(shard.posts, 'post')}, {done}.")
