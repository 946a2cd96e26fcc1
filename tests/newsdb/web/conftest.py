"""Sites for the tests of several pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.conftest import PATIENT
from tests.stories_site import load_stories


@pytest.fixture(scope="module")
def public_site(news_db: Path) -> Iterator[Datasette]:
    """A site with the time limit that everybody has."""
    with prepared(news_db) as context:
        yield instance(context)


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(news_db)) as connection:
        yield connection


@pytest.fixture(scope="module")
def stories_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    database = load_stories(tmp_path_factory.mktemp("stories"))
    with prepared(database, PATIENT) as context:
        yield instance(context)
