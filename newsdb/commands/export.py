"""`newsdb export`: posts as files that other tools read."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import cast

import click

from newsdb.commands.errors import CommandError, handle_errors, open_existing
from newsdb.commands.options import database_option, quiet_option
from newsdb.commands.output import count, echo
from newsdb.exceptions import ExportError, InvalidParameterError, PyarrowMissingError
from newsdb.export.exporter import export
from newsdb.export.formats import Format
from newsdb.export.selection import Selection, day

FORMATS: tuple[Format, ...] = ("ndjson", "csv", "parquet")


def _check_day(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    try:
        return value and day("it", value)
    except InvalidParameterError as error:
        raise click.BadParameter(str(error)) from None


@click.command("export", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@database_option()
@click.option(
    "--format",
    "wanted",
    multiple=True,
    default=["ndjson"],
    show_default=True,
    type=click.Choice(FORMATS),
    help="File format; may be given more than once.",
)
@click.option("--by", type=click.Choice(["month"]), help="Write one file per month.")
@click.option(
    "--since", callback=_check_day, metavar="DATE", help="Export only posts of this day and later."
)
@quiet_option
def export_command(
    folder: Path,
    database: Path,
    wanted: tuple[str, ...],
    by: str | None,
    since: str | None,
    quiet: bool,
) -> None:
    """Export posts as NDJSON, CSV or Parquet.

    DIR also gets a file SHA256SUMS. The same database gives the same bytes. Files of an earlier
    export to DIR are replaced.

    \b
    Examples:
      newsdb export data/ --format ndjson --format csv
      newsdb export data/ --format parquet --by month
    """
    with handle_errors(), closing(open_existing(database)) as connection:
        formats_wanted = cast("tuple[Format, ...]", wanted)
        try:
            # One transaction: every file shows the same state.
            connection.execute("begin")
            total = connection.execute("select count(*) from posts").fetchone()[0]
            with click.progressbar(
                length=total * len(set(wanted)),
                label="Writing posts",
                file=sys.stderr,
                hidden=quiet or not sys.stderr.isatty(),
            ) as bar:
                sums = export(
                    connection,
                    folder,
                    formats_wanted,
                    by == "month",
                    Selection(since=since),
                    progress=bar.update,
                )
        except (PyarrowMissingError, ExportError) as error:
            raise CommandError(str(error)) from None
    if not quiet:
        bytes_written = sum((folder / name).stat().st_size for name in sums)
        written = f"{count(len(sums), 'file')} ({count(bytes_written, 'byte')})"
        echo(f"Wrote {written} and SHA256SUMS to {folder}.")
