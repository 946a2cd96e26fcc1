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


def test_the_column_menu_works_by_keyboard(browser: Browser, site: str) -> None:
    """Tab reaches it, Enter opens it and follows its links, Escape closes it (WCAG 2.1.1)."""
    focused = (
        "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
    )
    with browser.new_page(viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{site}/news/tags?_lang=en")
        page.locator(".table-wrapper").focus()
        menu = page.locator("details.column-menu").first
        label = menu.locator("summary").get_attribute("aria-label")
        for _ in range(2):  # the link that sorts, then its menu
            page.keyboard.press("Tab")
        assert page.evaluate(focused) == label
        page.keyboard.press("Enter")
        assert menu.get_attribute("open") is not None
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == menu.locator("a").first.inner_text()
        page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None
        assert page.evaluate(focused) == label
        page.keyboard.press("Enter")
        while page.evaluate(focused) != "Sort descending":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**_sort_desc=id**")
