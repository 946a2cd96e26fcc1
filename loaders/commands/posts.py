"""`newsdb load posts`: posts from directories, archives, git repositories and URLs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from loaders.cluster.job import SourceLocation
from loaders.cluster.options import cluster_options, load_and_report
from loaders.commands.running import (
    allow_empty_option,
    dry_run_option,
    force_option,
    generator_option,
    given,
    jobs_option,
    keep_removed_option,
    keep_source_option,
    max_size_option,
    names_given,
    names_option,
    path_option,
    ref_option,
    report,
    run_load,
    site_url_option,
    split_option,
    versions_option,
)
from loaders.database.versions import Recording
from loaders.load import Limits
from loaders.sources import open_source
from newsdb.commands.errors import handle_errors
from newsdb.commands.options import database_option, quiet_option, strict_option, timezone_option
from newsdb.models import Options


@click.command("posts")
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
    Examples:
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
            places = [
                SourceLocation(each, "", None, ref, directories) for each in dict.fromkeys(sources)
            ]
            load_and_report(cluster, target, places, options, limits, quiet, strict)
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
