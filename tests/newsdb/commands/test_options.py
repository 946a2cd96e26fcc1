"""Options that commands share."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from newsdb.commands.options import database_option, quiet_option, strict_option, timezone_option


@click.command()
@database_option()
@timezone_option
@strict_option
@quiet_option
def command(**options: object) -> None:
    click.echo(repr(options))


def test_defaults() -> None:
    expected = {
        "database": Path("news.db"),
        "timezone": "UTC",
        "strict": False,
        "quiet": False,
    }
    assert CliRunner().invoke(command, []).output == f"{expected!r}\n"


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc", "/etc/localtime", "Europe"])
def test_a_time_zone_must_exist(name: str) -> None:
    result = CliRunner().invoke(command, ["--timezone", name])
    assert result.exit_code == 2
    assert f"unknown time zone {name!r}; try Europe/Paris" in result.output
    assert "UTC" in CliRunner().invoke(command, ["--timezone", "UTC"]).output


def test_a_database_is_a_regular_file_or_none_yet(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name in ("fifo", "."):
        result = CliRunner().invoke(command, ["--db", f"{tmp_path / name}"])
        assert result.exit_code == 2, name
    (tmp_path / "link").symlink_to(tmp_path / "new.db")
    for name in ("new.db", "link"):
        result = CliRunner().invoke(command, ["--db", f"{tmp_path / name}"])
        assert (result.exit_code, f"{tmp_path / name}" in result.output) == (0, True)
