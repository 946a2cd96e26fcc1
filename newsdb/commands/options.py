"""Options that several commands have."""

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
        help="The database file.",
    )


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
