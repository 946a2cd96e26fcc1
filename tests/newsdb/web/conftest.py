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
from tests.years_site import build_years


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


@pytest.fixture(scope="module")
def years(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return build_years(news_db, tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="module")
def whole(years: list[str]) -> Iterator[Datasette]:
    """The site of one file with the posts of all years."""
    with prepared(Path(years[0]).with_name("whole.sqlite"), PATIENT) as context:
        yield instance(context)


@pytest.fixture(scope="module")
def sharded(years: list[str]) -> Iterator[Datasette]:
    with prepared(None, [*years, *PATIENT]) as context:
        yield instance(context)
