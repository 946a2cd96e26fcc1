"""`newsdb load`: posts from directories, archives, git repositories, feeds and JSON lines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click
from click.core import ParameterSource

from loaders.cluster.options import cluster_options, load_posts_on_cluster
from loaders.database.versions import RECORDING, Recording
from loaders.generators import GENERATORS
from loaders.load import Limits, load
from loaders.mentions.dictionary import NO_NAMES, NO_OWN_NAMES, Name, read_names
from loaders.sources import Source, open_repository, open_source
from loaders.sources.git import Git
from loaders.sources.protocol import MAX_SOURCE_BYTES
from loaders.stages import build_key
from loaders.workers import cores
from newsdb.commands.errors import CommandError, handle_errors
from newsdb.commands.options import database_option, quiet_option, strict_option, timezone_option
from newsdb.commands.output import echo
from newsdb.commands.progress import progress_bar
from newsdb.commands.summary import format_summary, format_unknown_fields
from newsdb.models import Options, Summary
from newsdb.settings import FILE_NAME, read_settings

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Report what a load would do, and change nothing."
)
allow_empty_option = click.option(
    "--allow-empty",
    is_flag=True,
    help="Accept sources without posts.",
)
force_option = click.option(
    "--force", is_flag=True, help="Let --prune remove more than a tenth of the posts."
)
max_size_option = click.option(
    "--max-size",
    "max_bytes",
    default=MAX_SOURCE_BYTES // 2**20,
    show_default=True,
    type=click.IntRange(1),
    callback=lambda context, option, megabytes: megabytes * 2**20,
    metavar="MB",
    help="Largest size of a source, downloaded or unpacked.",
)
names_option = click.option(
    "--names",
    metavar="FILE|off|auto",
    help="CSV file of names of securities (name,code) to find in texts beside those that the posts "
    "teach; off finds names only where they are linked or have a code; auto (the default) "
    "undoes both. Later loads keep it.",
)

keep_source_option = click.option(
    "--keep-source/--no-keep-source",
    default=True,
    show_default=True,
    help="Keep the bytes of each post's file, compressed, so that later versions of newsdb can "
    "convert it again.",
)

split_option = click.option(
    "--split/--no-split",
    default=True,
    show_default=True,
    help="Split tags and categories given as one string at spaces, as Jekyll does.",
)
generator_option = click.option(
    "--generator",
    type=click.Choice(list(GENERATORS)),
    default=None,
    help="The generator whose rules count, instead of the one that the source shows.",
)
site_url_option = click.option(
    "--site-url", default="", help="URL of the site, instead of its configuration's."
)
ref_option = click.option(
    "--ref", help="Branch, tag or commit of git repositories, instead of HEAD."
)
path_option = click.option(
    "--path",
    "directories",
    multiple=True,
    help="Read only this directory of git repositories; may be given several times.",
)
jobs_option = click.option(
    "--jobs",
    default=cores,
    show_default="number of cores",
    type=click.IntRange(1, 64),
    help="Number of worker processes.",
)
versions_option = click.option(
    "--versions/--no-versions",
    "record_versions",
    default=True,
    show_default=True,
    help="Record what posts that change said before.",
)
keep_removed_option = click.option(
    "--keep-removed",
    is_flag=True,
    help="Keep the texts of posts that are removed. By default, only when they were there is kept.",
)


class LoadGroup(click.Group):
    """A group whose command is `configured` if none is named."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command before options that are not the group's."""
        if not args or (args[0].startswith("-") and args[0] not in context.help_option_names):
            args = ["configured", *args]
        return super().parse_args(context, args)


@click.group("load", cls=LoadGroup)
def load_group() -> None:
    """Load posts into the database.

    Without a command, the sources in newsdb.yml are loaded. A later load of the same source
    brings the database up to date.

    \b
    Example:
      newsdb load posts posts/
    """


@load_group.command("configured")
@database_option()
@click.option("--prune", is_flag=True, help="Remove posts whose file is gone.")
@strict_option
@quiet_option
@click.pass_context
def load_configured(
    context: click.Context, database: Path, prune: bool, strict: bool, quiet: bool
) -> None:
    """Load the sources in the newsdb.yml of this directory.

    This is what `newsdb load` does without a command.
    """
    with handle_errors():
        if not Path(FILE_NAME).is_file():
            raise CommandError(f"there is no {FILE_NAME} here; `newsdb init` writes one")
        sources = read_settings(Path(FILE_NAME)).load_arguments()
        if not sources:
            raise CommandError(f"{FILE_NAME} has no sources; name one: newsdb load posts SOURCE")
    common = [f"--db={database}", *["--strict"] * strict, *["--quiet"] * quiet]
    for name, *arguments in sources:
        command = load_group.commands[name]
        pruning = ["--prune"] * (prune and name in ("posts", "jsonl"))
        with command.make_context(name, [*common, *pruning, *arguments], context.parent) as each:
            command.invoke(each)


@load_group.command("posts")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@database_option()
@timezone_option
@split_option
@generator_option
@site_url_option
@click.option(
    "--include",
    multiple=True,
    type=click.Choice(["collections", "drafts", "future", "pages"]),
    help="Load these as well: collections, drafts or pages of a Jekyll or Hexo site, or posts "
    "whose date is in the future; may be given several times.",
)
@click.option(
    "--media",
    type=click.Choice(["copy", "link"]),
    default="copy",
    show_default=True,
    help="Copy the images that posts show and the source has, or link to those of the site.",
)
@ref_option
@path_option
@click.option("--prune", is_flag=True, help="Remove posts whose file is gone.")
@names_option
@jobs_option
@keep_source_option
@versions_option
@keep_removed_option
@max_size_option
@force_option
@allow_empty_option
@dry_run_option
@strict_option
@quiet_option
@cluster_options
def load_posts(
    sources: tuple[str, ...],
    database: Path,
    timezone: str,
    split: bool,
    generator: str | None,
    site_url: str,
    include: tuple[str, ...],
    media: Literal["copy", "link"],
    ref: str | None,
    directories: tuple[str, ...],
    prune: bool,
    names: str | None,
    jobs: int,
    keep_source: bool,
    record_versions: bool,
    keep_removed: bool,
    max_bytes: int,
    force: bool,
    allow_empty: bool,
    dry_run: bool,
    strict: bool,
    quiet: bool,
    cluster: str | None,
    target: str | None,
) -> None:
    """Load posts from directories, archives, repositories or URLs.

    An archive is a .zip, .tar, .tar.gz, .tar.bz2, .tar.xz or .tar.zst; URLs are those that
    fsspec knows. A directory is read as files, unless it is a bare git repository or --ref or
    --path is given. Files are compared by content: a second load changes only what changed.

    \b
    Example:
      newsdb load posts site/_posts site/old_post --no-split --db news.db
      newsdb load posts site.git --ref main --path _posts --path old_post
      newsdb load posts s3://bucket/posts/ --cluster local:4 --to s3://bucket/lake
    """
    with handle_errors():
        limits = Limits(allow_empty, force, max_bytes)
        options = Options(
            timezone,
            split,
            timezone_given=given("timezone"),
            generator=generator or "",
            site_url=site_url,
            include=tuple(sorted(include)),
            keep_source=keep_source,
            media=media,
        )
        if cluster or target:
            load_posts_on_cluster(
                cluster, target, sources, ref, directories, options, limits, quiet, strict
            )
            return
        opened = [open_source(source, ref, directories, max_bytes) for source in sources]
        summary = run_load(
            database,
            opened,
            options,
            limits,
            quiet,
            prune=prune,
            jobs=jobs,
            names=names_given(names),
            recording=Recording(record_versions, keep_removed),
            dry_run=dry_run,
        )
    report(summary, database, quiet, strict, dry_run=dry_run)


@load_group.command("feed")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@database_option()
@timezone_option
@keep_source_option
@versions_option
@allow_empty_option
@dry_run_option
@strict_option
@quiet_option
def load_feed(
    sources: tuple[str, ...],
    database: Path,
    timezone: str,
    keep_source: bool,
    record_versions: bool,
    allow_empty: bool,
    dry_run: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Load entries of RSS, Atom or JSON feeds.

    A source is a file, or an http or https URL. A feed is downloaded only if it changed since
    the last load. Posts stay when their entries leave the feed.

    \b
    Example:
      newsdb load feed https://news.example.com/feed.xml --db news.db
    """
    from loaders.parsers.feed import read_feed  # slow import
    from loaders.parsers.fetch import fetch, last_revision_of_feed

    options = Options(timezone, keep_source=keep_source)
    with handle_errors():
        feeds: list[Source] = []
        for location in sources:
            revision = last_revision_of_feed(database, location, build_key(options, "entry"))
            feeds.append(read_feed(location, fetch(location, revision)))
        summary = run_load(
            database,
            feeds,
            options,
            Limits(allow_empty),
            quiet,
            recording=Recording(record_versions),
            dry_run=dry_run,
        )
    report(summary, database, quiet, strict, dry_run=dry_run)


@load_group.command("jsonl")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@database_option()
@timezone_option
@click.option("--prune", is_flag=True, help="Remove posts whose line is gone.")
@keep_source_option
@versions_option
@keep_removed_option
@max_size_option
@force_option
@allow_empty_option
@dry_run_option
@strict_option
@quiet_option
def load_jsonl(
    sources: tuple[str, ...],
    database: Path,
    timezone: str,
    prune: bool,
    keep_source: bool,
    record_versions: bool,
    keep_removed: bool,
    max_bytes: int,
    force: bool,
    allow_empty: bool,
    dry_run: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Load JSON lines, as `newsdb export` writes them.

    Each line is a post. A source is a file, which may be compressed (.gz, .zst), or - for
    standard input.

    \b
    Example:
      newsdb load jsonl posts.ndjson --db news.db
      zcat posts.ndjson.gz | newsdb load jsonl -
    """
    from loaders.parsers.jsonl import JsonLines

    with handle_errors():
        files = [JsonLines(name, max_bytes) for name in sources]
        limits = Limits(allow_empty, force, max_bytes)
        options = Options(timezone, keep_source=keep_source)
        summary = run_load(
            database,
            list(files),
            options,
            limits,
            quiet,
            prune=prune,
            recording=Recording(record_versions, keep_removed),
            dry_run=dry_run,
        )
    unknown = sorted({name for file in files for name in file.unknown})
    report(summary, database, quiet, strict, dry_run=dry_run, unknown=unknown)


@load_group.command("history")
@click.argument("repository", metavar="REPOSITORY")
@database_option()
@timezone_option
@split_option
@generator_option
@site_url_option
@ref_option
@path_option
@jobs_option
@keep_source_option
@keep_removed_option
@force_option
@allow_empty_option
@dry_run_option
@strict_option
@quiet_option
def load_history(
    repository: str,
    database: Path,
    timezone: str,
    split: bool,
    generator: str | None,
    site_url: str,
    ref: str | None,
    directories: tuple[str, ...],
    jobs: int,
    keep_source: bool,
    keep_removed: bool,
    force: bool,
    allow_empty: bool,
    dry_run: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Load the posts of a git repository, and what they said in earlier commits.

    The newest commit is loaded as `load posts --prune` does it. A commit before that is a version
    of a post if it changed what the post says: title, summary, text, source, tags or mentions. A
    later load reads only new commits.

    \b
    Example:
      newsdb load history site.git --path _posts --path old_post --no-split
    """
    with handle_errors():
        source = open_repository(repository, ref, directories)
        options = Options(
            timezone,
            split,
            timezone_given=given("timezone"),
            generator=generator or "",
            site_url=site_url,
            keep_source=keep_source,
        )
        summary = run_load(
            database,
            [source],
            options,
            Limits(allow_empty, force),
            quiet,
            prune=True,
            jobs=jobs,
            recording=Recording(keep_removed=keep_removed),
            history=source,
            dry_run=dry_run,
        )
    report(summary, database, quiet, strict, dry_run=dry_run)


def given(option: str) -> bool:
    """Return whether an option of the running command was given, and is not its default."""
    source = click.get_current_context().get_parameter_source(option)
    return source not in (None, ParameterSource.DEFAULT)


def names_given(option: str | None) -> tuple[Name, ...] | None:
    """Return the names that the option gives; None keeps those of earlier loads.

    Raises click.BadParameter for a file that is not there, NamesFileError for one that is wrong.
    """
    if option is None:
        return None
    if option in ("off", "auto"):
        return NO_NAMES if option == "off" else NO_OWN_NAMES
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    file: Path = path.convert(option, None, click.get_current_context())
    return read_names(file)


def run_load(
    database: Path,
    sources: list[Source],
    options: Options,
    limits: Limits,
    quiet: bool,
    *,
    prune: bool = False,
    jobs: int = 1,
    names: tuple[Name, ...] | None = None,
    recording: Recording = RECORDING,
    history: Git | None = None,
    dry_run: bool = False,
) -> Summary:
    """Load sources, and show the progress."""
    with progress_bar(quiet) as progress:
        return load(
            database,
            sources,
            options,
            limits,
            prune=prune,
            jobs=jobs,
            names=names,
            recording=recording,
            history=history,
            dry_run=dry_run,
            progress=progress,
            waiting=lambda: echo("Waiting for another load to finish…", err=True),
        )


def report(
    summary: Summary,
    database: Path,
    quiet: bool,
    strict: bool,
    *,
    dry_run: bool,
    unknown: list[str] | None = None,
) -> None:
    """Print what a load did, and exit with status 1 if `strict` and a file was rejected."""
    if not quiet:
        echo(format_summary(summary, database, dry_run=dry_run))
        if unknown:
            echo(format_unknown_fields(unknown))
    if strict and summary.rejected:
        sys.exit(1)
