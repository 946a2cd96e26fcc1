"""Datasette's own pages: in the site's clothes, and with all that they do."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from newsdb.commands.serve import instance, prepared

PAGES = [
    "/news",
    "/news/posts",
    "/news/posts?_facet=source_id&_sort=title&title__contains=a&_where=id>1",
    "/news/articles?_size=3",
    "/news/posts/1",
    "/news/files/1",
    "/news?sql=select+1+as+one",
    "/news?sql=select+:a&a=1&_hide_sql=1",
    "/news?sql=selekt",
    "/news/posts?_size=x",
    "/-/versions",
    "/-/plugins",
]


async def soup_of(datasette: Datasette, path: str) -> BeautifulSoup:
    return BeautifulSoup((await datasette.client.get(path)).text, "html5lib")


@pytest.mark.parametrize("path", PAGES)
async def test_no_script_and_no_style_stands_in_a_page(datasette: Datasette, path: str) -> None:
    """So that one strict Content-Security-Policy fits all pages."""
    soup = await soup_of(datasette, path)
    assert [script for script in soup("script") if not script.get("src")] == []
    assert soup("style") + soup.select("[style]") == []
    assert [tag for tag in soup(True) if any(name.startswith("on") for name in tag.attrs)] == []


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_the_sites_frame(datasette: Datasette, path: str) -> None:
    response = await datasette.client.get(path)
    assert "Accept-Language" in response.headers["vary"]
    soup = BeautifulSoup(response.text, "html5lib")
    assert soup.select_one("header.masthead a.name")["href"] == "/"
    assert soup.select_one('link[rel="stylesheet"]')["href"].startswith("/static/site.css?")
    assert len(soup("main")) == len(soup("h1")) == 1
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4")]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    fields = soup.select("main select, main textarea, main input:not([type=hidden], [type=submit])")
    labels = {label.get("for") for label in soup("label")}
    for field in fields:
        assert field.get("aria-label") or field.get("id") in labels or field.find_parent("label")


async def test_the_words_around_are_the_readers(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts?_lang=en&_size=3")
    assert (soup.html["lang"], soup.main.get("lang")) == ("en", None)
    assert soup.select_one(".ways [hreflang]")["href"] == "?_size=3&_lang=zh"
    soup = await soup_of(datasette, "/news/posts")
    assert (soup.html["lang"], soup.main.get("lang")) == ("zh-Hans", None)
    assert "筛选" in soup.main.get_text()


async def test_facets_sorting_and_filters_work(datasette: Datasette) -> None:
    soup = await soup_of(
        datasette, f"/news/posts?_facet=load_id&_sort=id&title__contains={quote('岚山')}"
    )
    assert soup.select_one("#facet-load_id a") is not None
    ids = [int(cell.get_text()) for cell in soup.select("td.col-id")]
    assert ids == sorted(ids)
    assert ids
    assert all("岚山" in cell.get_text() for cell in soup.select("td.col-title"))


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


async def test_titles_lead_to_their_articles(datasette: Datasette) -> None:
    """The cell of the title needs the slug, which is not shown."""
    for table in ("posts", "articles"):
        soup = await soup_of(datasette, f"/news/{table}?_size=3")
        assert "col-slug" not in f"{soup.main}"
        for cell in soup.select("td.col-title"):
            assert cell.a["href"].startswith("/article/")


async def test_what_is_selected_is_said_and_can_be_taken_back(datasette: Datasette) -> None:
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


async def test_tables_worth_reading_come_first(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news?_lang=en")
    first, folded = soup.select("ul.tables")
    names = [link.get_text() for link in first.select("h3 a")]
    assert names[:2] == ["articles", "posts"]
    assert folded.find_parent("details").get("open") is None
    assert [link.get_text() for link in folded.select("h3 a")] == [
        *("post_securities", "images", "media", "redirects", "loads", "files", "problems")
    ]
    assert all(item.p.get_text() for item in soup.select("ul.tables li"))
    sql = soup.select_one("textarea[name=sql]").get_text()
    answer = await datasette.client.get("/news", params={"sql": sql, "_lang": "en"})
    assert "Chart: posts by month" in answer.text
    assert "posts" in [code.get_text() for code in soup.select(".schema summary code")]


async def test_named_queries_ask_for_days_and_offer_choices(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/most_mentioned?kind=board&_lang=zh")
    assert soup.select_one("input[name=first_day]")["type"] == "date"
    assert soup.select_one("label[for=qp1]").get_text() == "起始日期"
    options = [option.get_text() for option in soup.select("select[name=kind] option")]
    assert options == ["不限", "share", "board", "index", "fund"]
    assert soup.select_one("select[name=kind] option[selected]").get_text() == "board"
    soup = await soup_of(datasette, "/news/posts_by_source")
    assert len(soup.select("select[name=source] option")) == 13
    assert soup.select_one("input[name=first_month]")["type"] == "month"


async def test_static_files_have_versions_in_their_addresses(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news?sql=select+1")
    ours = [
        address
        for tag in soup.select("link[rel=stylesheet], script")
        if (address := tag.get("href") or tag["src"]).startswith("/static/")
    ]
    assert [re.sub("[0-9a-f]{8}$", "", address) for address in ours] == [
        "/static/site.css?v=",
        "/static/menus.js?v=",
        "/static/sql.js?v=",
    ]
    for address in ours:
        assert (await datasette.client.get(address)).status_code == 200


class Linking:
    """A plugin with a link for the menu."""

    __name__ = "linking"

    @hookimpl
    def menu_links(self) -> list[dict[str, str]]:
        return [{"href": "/elsewhere", "label": "<Elsewhere>"}]


@pytest.fixture
def linking(news_db: Path) -> Iterator[Datasette]:
    plugin = Linking()
    pm.register(plugin)
    with prepared(news_db) as context:
        yield instance(context)
    pm.unregister(plugin)


@pytest.mark.parametrize("path", ["/", "/news", "/article/-202205262391920486"])
async def test_links_of_plugins_stand_in_the_menu(linking: Datasette, path: str) -> None:
    soup = await soup_of(linking, path)
    links = {link.get_text(): link["href"] for link in soup.select(".ways a")}
    assert links["<Elsewhere>"] == "/elsewhere"
