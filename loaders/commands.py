"""`newsdb load`: posts from directories, archives, git, feeds and JSON lines."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from loaders.load import build_key, load
from loaders.sources import Source, open_source
from loaders.workers import cores
from newsdb.commands.errors import handle_errors
from newsdb.commands.options import database_option, quiet_option, strict_option, timezone_option
from newsdb.commands.progress import progress_bar
from newsdb.commands.summary import count, in_words
from newsdb.models import Options, Summary

MAX_FIELDS_SHOWN = 10


@click.group("load")
def load_group() -> None:
    """Load posts into the database, or bring it up to date.

    \b
    Example:
      newsdb load posts posts/
    """


@load_group.command("posts")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@database_option()
@timezone_option
@click.option(
    "--split/--no-split",
    default=True,
    show_default=True,
    help="Split tags and categories that are one string at spaces, as Jekyll does.",
)
@click.option("--ref", help="Read git repositories at this branch, tag or commit, not at HEAD.")
@click.option(
    "--path",
    "folders",
    multiple=True,
    help="Read only this folder of git repositories; may be given several times.",
)
@click.option("--prune", is_flag=True, help="Remove the posts whose file is gone.")
@click.option(
    "--jobs",
    default=cores,
    show_default="the cores",
    type=click.IntRange(1, 64),
    help="Processes that convert posts.",
)
@strict_option
@quiet_option
def load_posts(
    sources: tuple[str, ...],
    database: Path,
    timezone: str,
    split: bool,
    ref: str | None,
    folders: tuple[str, ...],
    prune: bool,
    jobs: int,
    strict: bool,
    quiet: bool,
) -> None:
    """Load the posts of directories, archives, git repositories and fsspec addresses.

    An archive is a .zip, .tar, .tar.gz, .tar.bz2, .tar.xz or .tar.zst; a directory is read as
    files, unless it is a bare git repository or --ref or --path is given. Files are known by
    their content: a second load changes only what changed.

    \b
    Example:
      newsdb load posts site/_posts site/old_post --no-split --db news.db
      newsdb load posts site.git --ref main --path _posts --path old_post
    """
    with handle_errors():
        opened = [open_source(source, ref, folders) for source in sources]
        options = Options(timezone, split)
        summary = run_load(database, opened, options, quiet, prune=prune, jobs=jobs)
    report(summary, database, quiet, strict)


@load_group.command("feed")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@database_option()
@timezone_option
@strict_option
@quiet_option
def load_feed(
    sources: tuple[str, ...], database: Path, timezone: str, strict: bool, quiet: bool
) -> None:
    """Load the entries of feeds: RSS, Atom or JSON Feed, from files or http(s) addresses.

    A server is asked only for what changed since the last load. Posts stay when their
    entries leave the feed.

    \b
    Example:
      newsdb load feed https://news.example.com/feed.xml --db news.db
    """
    from loaders.parsers.feed import feed_of  # their packages take time to import
    from loaders.parsers.fetch import fetch, remembered

    options = Options(timezone)
    with handle_errors():
        fetched = [
            (name, fetch(name, remembered(database, name, build_key(options)))) for name in sources
        ]
        feeds: list[Source] = [feed_of(name, each) for name, each in fetched]
        summary = run_load(database, feeds, options, quiet)
    report(summary, database, quiet, strict)


@load_group.command("jsonl")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@database_option()
@timezone_option
@click.option("--prune", is_flag=True, help="Remove the posts whose line is gone.")
@strict_option
@quiet_option
def load_jsonl(
    sources: tuple[str, ...],
    database: Path,
    timezone: str,
    prune: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Load JSON lines, one post a line, as `newsdb export` writes them.

    A source is a file, which may be packed (.gz, .zst), or - for standard input.

    \b
    Example:
      newsdb load jsonl posts.ndjson --db news.db
      zcat posts.ndjson.gz | newsdb load jsonl -
    """
    from loaders.parsers.jsonl import JsonLines

    with handle_errors():
        files = [JsonLines(name) for name in sources]
        summary = run_load(database, list(files), Options(timezone), quiet, prune=prune)
    unknown = sorted({name for file in files for name in file.unknown})
    report(summary, database, quiet, strict, unknown)


def run_load(
    database: Path,
    sources: list[Source],
    options: Options,
    quiet: bool,
    *,
    prune: bool = False,
    jobs: int = 1,
) -> Summary:
    """Load sources, and show how far it is."""
    with progress_bar(quiet) as progress:
        return load(
            database,
            sources,
            options,
            prune=prune,
            jobs=jobs,
            progress=progress,
            waiting=lambda: click.echo("Waiting for another load to end …", err=True),
        )


def report(
    summary: Summary, database: Path, quiet: bool, strict: bool, unknown: list[str] | None = None
) -> None:
    """Say what a load did, and which fields it did not know; exit with 1 as `strict` asks for."""
    if not quiet:
        click.echo(in_words(summary, database))
    if not quiet and unknown:
        names = ", ".join(map(repr, unknown[:MAX_FIELDS_SHOWN]))
        more = " …" if len(unknown) > MAX_FIELDS_SHOWN else ""
        click.echo(f"Left aside as unknown: {count(len(unknown), 'field')} ({names}{more}).")
    if strict and summary.rejected:
        sys.exit(1)
