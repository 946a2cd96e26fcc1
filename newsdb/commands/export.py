"""`newsdb export`: write posts to files for other tools."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from newsdb.commands.errors import CommandError, handle_errors, open_existing
from newsdb.commands.options import database_option, quiet_option
from newsdb.commands.output import count, echo
from newsdb.exceptions import ExportError, InvalidParameterError
from newsdb.export import checksums
from newsdb.export.exporter import export
from newsdb.export.formats import FORMATS
from newsdb.parameters import parse_day
from newsdb.search.filters import Filter

FILE_OPTIONS = {"directory": "DIR", "formats": "--format", "by": "--by", "since": "--since"}
"""Parameters that say how files are written."""


def _check_day(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    try:
        return value and parse_day("the date", value)
    except InvalidParameterError as error:
        raise click.BadParameter(str(error)) from None


@click.command("export", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "directory",
    metavar="[DIR]",
    required=False,
    type=click.Path(file_okay=False, path_type=Path),
)
@database_option()
@click.option(
    "--format",
    "formats",
    multiple=True,
    default=["ndjson"],
    show_default=True,
    type=click.Choice(list(FORMATS)),
    help="File format; may be given more than once.",
)
@click.option("--by", type=click.Choice(["month"]), help="Write one file per month.")
@click.option(
    "--since", callback=_check_day, metavar="DATE", help="Export only posts of this day and later."
)
@click.option(
    "--to",
    "target",
    metavar="URL",
    help="Write datasets (Delta tables) to this directory or bucket, in place of files to DIR.",
)
@click.option(
    "--partition",
    type=click.Choice(["month"]),
    show_default="month",
    help="With --to: how datasets are partitioned.",
)
@quiet_option
def export_command(
    directory: Path | None,
    database: Path,
    formats: tuple[str, ...],
    by: str | None,
    since: str | None,
    target: str | None,
    partition: str | None,
    quiet: bool,
) -> None:
    """Export posts to files, or to datasets.

    DIR also gets a file SHA256SUMS. The same database gives the same bytes. Files of an earlier
    export to DIR are replaced. With --to, the datasets are those that a load on a cluster writes;
    only what changed since the last export is written.

    \b
    Examples:
      newsdb export data/ --format ndjson --format csv
      newsdb export data/ --format parquet --by month
      newsdb export --to s3://bucket/lake --partition month
    """
    if target is not None:
        _export_datasets(target, database, quiet)
        return
    if directory is None or partition:
        raise CommandError(
            "name the directory to write to, or a directory or bucket for datasets with --to"
            if directory is None
            else "--partition needs --to"
        )
    with handle_errors(), closing(open_existing(database)) as connection:
        try:
            # One transaction: every file shows the same state.
            connection.execute("begin")
            total = connection.execute("select count(*) from posts").fetchone()[0]
            with click.progressbar(
                length=total * len(set(formats)),
                label="Writing posts",
                file=sys.stderr,
                hidden=quiet or not sys.stderr.isatty(),
            ) as bar:
                sums = export(
                    connection,
                    directory,
                    [FORMATS[name] for name in formats],
                    by == "month",
                    Filter(since=since),
                    progress=bar.update,
                )
        except ExportError as error:
            raise CommandError(str(error)) from None
    if not quiet:
        size = sum((directory / name).stat().st_size for name in sums)
        written = f"{count(len(sums), 'file')} ({count(size, 'byte')})"
        echo(f"Wrote {written} and {checksums.FILE_NAME} to {directory}.")


def _export_datasets(target: str, database: Path, quiet: bool) -> None:
    """Write the datasets of a database, and say what was done."""
    from newsdb.lake.exporting import export_to_lake
    from newsdb.lake.storage import open_storage

    context = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    for name, option in FILE_OPTIONS.items():
        if context.get_parameter_source(name) != default:
            raise CommandError(f"{option} does not go with --to")
    with handle_errors(), closing(open_existing(database)) as connection:
        connection.execute("begin")
        total = connection.execute("select count(*) from files").fetchone()[0]
        with click.progressbar(
            length=total,
            label="Writing datasets",
            file=sys.stderr,
            hidden=quiet or not sys.stderr.isatty(),
        ) as bar:
            done = export_to_lake(connection, open_storage(target), progress=bar.update)
    if not quiet:
        shares = f"wrote {done.written} of {count(done.shares, 'share')}"
        echo(f"{target}: {count(done.posts, 'post')}; {shares}.")
