"""`newsdb load feed`: entries of feeds, from files and over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loaders.commands.running import (
    allow_empty_option,
    dry_run_option,
    given,
    keep_source_option,
    report,
    run_load,
    versions_option,
)
from loaders.database.versions import Recording
from loaders.load import Limits
from loaders.sources import Source
from loaders.stages import build_key
from newsdb.commands.errors import CommandError, handle_errors
from newsdb.commands.options import database_option, quiet_option, strict_option, timezone_option
from newsdb.commands.output import echo, one_line
from newsdb.config import PROG_NAME
from newsdb.models import Options

if TYPE_CHECKING:
    from loaders.feeds.download import FeedResult

MAX_SECONDS = 600


@click.command("feed")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@database_option()
@timezone_option
@click.option(
    "--allow-private",
    is_flag=True,
    help="Also follow redirects and lists of feeds to addresses of private networks.",
)
@click.option(
    "--refresh",
    is_flag=True,
    help="Request every feed, even if it is unchanged, gone or asked to wait.",
)
@click.option(
    "--max-time",
    "max_seconds",
    default=MAX_SECONDS,
    show_default=True,
    type=click.IntRange(1),
    metavar="SECONDS",
    help="How long the requests for all feeds may take.",
)
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
    allow_private: bool,
    refresh: bool,
    max_seconds: int,
    keep_source: bool,
    record_versions: bool,
    allow_empty: bool,
    dry_run: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Load entries of RSS, Atom or JSON feeds.

    A source is a feed, a web page that names one, or a list of feeds (OPML): a file, or an http
    or https URL. A feed is downloaded only if it changed since the last load. Posts stay when
    their entries leave the feed. A feed that cannot be read keeps no other from being loaded;
    the exit status is then 1, or 2 if none could be read.

    \b
    Examples:
      newsdb load feed https://news.example.com/feed.xml --db news.db
      newsdb load feed subscriptions.opml
    """
    from loaders.feeds.download import FeedPolicy, download_feeds  # slow import

    options = Options(timezone, timezone_given=given("timezone"), keep_source=keep_source)
    with handle_errors():
        key = build_key(options, "entry")
        policy = FeedPolicy(timezone, allow_private, refresh, max_seconds)
        results = download_feeds(sources, database, key, policy)
        none_read = all(result.state.status == "failed" for result in results)
        if not none_read or database.exists():
            feeds: list[Source] = [result.entries for result in results]
            states = [result.state for result in results]
            limits = Limits(allow_empty or none_read)
            summary = run_load(
                database,
                feeds,
                options,
                limits,
                quiet,
                feed_states=states,
                recording=Recording(record_versions),
                dry_run=dry_run,
            )
        if none_read and len(results) == 1:
            raise CommandError(results[0].state.detail)
    if not none_read:
        report(summary, database, quiet, strict=False, dry_run=dry_run)
    _report_feeds(results, quiet)
    if none_read:
        raise CommandError(f"none of the {len(results)} feeds could be read")
    if any(result.is_new_failure for result in results) or (strict and summary.rejected):
        sys.exit(1)


def _report_feeds(results: list[FeedResult], quiet: bool) -> None:
    """Print what became of each feed; what failed is said in any case."""
    for result in results:
        line = one_line(result.sentence)
        if result.is_new_failure:
            echo(f"{PROG_NAME}: {line}", err=True)
        elif not quiet and (len(results) > 1 or result.state.detail):
            echo(f"  {line}")
