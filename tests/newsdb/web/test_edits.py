"""Edits as pages read them; the pages are tested in views/test_edits.py."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from datasette.app import Datasette

from newsdb.exceptions import InvalidParameterError
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
    assert wanted.parameters == {"kind": "cut", "change": "title", "since": "2022-01-01"}
    with pytest.raises(InvalidParameterError, match="kind must be one of typo, small, "):
        parse_edit_filter({"kind": "rumour"})
