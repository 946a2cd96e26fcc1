"""`newsdb check`: its exit status, and a line for everything that is wrong."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from newsdb.cli import main


def test_everything_that_is_wrong_is_said(news_db: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(news_db, tmp_path / "news.db"))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("insert into tags (name) values ('a\x1b[31m')")
        connection.execute("insert into categories (name) values ('b')")
    result = CliRunner().invoke(main, ["check", "--db", f"{database}"])
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert f"{database}: 1 tag has no posts: a\\x1b[31m" in lines
    assert f"{database}: 1 category has no posts: b" in lines
    assert all(line.startswith(f"{database}: ") for line in lines)
