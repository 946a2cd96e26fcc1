"""Columns of a table's page: which are shown, as what, and in which files."""

import pytest
from datasette.app import Datasette

from tests.clients import soup_of


async def test_columns_are_explained_and_chosen(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts?_lang=en")
    columns = {item.a.get_text(): item for item in soup.select(".columns-menu li")}
    assert "Headline" in columns["title"].span.get_text()
    shown = ["title", "date", "source_id", "summary", "characters"]
    current = {name for name, item in columns.items() if item.a.get("aria-current")}
    assert current == set(shown)
    headings = [cell["data-column"] for cell in soup.select("thead th")]
    assert headings == ["id", *shown]
    added = await soup_of(datasette, columns["path"].a["href"])
    headings = [cell["data-column"] for cell in added.select("thead th")]
    assert headings == ["id", *shown, "path"]
    every = await soup_of(datasette, soup.select_one(".columns-menu > p a")["href"])
    assert len(every.select("thead th")) == len(columns) + 1
    assert every.select_one(".columns-menu > p a") is None


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/news/posts", True),
        ("/news/articles?_sort=title&_size=5", True),
        ("/news/posts?_search=银行", False),
        ("/news/posts?_with=post_tags:1", False),
        ("/news/tags", False),
    ],
)
async def test_parquet_is_of_all_posts(datasette: Datasette, path: str, offered: bool) -> None:
    soup = await soup_of(datasette, path)
    links = {link.get_text(): link["href"] for link in soup.select(".export-links a")}
    assert links.get("Parquet") == ("/data/posts.parquet" if offered else None)


async def test_numbers_stand_at_the_right_and_keys_are_labels(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts?_size=3")
    assert {tag.name for tag in soup.select("table .col-characters.number")} == {"th", "td"}
    assert soup.select(".col-id.number, .col-source_id.number") == []
    assert all(cell.a["href"].startswith("/source/") for cell in soup.select("td.col-source_id"))
    assert soup.select_one("td.col-date")["data-label"] == "date"
    assert soup.select_one("th.col-characters").get("aria-sort") is None
    soup = await soup_of(datasette, "/news/posts?_size=3&_sort_desc=characters")
    assert soup.select_one("th.col-characters")["aria-sort"] == "descending"


async def test_the_column_of_links_is_named_in_the_language_of_the_page(
    datasette: Datasette,
) -> None:
    for language, name in (("en", "Row"), ("zh", "行")):
        soup = await soup_of(datasette, f"/news/security_months?_size=1&_lang={language}")
        assert soup.select_one("thead th.col-Link").get_text() == name
        assert soup.select_one("td.col-Link")["data-label"] == name
