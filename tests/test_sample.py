"""The sample archive, and the news.db that is committed with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsdb.cli import main
from tests.contents import contents
from tests.paths import TOP


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "news.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(TOP)
        arguments = ["load", "posts", "posts", "--no-split", "--db", str(path)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    return path


def test_news_db_is_what_the_loaders_make_of_the_posts(made: Path) -> None:
    # By content: keys and times differ from load to load.
    assert contents(TOP / "news.db") == contents(made), "run `make sample` and commit news.db"


def test_news_db_is_whole_and_small() -> None:
    result = CliRunner().invoke(main, ["check", "--db", str(TOP / "news.db")])
    assert (result.exit_code, result.stderr) == (0, "")
    assert (TOP / "news.db").stat().st_size < 3_000_000


def test_the_sample_holds_every_kind_of_post(made: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:

        def one(query: str) -> object:
            return connection.execute(query).fetchone()[0]

        assert one("select count(*) from posts") == 173
        assert one("select count(distinct substr(date, 1, 7)) from posts") == 9
        assert one("select count(*) from files where status = 'duplicate'") == 9
        assert one("select count(*) from files where status = 'rejected'") == 2
        assert one("select count(distinct kind) from securities") == 4
        assert one("select count(distinct market) from securities") == 5
        assert one("select count(*) from sources") >= 10
        assert one("select count(*) from posts where body like '%| --- |%'") >= 15
        assert one("select count(*) from images") >= 20
        # All of it was recognized, that of an outlet with brackets in its name too.
        assert one("select count(*) from posts where body like '%返回首页%'") == 0


def test_the_sample_names_no_real_host() -> None:
    for path in (TOP / "posts").rglob("*.md"):
        assert b"eastmoney" not in path.read_bytes(), path
