"""metadata.yml against the database that it describes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from datasette.app import Datasette

from newsdb.fields import FIELDS
from tests.edits_site import OF_EDITS
from tests.paths import TOP

METADATA = yaml.safe_load((TOP / "metadata.yml").read_text(encoding="utf-8"))
NEWS = METADATA["databases"]["news"]
# What SQLite and FTS5 keep for themselves.
INTERNAL = ("sqlite_", "posts_fts_", "posts_pairs_")


@pytest.fixture(scope="module")
def connection(news_db: Path):
    with closing(sqlite3.connect(news_db)) as connection:
        yield connection


def test_every_table_and_column_is_described_and_no_other(connection: sqlite3.Connection) -> None:
    names = connection.execute("select name from sqlite_master where type in ('table', 'view')")
    tables = [name for (name,) in names if not name.startswith(INTERNAL)]
    real = {
        table: [row[1] for row in connection.execute(f"pragma table_info({table})")]
        for table in tables
    }
    described = {table: list(about["columns"]) for table, about in NEWS["tables"].items()}
    assert described == real


@pytest.mark.parametrize("table", ["posts", "articles"])
def test_fields_are_described_as_they_are_declared(table: str) -> None:
    declared = {
        field.name: field.description + (" A JSON array." if field.is_list else "")
        for field in FIELDS
        if (field.is_column if table == "posts" else field.in_view)
    }
    described = NEWS["tables"][table]["columns"]
    assert {name: described[name] for name in declared} == declared


def test_no_key_stands_twice() -> None:
    """YAML takes the last one, in silence."""

    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: Strict, node: yaml.MappingNode) -> dict:
        pairs = loader.construct_pairs(node, deep=True)
        assert len(pairs) == len(dict(pairs)), [key for key, _ in pairs]
        return dict(pairs)

    Strict.add_constructor("tag:yaml.org,2002:map", mapping)
    text = (TOP / "metadata.yml").read_text(encoding="utf-8")
    assert yaml.load(text, Strict) == METADATA


def test_descriptions_are_sentences() -> None:
    for table, about in NEWS["tables"].items():
        texts = {table: about["description"], **about["columns"]}
        for name, text in texts.items():
            assert isinstance(text, str) and len(text) > 8, (table, name)
            assert text.rstrip().endswith("."), (table, name)
            assert text.isascii(), (table, name)


def plain_facets(table: str) -> set[str]:
    """The columns over which a table has facets; others are a plugin's."""
    facets = NEWS["tables"][table].get("facets", [])
    return {facet for facet in facets if isinstance(facet, str)}


def test_what_metadata_names_exists() -> None:
    for table, about in NEWS["tables"].items():
        columns = set(about["columns"])
        named = {about.get(key) for key in ("sort", "sort_desc", "label_column", "fts_pk")}
        assert (named | plain_facets(table)) - {None} <= columns, table
        for facet in about.get("facets", []):
            if isinstance(facet, dict):
                assert facet.keys() == {"m2m"} and facet["m2m"] in NEWS["tables"]
        assert about.get("fts_table", "posts_fts") in NEWS["tables"]


def test_facets_are_indexed(connection: sqlite3.Connection) -> None:
    """Without an index each facet of a large archive takes longer than its time limit."""
    large = ("posts", "post_securities", "problems")
    for table in large:
        firsts = {
            connection.execute(f"pragma index_info('{index[1]}')").fetchone()[2]
            for index in connection.execute(f"pragma index_list('{table}')")
        }
        assert plain_facets(table) <= firsts, table


def test_nothing_is_said_of_posts_that_are_not_known() -> None:
    """What the sample says is in posts/newsdb.yml."""
    assert METADATA.keys() == {"databases"}
    assert not NEWS.keys() & {"license", "license_url", "source", "source_url", "about"}


async def test_the_licence_of_the_sample_stands_with_the_database_too(datasette: Datasette) -> None:
    for key in ("license", "license_url", "source"):
        assert datasette.metadata(key, database="news", fallback=False) == datasette.metadata(key)
    assert datasette.metadata("license") == "CC0 1.0 (the sample posts)"


async def test_hidden_tables_are_those_and_no_others(datasette: Datasette) -> None:
    tables = (await datasette.client.get("/news.json")).json()["tables"]
    assert sorted(table["name"] for table in tables if table["hidden"]) == [
        "_sqlite_migrations",
        "compression_dictionaries",
        "derivations",
        "file_contents",
        "file_states",
        "histories",
        "image_contents",
        "image_files",
        "image_states",
        "post_authors",
        "post_categories",
        "post_changes",
        "post_tags",
        *[
            f"{index}{part}"
            for index in ("posts_fts", "posts_pairs")
            for part in ("", "_config", "_data", "_docsize", "_idx")
        ],
        "sqlite_stat1",
        "story_changes",
        "story_keys",
        "unmarked_names",
        "version_texts",
    ]


@pytest.mark.parametrize("query", NEWS["queries"])
async def test_named_queries_answer_with_their_defaults(datasette: Datasette, query: str) -> None:
    """What they answer is tested where they are made."""
    response = await datasette.client.get(f"/news/{query}.json?_shape=array")
    assert response.status_code == 200, response.text
    assert bool(response.json()) == (query not in OF_EDITS)


@pytest.mark.parametrize("given", ["nonsense", "'", "2022-02-30", "1e999", "\0", "9" * 400])
@pytest.mark.parametrize("query", NEWS["queries"])
async def test_named_queries_take_nonsense(datasette: Datasette, query: str, given: str) -> None:
    parameters = dict.fromkeys(NEWS["queries"][query].get("params", []), given)
    response = await datasette.client.get(f"/news/{query}.json", params=parameters)
    assert (response.status_code, response.json()["error"]) == (200, None)


@pytest.mark.parametrize("query", NEWS["queries"])
async def test_named_queries_have_pages(datasette: Datasette, query: str) -> None:
    page = await datasette.client.get(f"/news/{query}?_lang=en")
    assert page.status_code == 200
    assert NEWS["queries"][query]["title"] in page.text
    assert NEWS["queries"][query]["description"] in page.text
    for parameter in NEWS["queries"][query].get("params", []):
        assert f'name="{parameter}"' in page.text
