"""The command `newsdb`: loads posts, serves them, looks after the file."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from loaders import __version__
from loaders.database.checking import check
from loaders.database.reading import NotOurs, kept_bytes, open_read_only, problems_of
from loaders.export import export_command
from loaders.jsonl import JsonLines
from loaders.load import load, made_by
from loaders.model import Options, Summary
from loaders.serve import serve
from loaders.sources import Source, SourceError, open_source
from loaders.workers import cores

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
PROG_NAME = "newsdb"
# In a log, one line for so many files.
LOG_EVERY = 10_000
MOST_FIELDS_SHOWN = 10


class Failure(click.ClickException):
    """Something that keeps a command from its work: one sentence, exit status 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Say the sentence on standard error."""
        click.echo(f"{PROG_NAME}: {self.message}", err=True)


def database_option(**more: object) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """Return the option `--db`, the same for every command."""
    return click.option(
        "--db",
        "database",
        default="news.db",
        show_default=True,
        type=click.Path(dir_okay=False, path_type=Path),
        help="The database file.",
    )


@contextmanager
def failures_as_sentences() -> Iterator[None]:
    """Turn what may go wrong outside this program into one sentence and exit status 2."""
    try:
        yield
    except (SourceError, NotOurs) as error:
        raise Failure(str(error)) from None
    except sqlite3.Error as error:
        raise Failure(f"the database could not be used: {error}; nothing was changed") from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise Failure(f"{place}{error.strerror or error}; nothing was changed") from None
    except KeyboardInterrupt:
        raise Failure("stopped; nothing was changed") from None


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show how far a load is: a bar on a terminal, a line now and then in a log."""
    bar = click.progressbar(
        length=1, label="Loading posts", file=sys.stderr, hidden=quiet, show_pos=True
    )
    on_terminal = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if on_terminal:
            bar.length = total
            if done == total or done - bar.pos >= max(1, total // 200):
                bar.update(done - bar.pos)
        elif not quiet and done and done % LOG_EVERY == 0:
            click.echo(f"{done} of {total} files", err=True)

    if not on_terminal:
        yield show
        return
    with bar:
        yield show


def check_zone(context: click.Context, option: click.Parameter, name: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise click.BadParameter(f"there is no time zone {name!r}; try Asia/Shanghai") from None
    return name


timezone_option = click.option(
    "--timezone",
    default="Asia/Shanghai",
    show_default=True,
    callback=check_zone,
    help="The zone of times that name none.",
)
strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 1 where anything was rejected."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing.")


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name=PROG_NAME)
def main() -> None:
    """Make news posts one SQLite file with full-text search, and serve it.

    \b
    Example:
      newsdb load posts posts/ && newsdb serve
    """


main.add_command(serve)
main.add_command(export_command)


@main.group("load")
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
    with failures_as_sentences():
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
    from loaders.feeds import feed_of  # their packages take time to import
    from loaders.fetching import fetch, remembered

    options = Options(timezone)
    with failures_as_sentences():
        fetched = [
            (name, fetch(name, remembered(database, name, made_by(options)))) for name in sources
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
    with failures_as_sentences():
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
        names = ", ".join(map(repr, unknown[:MOST_FIELDS_SHOWN]))
        more = " …" if len(unknown) > MOST_FIELDS_SHOWN else ""
        click.echo(f"Left aside as unknown: {count(len(unknown), 'field')} ({names}{more}).")
    if strict and summary.rejected:
        sys.exit(1)


@main.command("check")
@database_option()
def check_command(database: Path) -> None:
    """Prove that a database is whole; exit with 1 and say what is wrong where it is not.

    Checked are SQLite's integrity, foreign keys, that every file is accounted for, and
    that the search index is in step with the posts.

    \b
    Example:
      newsdb check --db news.db
    """
    with failures_as_sentences(), closing(open_existing(database)) as connection:
        wrong = list(check(connection))
        posts = connection.execute("select count(*) from posts").fetchone()[0]
    for sentence in wrong:
        click.echo(f"{database}: {sentence}", err=True)
    if wrong:
        sys.exit(1)
    click.echo(f"{database}: {count(posts, 'post')}, nothing is wrong.")


@main.command("problems")
@database_option()
@click.option("--kind", help="Only problems of this kind, such as `date`.")
@click.option(
    "--raw",
    "path",
    metavar="PATH",
    help="Write the bytes that were kept of this file to standard output.",
)
def problems_command(database: Path, kind: str | None, path: str | None) -> None:
    """List what was repaired or refused, or give a rejected file back, byte for byte.

    \b
    Example:
      newsdb problems
      newsdb problems --raw _posts/2022-03-11-broken.md > broken.md
    """
    with failures_as_sentences(), closing(open_existing(database)) as connection:
        if path is not None:
            raw = kept_bytes(connection, path)
            if raw is None:
                raise Failure(f"{database} keeps no bytes of a file {path}")
            sys.stdout.buffer.write(raw)
            return
        for problem in problems_of(connection, kind):
            click.echo(problem)


def open_existing(database: Path) -> sqlite3.Connection:
    """Open a database that must be there already, to read it."""
    if not database.exists():
        raise Failure(f"{database} does not exist; make it with `newsdb load posts`")
    return open_read_only(database)


def in_words(summary: Summary, database: Path) -> str:
    """Return a load's summary as lines for a person."""
    counts = (
        f"{summary.added} added, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{summary.removed} removed, {summary.duplicates} duplicates, "
        f"{summary.repaired} repaired, {summary.rejected} rejected"
    )
    lines = [f"{database}: {counts}."]
    if summary.ignored:
        lines.append(f"Left aside as no posts: {count(summary.ignored, 'file')}.")
    lines += [f"  {problem}" for problem in summary.problems]
    return "\n".join(lines)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 post`, `2 posts`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
