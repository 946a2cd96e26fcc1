"""`newsdb load history`: the posts of a git repository, with what they said before."""

from __future__ import annotations

from pathlib import Path

import click

from loaders.commands.running import (
    allow_empty_option,
    dry_run_option,
    force_option,
    generator_option,
    given,
    jobs_option,
    keep_removed_option,
    keep_source_option,
    path_option,
    ref_option,
    report,
    run_load,
    site_url_option,
    split_option,
)
from loaders.database.versions import Recording
from loaders.load import Limits
from loaders.sources import open_repository
from newsdb.commands.errors import handle_errors
from newsdb.commands.options import database_option, quiet_option, strict_option, timezone_option
from newsdb.models import Options


@click.command("history")
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
    """Load the posts of a git repository and their earlier versions.

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
