"""`newsdb load jsonl`, `csv`, `sqlite` and `wordpress`: posts that are records elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loaders.cluster.job import SourceLocation
from loaders.cluster.options import cluster_options, load_and_report
from loaders.commands.running import (
    allow_empty_option,
    dry_run_option,
    force_option,
    given,
    keep_removed_option,
    keep_source_option,
    max_size_option,
    report,
    run_load,
    versions_option,
)
from loaders.database.versions import Recording
from loaders.load import Limits
from newsdb.commands.errors import handle_errors
from newsdb.commands.options import database_option, quiet_option, strict_option, timezone_option
from newsdb.commands.output import count, echo
from newsdb.models import Options

if TYPE_CHECKING:
    from loaders.parsers.jsonl import JsonLines

prune_option = click.option("--prune", is_flag=True, help="Remove posts whose record is gone.")


def common_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that all commands for records have."""
    for option in (
        *(quiet_option, strict_option, dry_run_option, allow_empty_option, force_option),
        *(keep_removed_option, versions_option, keep_source_option, prune_option),
        *(timezone_option, database_option()),
    ):
        function = option(function)
    return function


@click.command("jsonl")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@common_options
@max_size_option
@cluster_options
def load_jsonl(
    sources: tuple[str, ...],
    max_bytes: int,
    cluster: str | None,
    target: str | None,
    **options: Any,
) -> None:
    """Load JSON lines, as `newsdb export` writes them.

    Each line is a post, or each element of a file that is one JSON array. A source is a file or
    a URL that fsspec knows, which may be compressed (.gz, .zst), or - for standard input.

    \b
    Examples:
      newsdb load jsonl posts.ndjson --db news.db
      zcat posts.ndjson.gz | newsdb load jsonl -
      newsdb load jsonl part-1.ndjson part-2.ndjson --cluster local:4 --to lake/
    """
    from loaders.parsers.record_files import open_json

    if cluster or target:
        load_jsonl_on_cluster(cluster, target, sources, max_bytes, **options)
        return
    load_records(lambda: [open_json(name, max_bytes) for name in sources], max_bytes, **options)


def load_jsonl_on_cluster(
    address: str | None,
    target: str | None,
    locations: Sequence[str],
    max_bytes: int,
    *,
    timezone: str,
    keep_source: bool,
    force: bool,
    allow_empty: bool,
    strict: bool,
    quiet: bool,
    **_: Any,
) -> None:
    """Load JSON lines into datasets, and report what was done."""
    places = [SourceLocation(each, "", None, form="record") for each in dict.fromkeys(locations)]
    settings = Options(timezone, timezone_given=given("timezone"), keep_source=keep_source)
    limits = Limits(allow_empty, force, max_bytes)
    with handle_errors():
        load_and_report(address, target, places, settings, limits, quiet, strict)


def column_pairs(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Return the columns that FIELD=COLUMN names, by field."""
    pairs = [value.partition("=") for value in values]
    if not all(field and column for field, _, column in pairs):
        raise click.BadParameter("it is FIELD=COLUMN, such as title=headline")
    return {field: column for field, _, column in pairs}


@click.command("csv")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    callback=column_pairs,
    help="Column of a field that is called otherwise; may be given several times.",
)
@common_options
@max_size_option
def load_csv(
    sources: tuple[str, ...], columns: dict[str, str], max_bytes: int, **options: Any
) -> None:
    """Load rows of CSV files.

    Each row is a post. The first row has the names of the fields, which are those of JSON lines.
    A source is a file, which may be compressed (.gz, .zst), or - for standard input.

    \b
    Example:
      newsdb load csv posts.csv --column title=headline --column html=content
    """
    from loaders.parsers.tables import open_csv

    load_records(
        lambda: [open_csv(name, columns, max_bytes) for name in sources], max_bytes, **options
    )


@click.command("sqlite")
@click.argument("sources", nargs=-1, required=True, metavar="DATABASE…")
@click.option("--sql", required=True, help="Query whose rows are the posts.")
@common_options
@max_size_option
def load_sqlite(sources: tuple[str, ...], sql: str, max_bytes: int, **options: Any) -> None:
    """Load the rows of a query in other SQLite databases.

    Each row is a post; the names of the columns are those of the fields of JSON lines. The other
    databases are only read.

    \b
    Example:
      newsdb load sqlite blog.db --sql "select id, headline as title, text as html from articles"
    """
    from loaders.parsers.tables import open_sqlite

    load_records(lambda: [open_sqlite(name, sql) for name in sources], max_bytes, **options)


@click.command("wordpress")
@click.argument("sources", nargs=-1, required=True, metavar="EXPORT…")
@click.option("--pages", is_flag=True, help="Load pages, too.")
@common_options
@max_size_option
def load_wordpress(sources: tuple[str, ...], pages: bool, max_bytes: int, **options: Any) -> None:
    """Load the published posts of WordPress exports (WXR).

    WordPress writes them at Tools, Export: one file, or several of a large site. Drafts, private
    posts and those with a password are left out.

    \b
    Example:
      newsdb load wordpress wordpress.2026-11-27.xml
    """
    from loaders.feeds.wordpress import Library, WordPressExport

    exports: list[WordPressExport] = []

    def opened() -> list[JsonLines]:
        library = Library()
        exports.extend(WordPressExport(source, library, pages) for source in sources)
        return [export.records() for export in exports]

    load_records(opened, max_bytes, **options)
    skipped = sum(export.skipped for export in exports)
    if skipped and not options["quiet"]:
        verb = "is not a published post" if skipped == 1 else "are not published posts"
        echo(f"Skipped {count(skipped, 'item')} that {verb}.")


def load_records(
    opened: Callable[[], Sequence[JsonLines]],
    max_bytes: int,
    *,
    database: Path,
    timezone: str,
    prune: bool,
    keep_source: bool,
    record_versions: bool,
    keep_removed: bool,
    force: bool,
    allow_empty: bool,
    dry_run: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Load the records of sources, and report what was done."""
    with handle_errors():
        files = opened()
        limits = Limits(allow_empty, force, max_bytes)
        settings = Options(timezone, timezone_given=given("timezone"), keep_source=keep_source)
        summary = run_load(
            database,
            list(files),
            settings,
            limits,
            quiet,
            prune=prune,
            recording=Recording(record_versions, keep_removed),
            dry_run=dry_run,
        )
    unknown = sorted({name for file in files for name in file.unknown})
    report(summary, database, quiet, strict, dry_run=dry_run, unknown=unknown)
