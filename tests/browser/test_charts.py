"""Charts: a range of a histogram, with and without a mouse and scripts, and a chart as PNG."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
PNG = b"\x89PNG\r\n\x1a\n"
SEARCH = "/search?q=银行&stories=off&lang=en"
RANGE = {
    "q": ["银行"],
    "stories": ["off"],
    "lang": ["en"],
    "since": ["2022-01-01"],
    "until": ["2022-04-30"],
}


def open_page(browser: Browser, address: str, scripts: bool = True) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=scripts
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(f"{error}"))
    page.goto(address)
    return page, errors


def expect_range(page: Page) -> None:
    page.wait_for_url("**since=**")
    assert parse_qs(urlsplit(page.url).query) == RANGE
    expect(page.locator("#results")).to_have_text("18 results")
    page.context.close()


def test_a_range_is_chosen_by_dragging(browser: Browser, site: str) -> None:
    page, errors = open_page(browser, site + SEARCH)
    expect(page.get_by_text("or drag over several")).to_be_visible()
    bars = page.locator("figure[data-range] svg a")
    first, last = (bars.nth(at).bounding_box() for at in (1, 4))
    assert first and last
    # Back, and further down than the chart, as a hand does.
    page.mouse.move(last["x"] + 9, last["y"] + 9)
    page.mouse.down()
    page.mouse.move(first["x"] + 9, first["y"] + 200, steps=4)
    chosen = bars.locator("path:first-of-type").evaluate_all(
        "all => all.map(each => each.style.fill !== '')"
    )
    assert chosen == [False, True, True, True, True, False, False, False]
    page.mouse.up()
    assert errors == []
    expect_range(page)


def test_a_click_on_a_bar_and_an_interrupted_drag(browser: Browser, site: str) -> None:
    page, errors = open_page(browser, site + SEARCH)
    bars = page.locator("figure[data-range] svg a")
    bars.nth(1).hover()
    page.mouse.down()
    bars.nth(4).hover()
    page.keyboard.press("Escape")
    page.mouse.up()
    assert bars.locator("path[style*=mark]").count() == 0
    bars.nth(1).click()
    page.wait_for_url("**since=2022-01-01&until=2022-01-31**")
    assert errors == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_range_is_chosen_by_keyboard(browser: Browser, site: str, scripts: bool) -> None:
    page, _ = open_page(browser, site + SEARCH, scripts)
    expect(page.get_by_text("or drag over several")).to_be_visible(visible=scripts)
    page.get_by_text("Choose a range").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Jan")
    page.keyboard.press("Tab")
    page.keyboard.type("Apr")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_range(page)


@pytest.mark.parametrize("query", ["q=银行&split=source&share=on", "q=银行&chart=bars&lang=en"])
def test_a_chart_is_downloaded_as_png(
    browser: Browser, site: str, query: str, tmp_path: Path
) -> None:
    page, errors = open_page(browser, f"{site}/trends?{query}")
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG", exact=True).click()
    assert download.value.suggested_filename == "trends.png"
    download.value.save_as(tmp_path / "trends.png")
    content = (tmp_path / "trends.png").read_bytes()
    assert content.startswith(PNG)
    # Twice as wide as the SVG, and not just white: that would take a few kilobytes.
    assert int.from_bytes(content[16:20], "big") == 2 * 960
    assert len(content) > 20_000
    assert errors == []
    page.context.close()


def test_only_a_script_can_make_a_png(browser: Browser, site: str) -> None:
    page, _ = open_page(browser, f"{site}/trends?q=银行", scripts=False)
    formats = page.get_by_role("list", name="Other formats").get_by_role("link")
    assert formats.all_inner_texts() == ["CSV", "CSV for Excel", "JSON", "SVG", "SQL"]
    page.context.close()
