"""What an analyst does with tables and SQL, in a browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser


def test_a_table_of_a_query_keeps_its_words_whole(browser: Browser, site: str) -> None:
    page = open_page(browser, 390)
    page.goto(f"{site}/news/most_mentioned")
    lines = page.locator("td.col-code a").evaluate_all(
        "all => all.map(each => each.getClientRects().length)"
    )
    assert lines
    assert set(lines) == {1}
    page.context.close()


def test_sql_is_edited_formatted_and_run(page: Page, site: str) -> None:
    page.goto(f"{site}/news?sql=select+1+as+one")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_role("button", name="整理 SQL").click()
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()") == (
        "select\n  1 as one"
    )
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("select 41 + 1 as answer")
    page.get_by_role("button", name="运行 SQL").click()
    expect(page.get_by_role("cell", name="42")).to_be_visible()


def test_a_column_has_its_menu(page: Page, site: str) -> None:
    page.goto(f"{site}/news/posts?_size=5")
    page.locator("th.col-source_id summary").click()
    page.get_by_role("link", name="升序排列").click()
    assert page.url == f"{site}/news/posts?_size=5&_sort=source_id"
    menu = page.locator("th.col-date .column-menu")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="隐藏此列")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="隐藏此列")).to_be_hidden()
    menu.locator("summary").click()
    menu.get_by_role("link", name="按此列分组计数").click()
    expect(page.locator("#facet-date")).to_be_visible()


def test_rows_are_filtered_and_sorted(browser: Browser, site: str) -> None:
    page = open_page(browser, 390)
    page.goto(f"{site}/news/posts")
    filters = page.locator("form.filters")
    filters.get_by_label("搜索").fill("银行")
    filters.locator("summary").click()
    filters.get_by_label("列", exact=True).select_option("title")
    filters.get_by_label("条件").select_option("contains")
    filters.get_by_label("值").fill("岚山")
    filters.get_by_role("button", name="应用").click()
    titles = page.locator("td.col-title").all_inner_texts()
    assert titles
    assert all("岚山" in title for title in titles)
    page.context.close()
