"""The end of a load: names without posts, and the statistics of the query planner."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from newsdb.database.checking import check_database
from tests.loaders.shell import run


def write(folder: Path, numbers: range, tag: str) -> None:
    (folder / "_posts").mkdir(exist_ok=True)
    for number in numbers:
        (folder / "_posts" / f"2022-03-01-{number}.md").write_text(
            f'---\ntitle: "{number}"\nauthor: {tag}\ntags: [{tag}]\ncategories: [{tag}]\n---\n'
            f"Text {number}\n\n（文章来源：{tag}）\n"
        )


def names(connection: sqlite3.Connection) -> dict[str, list[str]]:
    tables = ("sources", "authors", "tags", "categories")
    rows = {each: connection.execute(f"select name from {each} order by 1") for each in tables}
    return {table: [name for (name,) in found] for table, found in rows.items()}


def test_names_that_no_post_has_go(folder: Path) -> None:
    write(folder, range(3), "a")
    write(folder, range(3, 4), "b")
    run("load", "posts", ".")
    write(folder, range(3, 4), "a")
    run("load", "posts", ".")
    with closing(sqlite3.connect("news.db")) as connection:
        assert set(map(tuple, names(connection).values())) <= {("a",), ()}
        assert names(connection)["tags"] == ["a"]
        assert list(check_database(connection)) == []


def known_size() -> int:
    query = "select stat from sqlite_stat1 where idx = 'idx_posts_date'"
    with closing(sqlite3.connect("news.db")) as connection:
        return int(connection.execute(query).fetchone()[0].split()[0])


def test_the_query_planner_knows_of_many_more_posts(folder: Path) -> None:
    write(folder, range(20), "a")
    run("load", "posts", ".")
    assert known_size() == 20
    write(folder, range(20, 22), "a")
    run("load", "posts", ".")
    assert known_size() == 20
    write(folder, range(22, 23), "a")
    run("load", "posts", ".")
    assert known_size() == 23
