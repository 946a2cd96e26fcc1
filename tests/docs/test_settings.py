"""settings.json against Datasette, and against docs/settings.md."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.app import DEFAULT_SETTINGS, Datasette

from newsdb.commands.prepare import instance, prepared
from tests.paths import TOP

SETTINGS = json.loads((TOP / "settings.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def datasette(news_db: Path) -> Iterator[Datasette]:
    """A site with the settings as they are, unlike that of the other tests."""
    with prepared(news_db) as context:
        yield instance(context)


def test_every_setting_has_its_reason_in_the_documentation() -> None:
    text = (TOP / "docs" / "settings.md").read_text(encoding="utf-8")
    first_table = text.partition("## Settings outside the file")[0]
    documented = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", first_table, re.MULTILINE)
    words = {True: "on", False: "off"}
    expected = {
        name: words[value] if isinstance(value, bool) else str(value)
        for name, value in SETTINGS.items()
    }
    assert {name: value for name, value, _ in documented} == expected
    assert all(reason.endswith(".") for _, _, reason in documented)


def test_datasette_knows_every_setting(datasette: Datasette) -> None:
    assert SETTINGS.keys() <= DEFAULT_SETTINGS.keys()
    assert {name: datasette.setting(name) for name in SETTINGS} == SETTINGS


async def test_pages_are_as_long_as_set(datasette: Datasette) -> None:
    data = (await datasette.client.get("/news/posts.json")).json()
    assert len(data["rows"]) == SETTINGS["default_page_size"]
    assert data["suggested_facets"] == []
    too_many = await datasette.client.get(f"/news/posts.json?_size={1001}")
    assert too_many.status_code == 400


async def test_a_question_without_end_is_ended(datasette: Datasette) -> None:
    endless = "with recursive a(x) as (select 1 union all select x+1 from a) select max(x) from a"
    response = await datasette.client.get("/news.json", params={"sql": endless})
    assert (response.status_code, response.json()["title"]) == (400, "SQL Interrupted")
