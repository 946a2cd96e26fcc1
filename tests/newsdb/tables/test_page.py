"""What the page of a table shows around its rows."""

import csv
import io

from datasette.app import Datasette

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
