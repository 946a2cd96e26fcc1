"""What the page of a table shows around its rows."""

import csv
import io
from urllib.parse import parse_qsl

import pytest
from datasette.app import Datasette

from newsdb.tables.page import PageLink, TablePage, is_number
from newsdb.web.table_words import table_words
from tests.clients import soup_of


async def test_the_menu_of_a_column_needs_no_script_and_no_mouse(datasette: Datasette) -> None:
    """WCAG 2.1.1: a summary is reached with Tab and opened with Enter; what it offers are links."""
    soup = await soup_of(datasette, "/news/posts?_size=3&_lang=en")
    menu = soup.select_one("th.col-date details.column-menu")
    assert menu.summary["aria-label"] == "Menu of the column date"
    assert menu.p.get_text() == "Local day of publication, YYYY-MM-DD."
    links = {link.get_text(): link["href"] for link in menu("a")}
    kept = "/news/posts?_size=3&_lang=en"
    assert links == {
        "Sort ascending": f"{kept}&_sort=date",
        "Sort descending": f"{kept}&_sort_desc=date",
        "Facet by this": f"{kept}&_facet=date",
        "Hide this column": f"{kept}&_col=title&_col=source_id&_col=summary&_col=characters",
        "Show not-blank rows": f"{kept}&date__notblank=1",
    }
    for link in links.values():
        assert (await datasette.client.get(link)).status_code == 200


async def test_conditions_are_listed_and_can_be_removed(datasette: Datasette) -> None:
    path = "/news/posts?_lang=zh&_search=银行&characters__gt=300&title__notblank=1&_size=5&_sort=id"
    soup = await soup_of(datasette, path)
    said = {item.contents[0].strip(): item.a["href"] for item in soup.select(".conditions li")}
    assert list(said) == ["搜索：银行", "characters > 300", "title 不为空"]
    without = said["characters > 300"]
    assert "characters__gt" not in without and "_sort=id" in without
    assert "characters &gt; 300" in f"{soup.title}"
    assert soup.select_one("details.filter").get("open") is not None
    assert (await soup_of(datasette, "/news/posts")).select_one("details.filter").get(
        "open"
    ) is None


async def test_exports_are_of_all_rows_with_all_columns(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts?_lang=en&characters__gt=300&_size=5&_sort=id")
    links = {link.get_text(): link["href"] for link in soup.select(".export-links a")}
    assert list(links) == ["JSON", "CSV", "CSV for Excel", "SQL"]
    plain, excel = [(await datasette.client.get(links[n])).content for n in list(links)[1:3]]
    assert excel == b"\xef\xbb\xbf" + plain
    assert plain.splitlines()[0].startswith(b"id,slug,title,published")
    found = (await datasette.client.get(links["JSON"])).json()
    rows = list(csv.DictReader(io.StringIO(plain.decode())))
    assert found["filtered_table_rows_count"] == len(rows)
    assert {row["date"] for row in rows} == {row["published"][:10] for row in rows}
    assert (await datasette.client.get(links["SQL"])).status_code == 200


def page_of(query_string: str) -> TablePage:
    return TablePage.of("/news/posts", query_string, table_words("en"))


def test_urls_keep_everything_but_the_place() -> None:
    page = page_of("_sort=a&_next=9&x=1&x=2&y=")
    assert page.url() == "/news/posts?_sort=a&x=1&x=2&y="
    assert page.url({"_sort": None, "z": "&"}, ".json") == "/news/posts.json?x=1&x=2&y=&z=%26"
    assert page_of("").url() == "/news/posts"


@pytest.mark.parametrize(
    ("query_string", "texts"),
    [
        ("date=2022-01-01", ["date = 2022-01-01"]),
        ("title__contains=a&title__isblank=1", ["title contains a", "title is blank"]),
        ("a__b__gt=3", ["a__b > 3"]),
        ("_search=a&_search_title=b", ["search: a", "search: b"]),
        ("_where=id>1", ["id>1"]),
        ("_size=5&_facet=a&_sort=b&_lang=en&_with=post_tags:1", []),
    ],
)
def test_conditions(query_string: str, texts: list[str]) -> None:
    conditions = page_of(f"{query_string}&_next=9&_col=z").conditions()
    assert [each.text for each in conditions] == texts
    for each, pair in zip(conditions, query_string.split("&"), strict=False):
        assert parse_qsl(pair)[0] not in parse_qsl(each.url.partition("?")[2])
        assert each.url.endswith("_col=z") and "_next" not in each.url


def test_columns_are_shown_and_hidden() -> None:
    page = page_of("_col=a&_nocol=b&_next=1&x=1")
    links = page.column_links(["id", "a", "b", "c"], ["id", "a", "c"], ["id"])
    assert [(each.text, each.current, each.url.partition("?")[2]) for each in links] == [
        ("a", True, "x=1&_col=c"),
        ("b", False, "x=1&_col=a&_col=c&_col=b"),
        ("c", True, "x=1&_col=a"),
    ]
    assert page.all_columns(["id", "a", "b"], ["id"]) == "/news/posts?x=1&_col=a&_col=b"


def test_menus_by_the_column() -> None:
    column = {"name": "a", "sortable": True, "is_pk": False, "notnull": False}
    page = page_of("_sort_desc=a&_next=1")

    def texts(shown: list[str], facets: bool = True, **changes: bool) -> list[str]:
        return [each.text for each in page.menu({**column, **changes}, shown, facets)]

    everything = [
        *("Sort ascending", "Sort descending", "Facet by this", "Hide this column"),
        "Show not-blank rows",
    ]
    assert texts(["a", "b"]) == everything
    assert texts(["a"], facets=False, sortable=False, notnull=True) == []
    assert texts(["a", "b"], is_pk=True) == everything[:2]
    assert page.menu(column, ["a"], True)[0].url == "/news/posts?_sort=a"


def test_exports_of_a_whole_table_alone_include_its_parquet_file() -> None:
    def names(query_string: str, *urls: str | None) -> list[str]:
        return [each.text for each in page_of(query_string).exports(*urls)]

    assert names("_sort=a&_size=5", "/sql", "/p") == [
        *("JSON", "CSV", "CSV for Excel", "Parquet", "SQL")
    ]
    assert names("a=1", None, "/p") == ["JSON", "CSV", "CSV for Excel"]


@pytest.mark.parametrize(
    ("declared", "name", "expected"),
    [
        ("INTEGER", "n", True),
        ("bigint", "n", True),
        ("DOUBLE", "n", True),
        ("TEXT", "n", False),
        (None, "n", False),
        ("INTEGER", "id", False),
    ],
)
def test_numbers_are_not_keys(declared: str | None, name: str, expected: bool) -> None:
    assert is_number({"type": declared, "name": name}, ["id"]) is expected


def test_words_of_filters() -> None:
    page = page_of("")
    assert [page.lookup("contains"), page.lookup("none"), page.lookup("none", "x")] == [
        *("contains", "none", "x")
    ]


@pytest.mark.parametrize(
    ("query_string", "url", "current"),
    [
        ("_search=a&_next=9&_sort_desc=b", "_search=a&_sort=relevance", False),
        ("_sort=relevance&_search=a", "_search=a&_sort=relevance", True),
        ("_sort=b", "_sort=relevance", False),
    ],
)
def test_the_link_to_the_order_by_relevance(query_string: str, url: str, current: bool) -> None:
    link = page_of(query_string).by_relevance("x")
    assert link == PageLink("x", f"/news/posts?{url}", current)


def test_exports_keep_the_rows_and_the_columns() -> None:
    exports = page_of("a=1&_col=b&_size=5&_next=9&_nocol=c&_sort=d&_lang=en").exports(None)
    kept = "a=1&_sort=d&_col=b&_nocol=c"
    assert [each.url for each in exports] == [
        f"/news/posts.json?{kept}&_shape=objects",
        f"/news/posts.csv?{kept}&_stream=on&_dl=1",
        f"/news/posts.csv?{kept}&_stream=on&_bom=1&_dl=1",
    ]


@pytest.mark.parametrize(
    ("query_string", "is_there"),
    [("", True), ("_sort_desc=a&_col=b", True), ("_sort=a&b=1", False), ("_facet=a", False)],
)
def test_a_file_of_the_whole_table_is_not_one_of_some_rows(
    query_string: str, is_there: bool
) -> None:
    names = [each.text for each in page_of(query_string).exports("/sql", "/p")]
    assert ("Parquet" in names) is is_there and names[-1] == "SQL"
    assert "Parquet" not in [each.text for each in page_of(query_string).exports("/sql")]


@pytest.mark.parametrize(
    ("changes", "shown", "facets", "texts"),
    [
        ({"sortable": True}, 1, False, ["Sort ascending", "Sort descending"]),
        ({}, 1, True, ["Facet by this"]),
        ({}, 2, False, ["Hide this column"]),
        ({"notnull": False}, 1, False, ["Show not-blank rows"]),
        ({"notnull": False, "is_pk": True}, 2, True, []),
    ],
)
def test_each_entry_of_a_menu(
    changes: dict[str, bool], shown: int, facets: bool, texts: list[str]
) -> None:
    column = {"name": "a", "sortable": False, "is_pk": False, "notnull": True, **changes}
    menu = page_of("").menu(column, ["a", "b"][:shown], facets)
    assert [each.text for each in menu] == texts
