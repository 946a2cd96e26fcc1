"""Searching as a reader does: type, narrow, open, see the word."""

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
# A machine that does other work as well is slow at times.
expect.set_options(timeout=30_000)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_word_of_two_characters_is_found_and_marked(
    browser: Browser, site: str, width: int, javascript: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=javascript
    )
    page = context.new_page()
    page.goto(site)
    page.get_by_label("搜索文章").fill("央行")
    page.keyboard.press("Enter")
    count = page.locator("#results")
    expect(count).to_have_text("共找到 25 篇文章")
    if width == 390:
        # The filters are a drawer there.
        page.get_by_role("link", name="筛选结果").click()
    page.locator(".facet").get_by_role("link", name="东岭财经报", exact=True).click()
    expect(count).to_have_text("共找到 7 篇文章")
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("东岭财经报")
    second = page.locator("ol.posts > li").nth(1).get_by_role("heading").get_by_role("link")
    title = second.inner_text()
    second.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    marked = page.locator("article mark").all_inner_texts()
    assert marked
    assert set(marked) == {"央行"}
    context.close()


def test_a_search_works_by_keyboard_alone(browser: Browser, site: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{site}/search")
    # The skip link, the name of the site, the ways, then the form: no trap on the way.
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("储能 -芯片")
    page.keyboard.press("Enter")
    expect(page.locator("ol.posts > li")).to_have_count(20)
    page.locator("[rel=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    expect(page.locator("ol.posts")).to_have_attribute("start", "21")
    page.close()


@pytest.mark.parametrize("path", ["/", "/search", "/news/posts"])
def test_completions_come_while_a_search_is_typed(browser: Browser, site: str, path: str) -> None:
    page = browser.new_page(locale="zh-CN")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(f"{site}{path}")
    field = page.locator("input[data-suggest]:visible")
    field.press_sequentially("lsyh")
    first = "field => [...field.list.options].map(each => [each.value, each.label])[0]"
    expect(page.locator("datalist option[label='lsyh · 证券']")).to_have_count(1)
    assert field.evaluate(first) == ["岚山银行", "lsyh · 证券"]
    field.fill("岚山")
    expect(page.locator("datalist option[value^='LPR新报价公布']")).to_have_count(1)
    assert field.evaluate(first) == ["岚山银行", "证券"]
    field.press("Enter")
    expect(page.locator("ol.posts > li").first).to_be_visible()
    assert errors == []
    page.close()


def test_the_first_result_is_seen_on_a_phone_without_scrolling(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 664})
    page.goto(f"{site}/search?q=岚山银行&lang=zh")
    first = page.locator("ol.posts > li").first
    expect(first.get_by_role("heading")).to_be_in_viewport(ratio=1)
    page.close()


def test_the_histogram_is_a_tap_away_on_a_phone(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(f"{site}/search?q=银行&lang=en")
    chart = page.locator("figure.chart")
    expect(chart).to_be_hidden()
    page.get_by_role("link", name="Over time").click()
    expect(chart).to_be_in_viewport()
    chart.get_by_text("Choose a range").click()
    chart.get_by_role("button", name="Show").click()
    assert "since=2021-12-01" in page.url
    page.close()


def test_every_mark_is_seen_on_a_phone(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{site}/search?q=瀚海证券&lang=zh")
    hidden = """marks => marks.filter(mark => mark.getBoundingClientRect().bottom >
        mark.closest('p').getBoundingClientRect().bottom + 1).length"""
    marks = page.locator(".excerpt mark")
    assert marks.count() > 10
    assert marks.evaluate_all(hidden) == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="筛选").click()
    expect(page.locator("#by-source")).to_be_in_viewport()
    page.close()
