"""Histories as pages read them; the pages are tested in views/test_history.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from datasette.app import Datasette

from newsdb.web import history
from newsdb.web.history import Edits, find_edits, find_history
from tests.edits_site import TIMES, A, B, C


@pytest.fixture
def connection(edits_site: Datasette) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(edits_site.get_database("news").path)) as connection:
        yield connection


def test_a_removal_is_no_edit(connection: sqlite3.Connection) -> None:
    assert find_edits(connection, A) == Edits(3, TIMES[3])
    assert find_edits(connection, B) == Edits(1, TIMES[1])
    assert find_edits(connection, C) is None


def test_the_newest_two_versions_are_compared_unless_others_are_wanted(
    connection: sqlite3.Connection,
) -> None:
    for given, compared in (
        ({}, ()),
        ({"from": 2}, (2, 4)),
        ({"to": 3}, (2, 3)),
        ({"to": 1}, (1, 1)),
        ({"from": 4, "to": 1}, (4, 1)),
    ):
        found = find_history(connection, A, given)
        assert found and found.compared == compared
        assert set(found.contents) == set(compared)


def test_an_article_without_versions_has_a_history_and_a_missing_one_has_none(
    connection: sqlite3.Connection,
) -> None:
    unedited = find_history(connection, C, {})
    assert unedited and (unedited.versions, unedited.exists) == ((), True)
    removed = find_history(connection, B, {})
    assert removed and (removed.title, removed.exists) == (B, False)
    assert find_history(connection, "none", {}) is None


def test_a_page_has_the_newest_versions(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MAX_VERSIONS", 2)
    found = find_history(connection, A, {})
    assert found and [each.number for each in found.versions] == [3, 4]
