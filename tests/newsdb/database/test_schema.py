"""The schema: created once or brought up to date with every row, in stock SQLite."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.database.schema import INDEXES, TABLES, UNIQUE_INDEXES, VERSION, VIEWS


@pytest.fixture
def db() -> Database:
    return Database(memory=True)


def rows(db: Database, table: str) -> list[dict[str, object]]:
    return list(db[table].rows)


def test_creating_twice_changes_nothing(db: Database) -> None:
    schema.create(db)
    db["tags"].insert({"id": 7, "name": "a"})
    before = schema.statements(db.conn)
    schema.create(db)
    assert schema.statements(db.conn) == before == schema.declared_statements()
    assert rows(db, "tags") == [{"id": 7, "name": "a"}]
    assert db.execute("pragma user_version").fetchone() == (VERSION,)


def test_tables_as_declared_are_not_copied(db: Database) -> None:
    schema.create(db)
    run: list[str] = []
    db.conn.set_trace_callback(run.append)
    schema.create(db)
    assert [sql for sql in run if "new_" in sql or sql.startswith(("insert", "alter"))] == []


def test_a_table_of_another_declaration_is_rebuilt_with_its_rows(db: Database) -> None:
    """Ids stay, columns that are gone go, new ones are empty, and nothing else is touched."""
    schema.create(db)
    declared = schema.statements(db.conn)
    db.execute("drop table tags")
    db.execute("create table tags (id integer primary key, name text, old text)")
    db.execute("insert into tags values (9, 'b', 'x'), (7, 'a', 'y')")
    db.execute("alter table sources rename column slug to was")
    db.execute("alter table sources add column slug text not null default ''")
    db["sources"].insert({"id": 3, "name": "甲报", "was": "jia"})
    db.execute("drop index idx_posts_date")
    schema.create(db)
    assert schema.statements(db.conn) == declared
    assert rows(db, "tags") == [{"id": 7, "name": "a"}, {"id": 9, "name": "b"}]
    assert rows(db, "sources") == [{"id": 3, "name": "甲报", "slug": ""}]
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert not [name for name in db.table_names() if name.startswith("new_")]


def test_what_is_declared_names_what_there_is() -> None:
    for name, table in TABLES.items():
        columns = table["columns"].keys()
        for key, other, other_column in table.get("foreign_keys", ()):
            assert key in columns and other_column in TABLES[other]["columns"], (name, key)
        assert table.get("not_null", set()) <= columns, name
        key = table["pk"] if isinstance(table["pk"], tuple) else (table["pk"],)
        assert set(key) <= columns, name
        for index in (*INDEXES.get(name, ()), *UNIQUE_INDEXES.get(name, ())):
            assert set(index) <= columns, (name, index)
    assert INDEXES.keys() | UNIQUE_INDEXES.keys() <= TABLES.keys()


def test_any_sqlite_opens_it(news_db: Path) -> None:
    """No statement needs an extension, a function or a collation of a program's own."""
    with closing(sqlite3.connect(f"file:{news_db}?mode=ro", uri=True)) as connection:
        statements = schema.statements(connection)
        words = " ".join(statements.values()).lower()
        assert "collate" not in words and "strict" not in words and "generated" not in words
        assert re.findall(r"create virtual table \S+ using (\w+)", words) == ["fts5", "fts5"]
        assert not [name for name in statements if name.startswith("trigger")]
        counts = {
            view: connection.execute(f"select count(*) from {view}").fetchone()[0] for view in VIEWS
        }
        assert counts == {"articles": 173, "edits": 0}
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_normalize() -> None:
    sql = 'CREATE TABLE "a" (\n  [b] INTEGER,\n  `c`  TEXT\n)'
    assert schema.normalize(sql) == "CREATE TABLE a ( b INTEGER, c TEXT )"


def test_statements_leave_out_what_sqlite_makes(db: Database) -> None:
    schema.create(db)
    db.execute("analyze")
    assert not [
        name
        for name in schema.statements(db.conn)
        if re.search(r" (sqlite_stat|posts_fts_|posts_pairs_)", name)
    ]
    assert "table posts_fts" in schema.statements(db.conn)
