"""What a reader does, in a browser: on a phone and on a desk, light and dark."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import open_page, served
from tests.browser.pages import ARTICLE, PAGES, TABLE
from tests.conftest import load

pytestmark = pytest.mark.browser
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def wait_until(page: Page, condition: str) -> None:
    """Wait for a condition. Playwright's own waiting needs `eval`, which our pages forbid."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


@pytest.fixture(scope="module")
def old_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with an article whose picture has an address without TLS, and which has code."""
    folder = tmp_path_factory.mktemp("old")
    code = f"    {'很长的一行 ' * 40}"
    post = f"---\ntitle: 题\n---\n正文\n\n![图](http://old.example/x.png)\n\n{code}\n"
    (folder / "2012-01-19-x.md").write_text(post, encoding="utf-8")
    with served(load(folder, folder / "news.db")) as address:
        yield address


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-GB"), ("dark", "zh-CN")])
@pytest.mark.parametrize("width", [320, 820, 1280])
def test_every_page_fits_and_asks_nobody_else(
    browser: Browser, site: str, width: int, scheme: Any, locale: str
) -> None:
    page = open_page(browser, width, color_scheme=scheme, locale=locale)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(f"{error}"))
    page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    for name, path in PAGES.items():
        asked: list[tuple[str, str]] = []
        page.goto(site + path)
        elsewhere = [url for kind, url in asked if not url.startswith(site) and kind != "image"]
        assert elsewhere == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 24, 26)"
        assert dark == (scheme == "dark"), name
    page.unroute_all()
    unexpected = [text for text in wrong if not text.startswith("Failed to load resource")]
    assert unexpected == []
    assert page.context.cookies() == []
    page.context.close()


def test_pages_are_read_without_scripts(browser: Browser, site: str) -> None:
    page = open_page(browser, java_script_enabled=False)
    for path in (ARTICLE, "/", "/source/%E6%BB%9A%E5%8A%A8"):
        page.goto(site + path)
        scripts = [
            script.get_attribute("src").partition("?")[0]
            for script in page.locator("script[src]").all()
        ]
        copy = ["/static/copy.js"] if path == ARTICLE else []
        assert scripts == ["/static/scheme.js", "/static/suggest.js", *copy]
        expect(page.locator("h1")).to_be_visible()
    page.goto(site + ARTICLE)
    page.locator(".cite summary").click()
    expect(page.get_by_text("@misc{")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_reader_chooses_dark_pages(browser: Browser, site: str, scripts: bool) -> None:
    page = open_page(browser, color_scheme="light", java_script_enabled=scripts)
    body = page.locator("body")
    page.goto(site + ARTICLE)
    expect(body).to_have_css("background-color", "rgb(251, 250, 247)")
    page.get_by_text("深色", exact=True).click()
    expect(body).to_have_css("background-color", "rgb(23, 24, 26)")
    # It is remembered with a script; without one, it is for this page.
    page.goto(site + "/")
    kept = "rgb(23, 24, 26)" if scripts else "rgb(251, 250, 247)"
    expect(body).to_have_css("background-color", kept)
    page.get_by_text("自动", exact=True).click()
    expect(body).to_have_css("background-color", "rgb(251, 250, 247)")
    page.context.close()


def test_the_keyboard_leads_to_the_text(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert (page.evaluate("document.activeElement.className"), width) == ("medium", "3px")


def test_a_picture_keeps_its_place(page: Page, site: str) -> None:
    def hold(route: Route) -> None:
        page.wait_for_timeout(0)
        route.fulfill(body=PNG, content_type="image/png")

    page.route("https://image.dongling.example/**", hold)
    page.goto(site + ARTICLE)
    page.locator("figure img").scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('figure img').complete")
    loaded = page.locator("figcaption").bounding_box()
    page.unroute_all()
    page.route("https://image.dongling.example/**", lambda route: route.abort())
    page.goto(site + ARTICLE)
    page.locator("figure img").scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('figure img').complete")
    assert page.locator("figure img").get_attribute("referrerpolicy") == "no-referrer"
    gone = page.locator("figcaption").bounding_box()
    assert loaded is not None
    assert gone is not None
    assert (loaded["height"], loaded["width"]) == (gone["height"], gone["width"])
    text = page.evaluate(
        "getComputedStyle(document.querySelector('figure img'), '::after').content"
    )
    assert text == "attr(data-missing)" or "图片已失效" in text
    box = page.locator("figure img").bounding_box()
    assert box is not None
    assert round(box["width"] / box["height"], 2) == round(800 / 420, 2)


def test_pictures_that_lie_on_the_old_web_are_shown(browser: Browser, old_web: str) -> None:
    page = open_page(browser)
    page.route("http://old.example/**", lambda route: route.fulfill(body=PNG))
    page.goto(f"{old_web}/article/2012-01-19-x")
    wait_until(page, "document.querySelector('figure img').naturalWidth === 1")
    assert page.locator("figure img").get_attribute("src") == "http://old.example/x.png"
    page.context.close()


def test_a_wide_table_scrolls_alone(browser: Browser, site: str) -> None:
    page = open_page(browser, 320)
    page.goto(site + TABLE)
    frame = page.locator(".scroll").first
    assert frame.evaluate("each => each.scrollWidth > each.clientWidth")
    frame.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "document.querySelector('.scroll').scrollLeft > 0")
    page.context.close()


def test_code_breaks_its_lines(browser: Browser, old_web: str) -> None:
    page = open_page(browser, 390)
    page.goto(f"{old_web}/article/2012-01-19-x")
    assert page.locator(".text pre").evaluate("each => each.scrollWidth <= each.clientWidth")
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_chart_fits_its_frame_and_tells_its_values(
    browser: Browser, site: str, width: int
) -> None:
    page = open_page(browser, width)
    page.goto(f"{site}/month/2022-03")
    bars = page.evaluate(
        """() => {
          const frame = document.querySelector(".chart > svg").getBoundingClientRect();
          return [...document.querySelectorAll(".chart g:not(.axis)")].map(each => {
            const column = each.querySelector("path").getBoundingClientRect();
            const bar = each.querySelector("path + path")?.getBoundingClientRect() ?? column;
            const middle = column.left + column.width / 2;
            return {
              fits: frame.left < bar.left && bar.right < frame.right && bar.bottom < frame.bottom,
              inside: column.left <= bar.left && bar.right <= column.right,
              pointed: document.elementFromPoint(middle, column.top + 2).closest("g") === each,
              told: each.querySelector("title").textContent,
            };
          });
        }"""
    )
    assert [bar for bar in bars if not (bar["fits"] and bar["inside"] and bar["pointed"])] == []
    assert (len(bars), bars[1]["told"]) == (31, "2022年3月2日: 1 篇文章")
    page.context.close()


@pytest.mark.parametrize(("width", "side"), [(390, "start"), (1280, "right")])
def test_the_next_article_is_on_the_right_where_there_is_room(
    browser: Browser, site: str, width: int, side: str
) -> None:
    page = open_page(browser, width)
    page.goto(site + ARTICLE)
    expect(page.locator(".neighbours [rel=next]")).to_have_css("text-align", side)
    page.context.close()


def test_the_language_is_kept(page: Page, site: str) -> None:
    page.goto(site + "/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".posts a").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("article").get_attribute("lang") == "zh-Hans"
    page.get_by_role("link", name="Tables", exact=True).first.click()
    assert page.url == f"{site}/news?_lang=en"
    page.get_by_role("link", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_browsers_language_is_taken(browser: Browser, site: str) -> None:
    for locale, expected in (("en-GB", "en"), ("zh-TW", "zh-Hans"), ("fr-FR", "en")):
        page = open_page(browser, locale=locale)
        page.goto(site + "/")
        assert page.locator("html").get_attribute("lang") == expected
        page.context.close()


def test_paper_gets_the_article_alone(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    page.emulate_media(media="print")
    for name in (".search", ".ways", ".about", ".neighbours", ".related", ".colophon"):
        expect(page.locator(name).first).to_be_hidden()
    expect(page.locator("article .text")).to_be_visible()


def test_urls_and_commands_are_copied(browser: Browser, site: str) -> None:
    page = open_page(browser, permissions=["clipboard-read", "clipboard-write"])
    copied = "navigator.clipboard.readText()"
    page.goto(site + ARTICLE)
    page.click(".byline button")
    expect(page.locator(".byline button")).to_have_text("已复制")
    assert page.evaluate(copied) == site + ARTICLE
    page.goto(f"{site}/data")
    page.click("pre button >> visible=true >> nth=0")
    wait_until(page, f"{copied}.then((text) => text.startsWith('curl --fail'))")
    assert page.evaluate(copied).endswith(".ndjson")
    page.context.close()
    page = open_page(browser, java_script_enabled=False)
    page.goto(site + ARTICLE)
    expect(page.locator(".byline button")).to_be_hidden()
    page.context.close()
