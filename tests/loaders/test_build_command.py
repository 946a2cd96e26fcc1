"""`newsdb build` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from newsdb.cli import main
from tests.lakes import load_lake, write_site


@pytest.mark.slow
def test_it_builds_a_database_and_says_what_is_in_it(tmp_path: Path) -> None:
    load_lake([write_site(tmp_path / "site")], tmp_path / "lake")
    arguments = ["build", "--from", f"{tmp_path}/lake", "--db", f"{tmp_path}/news.db"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"{tmp_path}/news.db: 16 added, 0 changed")
    result = CliRunner().invoke(main, [*arguments, "--quiet", "--where", "month = 'undated'"])
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.slow
def test_it_builds_a_database_for_each_year(tmp_path: Path) -> None:
    load_lake([write_site(tmp_path / "site")], tmp_path / "lake")
    years = f"{tmp_path}/years"
    arguments = ["build", "--from", f"{tmp_path}/lake", "--shard", "year", "--to", years]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert result.output == (
        f"{years}/2022.db: 15 posts, built.\n{years}/undated.db: 1 post, built.\n"
    )
    assert ": 15 posts, unchanged.\n" in CliRunner().invoke(main, arguments).output
    assert CliRunner().invoke(main, [*arguments, "--quiet"]).output == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "nowhere"], "newsdb: nowhere has no datasets"),
        (["--from", "nowhere", "--shard", "year"], "newsdb: --shard needs --to"),
        (["--from", "nowhere", "--to", "years"], "newsdb: --to and --cluster need --shard year"),
        (
            ["--from", "nowhere", "--shard", "year", "--to", "years"],
            "newsdb: nowhere has no datasets",
        ),
        (
            ["--from", "nowhere", "--shard", "year", "--to", "years", "--db", "a.db"],
            "newsdb: --db does not go with --shard",
        ),
        (
            ["--from", "nowhere", "--shard", "year", "--to", "years", "--where", "true"],
            "newsdb: --where does not go with --shard",
        ),
        (["--from", "nosuch://x"], "newsdb: nosuch://x: Protocol not known"),
    ],
)
def test_what_cannot_be_built_is_an_error_in_one_line(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["build", *arguments])
    assert result.exit_code == 2
    assert result.output.startswith(message)
    assert result.output.count("\n") == 1
