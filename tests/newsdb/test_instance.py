"""The running instance: what its metadata says, and reads with a time limit."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database
from datasette.views.base import DatasetteError

from newsdb.instance import about, content_language, if_quick, read_one, shown_sections
from newsdb.setting_values import SECTIONS
from tests.databases import ENDLESS


def instance_of(plugin: dict[str, Any] | None = None, **metadata: object) -> Datasette:
    return Datasette(memory=True, metadata={**metadata, "plugins": {"newsdb": plugin or {}}})


def test_title_and_description_in_the_readers_language() -> None:
    site = instance_of({"title": {"zh": "花园 "}, "description": "x"}, title="The\n garden")
    assert about(site, "zh") == ("花园", "")
    assert about(site, "en") == ("The garden", "")
    assert about(instance_of(description="Beans."), "en") == ("News", "Beans.")
    assert about(Datasette(memory=True), "zh") == ("News", "")


def test_the_language_of_articles() -> None:
    assert content_language(instance_of({"lang": "zh-Hans"})) == "zh-Hans"
    assert content_language(instance_of({"lang": None})) == content_language(instance_of()) == ""


def test_sections_are_shown_unless_hidden() -> None:
    assert shown_sections(instance_of()) == SECTIONS
    hidden = instance_of({"sections": {"tags": False, "archive": True}})
    assert shown_sections(hidden) == SECTIONS - {"tags"}


@pytest.fixture
def site() -> Datasette:
    site = Datasette(settings={"sql_time_limit_ms": 50})
    site.add_database(Database(site, memory_name="instance"), "news")
    return site


def run(sql: str) -> Any:
    return lambda connection: connection.execute(sql).fetchone()[0]


def counting(rows: int) -> str:
    """Return a query that takes the longer the more rows it counts."""
    return ENDLESS.replace("from a)", f"from a limit {rows})")


async def test_reads_have_a_time_limit(site: Datasette) -> None:
    assert await read_one(site, "news", run("select 1")) == 1
    with pytest.raises(DatasetteError) as raised:
        await read_one(site, "news", run(ENDLESS))
    assert raised.value.status == 503
    assert await if_quick(read_one(site, "news", run(ENDLESS))) is None
    assert await if_quick(read_one(site, "news", run("select 1"))) == 1


async def test_some_reads_have_longer(site: Datasette) -> None:
    rows = 10_000
    while await if_quick(read_one(site, "news", run(counting(rows)))):
        rows *= 10
    assert await read_one(site, "news", run(counting(rows)), time_limit_factor=100_000) == rows


async def test_other_errors_are_not_of_time(site: Datasette) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await if_quick(read_one(site, "news", run("select * from nowhere")))
