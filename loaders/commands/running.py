"""What the commands of `newsdb load` share: options, running a load, and reporting it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from loaders.database.feeds import FeedState
from loaders.database.versions import RECORDING, Recording
from loaders.generators import GENERATORS
from loaders.load import Limits, load
from loaders.mentions.dictionary import NO_NAMES, NO_OWN_NAMES, KnownName, read_name_file
from loaders.processes import cores
from loaders.sources import Source
from loaders.sources.git import Git
from loaders.sources.protocol import MAX_SOURCE_BYTES
from newsdb.commands.output import echo
from newsdb.commands.progress import progress_bar
from newsdb.commands.summary import format_summary, format_unknown_fields
from newsdb.models import Options, Summary

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


def given(option: str) -> bool:
    """Return whether an option of the running command was given, and is not its default."""
    source = click.get_current_context().get_parameter_source(option)
    return source not in (None, ParameterSource.DEFAULT)


def names_given(option: str | None) -> tuple[KnownName, ...] | None:
    """Return the names that the option gives; None keeps those of earlier loads.

    Raises click.BadParameter for a file that is not there, NamesFileError for one that is wrong.
    """
    if option is None:
        return None
    if option in ("off", "auto"):
        return NO_NAMES if option == "off" else NO_OWN_NAMES
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    file: Path = path.convert(option, None, click.get_current_context())
    return read_name_file(file)


def run_load(
    database: Path,
    sources: list[Source],
    options: Options,
    limits: Limits,
    quiet: bool,
    *,
    prune: bool = False,
    jobs: int = 1,
    names: tuple[KnownName, ...] | None = None,
    feed_states: Sequence[FeedState] = (),
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
            feed_states=feed_states,
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
