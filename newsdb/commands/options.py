"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import click


def database_option() -> Callable[[click.decorators.FC], click.decorators.FC]:
    """Return the option `--db`, the same for every command."""
    return click.option(
        "--db",
        "database",
        default="news.db",
        show_default=True,
        type=click.Path(dir_okay=False, path_type=Path),
        callback=check_regular_file,
        help="Database file.",
    )


def check_regular_file(context: click.Context, option: click.Parameter, path: Path) -> Path:
    """Return the path of a database. Raises BadParameter for what is not a regular file."""
    if path.exists() and not path.is_file():
        raise click.BadParameter(f"{path} is not a regular file")
    return path


def check_zone(context: click.Context, option: click.Parameter, name: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise click.BadParameter(f"unknown time zone {name!r}; try Europe/Paris") from None
    return name


timezone_option = click.option(
    "--timezone",
    default="UTC",
    show_default=True,
    callback=check_zone,
    help="Time zone of dates without one; by default, that of the site if it has one.",
)
strict_option = click.option(
    "--strict", is_flag=True, help="Exit with status 1 if any file was rejected."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Suppress output.")
