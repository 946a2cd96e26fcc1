"""Datasette's own pages work under the site's content security policy."""

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_nothing_that_its_pages_need_is_held_back(browser: Browser, site: str) -> None:
    said: list[str] = []
    with browser.new_page() as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{site}/news?sql=select+1+as+one")
        page.locator(".CodeMirror").click()
        page.keyboard.press("End")
        page.keyboard.type(",2 as two")
        page.keyboard.press("Shift+Enter")
        page.wait_for_url("**two**")
        assert page.locator("table.rows-and-columns td").all_inner_texts() == ["1", "2"]
        page.goto(f"{site}/news/tags")
        page.locator("details.column-menu summary").first.click()
        page.get_by_text("Sort descending").first.click()
        page.wait_for_url("**_sort_desc=id")
    assert said == []
