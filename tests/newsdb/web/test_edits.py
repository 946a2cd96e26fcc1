"""Edits as pages read them; the pages are tested in views/test_edits.py."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from datasette.app import Datasette

from newsdb.exceptions import InvalidParameterError
from newsdb.web import edits
from newsdb.web.edits import EditFilter, find_edits_page, parse_edit_filter
from tests.edits_site import A, B


def test_a_row_names_its_article_and_the_title_before(edits_site: Datasette) -> None:
    with closing(sqlite3.connect(edits_site.get_database("news").path)) as connection:
        rows, has_more = find_edits_page([connection], EditFilter())
    assert not has_more
    named = {(row.slug, row.number): (row.name, row.old_title, row.exists) for row in rows}
    assert named[A, 2] == ("利润大增", "利润增长", True)
    assert named[A, 4] == ("利润大增", "", True)
    assert named[B, 3] == (B, "", False)


def test_what_a_url_asks_for() -> None:
    given = {"kind": "cut", "change": "title", "since": "2022-01-01", "page": "3"}
    wanted = EditFilter("cut", "title", "2022-01-01", "", 3)
    assert parse_edit_filter(given) == wanted
    assert parse_edit_filter({}) == EditFilter()
    assert wanted.parameters == {"kind": "cut", "change": "title", "since": "2022-01-01"}
    with pytest.raises(InvalidParameterError, match="kind must be one of typo, small, "):
        parse_edit_filter({"kind": "rumour"})


@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize(
    ("page", "numbers", "has_more"), [(1, [6, 5], True), (2, [4, 3], True), (3, [2, 1], False)]
)
def test_pages(
    parts: int, page: int, numbers: list[int], has_more: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of several databases has what a page of one with all of it has."""
    monkeypatch.setattr(edits, "PAGE_SIZE", 2)
    databases = [sqlite3.connect(":memory:") for _ in range(parts)]
    for at, connection in enumerate(databases):
        connection.executescript(
            "create table posts (id, source_id); create table sources (id, name);"
            "create table edits (id integer primary key, slug, number, title, title_before, seen, "
            "revision, kind, changes, characters_added, characters_removed, post_id)"
        )
        connection.executemany(
            "insert into edits (slug, number, seen, kind, changes) values ('a', ?, ?, 'cut', '[]')",
            [(number, f"2022-01-0{number}") for number in range(at + 1, 7, parts)],
        )
    rows, is_more = find_edits_page(databases, EditFilter(page=page))
    assert ([row.number for row in rows], is_more) == (numbers, has_more)
    for connection in databases:
        connection.close()


def test_an_unknown_kind_is_named_in_part() -> None:
    with pytest.raises(InvalidParameterError, match=f"not '{'x' * 40}'$"):
        parse_edit_filter({"kind": "x" * 41})
