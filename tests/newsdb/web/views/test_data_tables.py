"""`/data/tables`: every table and column of the database, and what stands in it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from datasette.app import Datasette
from lxml import html as lxml_html


async def fetched(datasette: Datasette, path: str, language: str = "en") -> lxml_html.HtmlElement:
    response = await datasette.client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200, path
    return lxml_html.fromstring(response.text)


async def test_every_table_has_every_column_with_its_meaning(
    datasette: Datasette, news_db: Path
) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        names = connection.execute(
            "select name from sqlite_master where type in ('table', 'view') "
            "and name not like 'sqlite%' and name not like 'posts_fts_%' "
            "and name not like 'posts_pairs_%'"
        ).fetchall()
        expected = {
            name: [row[1] for row in connection.execute(f"pragma table_info([{name}])")]
            for (name,) in names
        }
    page = await fetched(datasette, "/data/tables")
    links = page.xpath('//div[@class="tables"]//a')
    assert {link.text_content() for link in links} == set(expected)
    for link in links:
        name = link.text_content()
        table = await fetched(datasette, link.get("href"))
        rows = table.xpath('//h2[@id="columns"]/following::table[1]/tbody/tr')
        assert [row[0].text_content() for row in rows] == expected[name], name
        assert all(len(row[2].text_content()) > 8 for row in rows), name


async def test_descriptions_are_in_the_language_of_the_page(datasette: Datasette) -> None:
    page = await fetched(datasette, "/data/tables", "zh")
    assert page.xpath('//div[h2/a="tags"]/p/text()') == ["文章的标签。"]
    page = await fetched(datasette, "/data/tables/tags", "zh")
    assert page.xpath('//p[@class="byline"]/text()') == ["文章的标签。"]
    meaning = page.xpath('//td[@class="meaning"]/text()')
    assert meaning and not any(text.isascii() for text in meaning)
    page = await fetched(datasette, "/data", "zh")
    assert not any(text.isascii() for text in page.xpath('//td[@class="meaning"]/text()'))


async def test_a_table_shows_how_its_columns_are_filled(datasette: Datasette) -> None:
    page = await fetched(datasette, "/data/tables/sources")
    cells = [[each.text_content() for each in row] for row in page.xpath("//table[1]//tbody/tr")]
    assert cells[0][0] == "id" and cells[0][3:] == ["12", "12", "1 – 12"]
    preview = page.xpath('//table[@class="preview"]/tbody/tr')
    assert [row[0].text_content() for row in preview] == ["1", "2", "3", "4", "5"]


async def test_a_search_index_has_columns_only(datasette: Datasette) -> None:
    page = await fetched(datasette, "/data/tables/posts_fts")
    assert [each.text_content() for each in page.xpath("//th[@scope='col']")] == [
        "Column",
        "Type",
        "Meaning",
    ]
    assert page.xpath('//table[@class="preview"]') == []


async def test_no_such_table(datasette: Datasette) -> None:
    for name in ("none", "sqlite_master", "posts_fts_data", "posts%22", "a/b"):
        assert (await datasette.client.get(f"/data/tables/{name}")).status_code == 404, name
