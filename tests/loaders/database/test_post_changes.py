"""Which load changed each post last."""

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from newsdb.cli import main

ROWS = """
select post_changes.load_id, added_load_id, coalesce(post_changes.slug, posts.slug), post_id is null
from post_changes left join posts on posts.id = post_id order by post_changes.id
"""


def load(folder: Path) -> list[tuple[object, ...]]:
    command = ["load", "posts", str(folder), "--db", str(folder / "news.db"), "--quiet"]
    result = CliRunner().invoke(main, [*command, "--prune", "--force", "--jobs", "1"])
    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(folder / "news.db")) as connection:
        return connection.execute(ROWS).fetchall()


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n{text}\n", "utf-8")


def test_each_post_has_its_last_change_in_order(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path, name, name * 9)
    assert load(tmp_path) == [(1, 1, "a", 0), (1, 1, "b", 0), (1, 1, "c", 0)]
    write(tmp_path, "a", "other")
    (tmp_path / "b.md").unlink()
    assert sorted(load(tmp_path)) == [(1, 1, "c", 0), (2, 1, "a", 0), (2, 1, "b", 1)]
    write(tmp_path, "b", "again")
    assert load(tmp_path)[-1] == (3, 3, "b", 0)
    assert load(tmp_path) == load(tmp_path)
    assert len(load(tmp_path)) == 3
