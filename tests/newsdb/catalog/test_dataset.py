"""The facts from which all descriptions are made."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from newsdb.catalog.dataset import DatasetFile, Facts, merge_facts, path_of, read_facts
from newsdb.commands.prepare import instance, prepared
from newsdb.export.formats import FORMATS
from tests.clients import description
from tests.databases import database_of
from tests.factories import dataset, facts


async def test_a_missing_licence_and_period_are_left_out(tmp_path: Path) -> None:
    """A publisher who names no licence has none in the descriptions; and no posts are no period."""
    (tmp_path / "metadata.json").write_text('{"title": "报"}')
    database = database_of(tmp_path / "news.db", 0)
    with prepared(database, ["--metadata", f"{tmp_path / 'metadata.json'}"]) as context:
        site = instance(context)
        croissant = await description(site, "croissant")
        package = await description(site, "datapackage")
        llms = (await site.client.get("/llms.txt")).text
        page = await site.client.get("/data?lang=en")
    assert "license" not in croissant and "temporalCoverage" not in croissant
    assert "licenses" not in package and package["name"] == "news"
    assert "none is stated; ask before you reuse the texts" in llms
    assert page.status_code == 200
    assert "No licence is stated. Ask the publisher before you reuse the texts." in page.text


@pytest.mark.parametrize(
    ("loaded", "load", "version"),
    [
        ("2023-01-02T03:04:05+00:00", 5, "2023.1.2+5"),
        ("2023-12-31T23:59:59+00:00", 0, "2023.12.31+0"),
    ],
)
def test_a_version_is_semantic(loaded: str, load: int, version: str) -> None:
    """https://semver.org: no leading zeros, and the number of the load as build metadata."""
    assert facts(loaded=loaded, load=load).version == version


def test_the_period_and_the_citation() -> None:
    assert dataset().coverage == "2022-01-01/2022-12-31"
    assert dataset().citation == (
        "Ann. Ann's garden. Version 2023.1.2+5 (2 posts, 2022-01-01 to 2022-12-31). "
        "https://a.example/data"
    )
    empty = dataset(publisher="", facts=facts(posts=0, first=None, last=None))
    assert (empty.coverage, empty.citation) == (
        "",
        "Ann's garden. Version 2023.1.2+5 (0 posts). https://a.example/data",
    )


def test_facts_of_a_database(tmp_path: Path) -> None:
    path = database_of(tmp_path / "news.db", 3)
    with closing(sqlite3.connect(path)) as connection:
        categories = [(number, f"c{number:02}") for number in range(1, 31)]
        connection.executemany("insert into categories values (?, ?)", categories)
        links = [(post, number) for post in (1, 2, 3) for number in range(post, 31)]
        connection.executemany("insert into post_categories values (?, ?)", links)
        connection.execute("update posts set date = '2021-12-31' where id = 2")
        found = read_facts(connection)
        connection.execute("delete from posts")
        connection.execute("delete from loads")
        empty = read_facts(connection)
    # The largest first, of equals by name; those of all three posts come first.
    counts = {f"c{number:02}": min(number, 3) for number in range(1, 31)}
    assert found == Facts(3, "2021-12-31", "2022-01-01", 1, "2022-12-31T23:59:59+00:00", counts)
    assert found.keywords == (*(f"c{number:02}" for number in range(3, 23)),)
    assert (empty.posts, empty.first, empty.version) == (0, None, "1970.1.1+0")


def test_facts_of_several_databases_are_added() -> None:
    early = facts(posts=2, first="2021-01-02", last="2021-12-30", load=3, categories={"a": 1})
    late = facts(posts=1, first="2022-01-01", last="2022-01-01", load=4, loaded="2024-01-01")
    late = replace(late, categories={"a": 1, "b": 3})
    empty = facts(posts=0, first=None, last=None, load=1, categories={})
    assert merge_facts([early, late, empty]) == Facts(
        3, "2021-01-02", "2022-01-01", 8, "2024-01-01", {"a": 2, "b": 3}
    )


def test_a_file_of_a_database_has_the_name_of_its_path() -> None:
    assert path_of("2021.db", "db") == "/2021.db"
    assert path_of("新闻 1.db", "db") == "/~E6~96~B0~E9~97~BB+1.db"
    assert path_of("posts.csv", "csv") == "/data/posts.csv"


def test_media_types() -> None:
    types = {name: DatasetFile("", name, "", 0, None, None).media_type for name in ("db", *FORMATS)}
    assert types == {
        "db": "application/vnd.sqlite3",
        "ndjson": "application/x-ndjson",
        "csv": "text/csv",
        "parquet": "application/vnd.apache.parquet",
    }
