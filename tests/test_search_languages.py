"""A site in German with a post in English: words are found in the forms of each post's language."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from newsdb.database.checking import check_database
from newsdb.export.records import newest_records
from newsdb.search import Filter
from tests.clients import run_sql, search_results
from tests.conftest import load

POSTS = {
    "haus": "---\ntitle: Alte Häuser\ndate: 2022-03-01\n---\nIn den Häusern brennt Licht.\n",
    "policy": "---\ntitle: Policies\ndate: 2022-03-02\nlang: en\n---\nHouses and policies.\n",
}


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("german")
    (folder / "newsdb.yml").write_text("language: de-AT\n", "utf-8")
    for name, text in POSTS.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return load(folder, folder / "news.db")


@pytest.fixture(scope="module")
def site(german: Path) -> Iterator[Datasette]:
    with prepared(german, {}) as context:
        yield instance(context)


def test_posts_have_the_language_of_their_site(german: Path) -> None:
    with closing(sqlite3.connect(german)) as connection:
        rows = connection.execute("select slug, lang from posts order by slug").fetchall()
        assert rows == [("haus", "de-AT"), ("policy", "en")]
        assert list(check_database(connection)) == []
        records = newest_records(connection, Filter("Haus"), 10)
        assert [record["slug"] for record in records] == ["haus"]


@pytest.mark.parametrize(
    ("typed", "slugs"), [("haus", ["haus"]), ("Häuser", ["haus"]), ("house policy", ["policy"])]
)
async def test_search_in_two_languages(site: Datasette, typed: str, slugs: list[str]) -> None:
    found = await search_results(site, f"q={typed}")
    assert [hit["slug"] for hit in found["hits"]] == slugs
    table = await site.client.get(f"/news/posts.json?_search={typed}&_shape=array")
    assert [row["slug"] for row in table.json()] == slugs
    sql = "select slug from posts where id in (select rowid from posts_fts(match_expression(:q)))"
    assert (await run_sql(site, sql, q=typed)).json() == [{"slug": slug} for slug in slugs]


async def test_forms_of_each_language_are_marked(site: Datasette) -> None:
    marked = "In den <mark>Häusern</mark> brennt Licht."
    for path in ("/search?q=haus", "/article/haus?q=haus", "/news/posts?_search=haus"):
        assert marked in (await site.client.get(path)).text, path
    sql = "select excerpt(body, 'haus') as found from posts where slug = 'haus'"
    assert (await run_sql(site, sql)).json() == [{"found": "In den [Häusern] brennt Licht."}]
