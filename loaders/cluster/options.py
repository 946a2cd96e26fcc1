"""The options of `newsdb load posts` for a cluster, and what the command does with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import click

from loaders.load import Limits
from newsdb import __version__
from newsdb.commands.errors import CommandError
from newsdb.commands.output import count, echo, one_line
from newsdb.commands.progress import progress_bar
from newsdb.commands.summary import format_unknown_fields
from newsdb.models import Options
from newsdb.redaction import redact

if TYPE_CHECKING:
    from loaders.cluster.job import SourceLocation

SCHEMES = ("tcp", "tls")
NOT_ON_A_CLUSTER = (
    *("database", "names", "jobs", "prune", "dry_run"),
    *("record_versions", "keep_removed"),
)
"""Parameters of the command that say nothing to a load on a cluster."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def cluster_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a command."""
    cluster = click.option(
        "--cluster",
        metavar="ADDRESS",
        callback=check_address,
        help="Convert posts on a Dask cluster: the address of its scheduler (tcp://HOST:PORT or "
        "tls://HOST:PORT), or local:N for N worker processes on this machine.",
    )
    to = click.option(
        "--to",
        "target",
        metavar="URL",
        help="With --cluster: the directory or bucket that gets the datasets.",
    )
    return cluster(to(command))


def check_address(
    context: click.Context, option: click.Parameter, address: str | None
) -> str | None:
    """Return the address of a cluster, which has one of the forms that there are."""
    if address is None:
        return None
    name, _, workers = address.partition(":")
    if name == "local" and workers.isascii() and workers.isdigit() and int(workers):
        return address
    try:
        parts = urlsplit(address)
        is_complete = parts.scheme in SCHEMES and bool(parts.hostname and parts.port)
    except ValueError:
        is_complete = False
    if not is_complete:
        raise click.BadParameter(f"{address!r} is not local:N, tcp://HOST:PORT or tls://HOST:PORT")
    return address


def warn_of_open_scheduler(address: str | None) -> None:
    """Warn of a scheduler on another machine that anybody can give work to."""
    if address and address.startswith("tcp://") and urlsplit(address).hostname not in LOOPBACK:
        echo(f"Warning: whoever can reach {address} can run programs there; use tls://", err=True)


def load_and_report(
    address: str | None,
    target: str | None,
    places: Sequence[SourceLocation],
    options: Options,
    limits: Limits,
    quiet: bool,
    strict: bool,
) -> None:
    """Load sources into datasets, show the progress, and print what was done.

    `places` have locations as they were given; they get the names that their sources have. Exits
    with status 1 if `strict` and a file was rejected.

    Raises CommandError for options that exclude each other, and what `load_on_cluster` does.
    """
    from loaders.cluster.job import Job
    from loaders.cluster.run import load_on_cluster

    context = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    if given := [
        option.opts[0]
        for option in context.command.params
        if option.name in NOT_ON_A_CLUSTER and context.get_parameter_source(option.name) != default
    ]:
        raise CommandError(f"{given[0]} does not go with --cluster")
    if address is None or target is None:
        raise CommandError("--cluster and --to, the directory or bucket, need each other")
    if "media" in context.params:
        if options.media == "copy" and context.get_parameter_source("media") != default:
            raise CommandError("--media copy does not go with --cluster: datasets have no images")
        options = replace(options, media="link")
    warn_of_open_scheduler(address)
    opened, sources = [], []
    for place in places:
        location = place.location
        if redact(location) != location:
            raise CommandError(
                f"{redact(location)}: leave out user and password; the workers' environment has "
                "them"
            )
        if location == "-":
            raise CommandError("workers cannot read standard input; name a file")
        source = place.open(limits.max_bytes)
        sources.append(source)
        where = f"{Path(location).absolute()}" if Path(location).exists() else location
        opened.append(replace(place, location=where, name=source.name, revision=source.revision))
    job = Job(uuid4().hex, __version__, tuple(opened), options, limits.max_bytes, target)
    with progress_bar(quiet) as progress:
        loaded = load_on_cluster(job, sources, address, limits, progress)
    if not quiet:
        summary = loaded.summary
        echo(
            f"{target}: {count(summary.added, 'post')}, {count(summary.duplicates, 'duplicate')}, "
            f"{summary.repaired} repaired, {summary.rejected} rejected, "
            f"{summary.removed} removed; "
            f"converted {loaded.converted} of {count(loaded.shares, 'share')}."
        )
        for problem in summary.problems:
            echo(f"  {one_line(problem)}")
        if unknown := sorted({name for each in sources for name in getattr(each, "unknown", ())}):
            echo(format_unknown_fields(unknown))
    if strict and loaded.summary.rejected:
        sys.exit(1)
