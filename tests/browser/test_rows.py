"""What stands beside what: fields and links of one row stay in it where there is room for them."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import ARTICLE

pytestmark = pytest.mark.browser
EIGHT = "&".join(f"q={word}" for word in "银行 央行 储能 芯片 基金 汽车 农牧 电力".split())


def open_page(browser: Browser, address: str, width: int, language: str = "en") -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    page = context.new_page()
    page.goto(address)
    return page


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Return where each element is that can be seen."""
    found: list[dict[str, float]] = page.locator(selector).evaluate_all(
        """all => all.map(each => each.getBoundingClientRect()).filter(({ width }) => width)
            .map(({ x, y, width, height }) => ({ x, y, width, height }))"""
    )
    page.context.close()
    return found


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    ("path", "width", "selector", "number"),
    [
        ("/news/posts", 820, ".tools :is(input[type=search], summary)", 3),
        (
            "/trends?q=银行&q=央行",
            820,
            ":is(.finder.trends, .finder.trends > div) > p > :not(label)",
            6,
        ),
        (f"/trends?by=day&{EIGHT}", 1280, ".finder.trends > div > p > :not(label)", 3),
        ("/compare?source=滚动&source=瀚海证券报", 820, ".headline > .finder > p > :not(label)", 3),
        ("/compare", 390, "[id^=source-]", 2),
        ("/search?q=银行", 390, ".headline .finder > p > :not(label)", 2),
        ("/search?q=银行", 390, ".headline .finder > div > details > summary", 2),
        ("/news/posts?id=1", 390, "#sort_by, .filter-row button", 2),
        (ARTICLE, 390, ".byline [href='#cite'], .byline button", 2),
    ],
)
def test_fields_stand_in_one_row(
    browser: Browser, site: str, path: str, width: int, selector: str, number: int, language: str
) -> None:
    found = boxes(open_page(browser, site + path, width, language), selector)
    assert len(found) == number
    middles = [box["y"] + box["height"] / 2 for box in found]
    assert max(middles) - min(middles) < 12


@pytest.mark.parametrize(
    "path", ["/archive", "/compare?source=瀚海证券报&source=东岭财经报", "/trends?q=银行"]
)
def test_a_table_of_few_columns_fits_on_a_phone(browser: Browser, site: str, path: str) -> None:
    page = open_page(browser, site + path, 390)
    room = page.locator(".scroll").evaluate("each => each.scrollWidth - each.clientWidth")
    assert room == 0
    page.context.close()


@pytest.mark.parametrize("width", [820, 1280])
def test_fields_of_the_same_kind_are_as_wide(browser: Browser, site: str, width: int) -> None:
    for path, selector in (
        ("/compare?source=滚动&source=瀚海证券报", ".headline > .finder > p > input"),
        ("/trends?q=银行&q=央行", ".finder.trends > .words > input"),
    ):
        found = boxes(open_page(browser, site + path, width), selector)
        widths = [box["width"] for box in found]
        assert len(widths) >= 2 and max(widths) - min(widths) < 2


def test_the_name_of_the_site_leaves_room_for_the_search(browser: Browser, site: str) -> None:
    name, search = boxes(open_page(browser, site, 820), "h1.name, .masthead .search")
    assert search["y"] < name["y"] + name["height"]


def test_a_range_of_values_is_a_line(browser: Browser, site: str) -> None:
    page = open_page(browser, f"{site}/data/tables/posts", 820, "zh-CN")
    lines = page.locator("td.range").evaluate_all(
        """all => all.filter(each => each.textContent.trim()).map(each => {
            const range = document.createRange(); range.selectNodeContents(each);
            return new Set([...range.getClientRects()].map(({ y }) => Math.round(y))).size; })"""
    )
    assert set(lines) == {1}
    page.context.close()


def test_links_of_rows_are_underlined(browser: Browser, site: str) -> None:
    """Those that sort a table, in its head, are not."""

    def colour(path: str, selector: str) -> str:
        page = open_page(browser, site + path, 1280)
        link = page.locator(selector).first
        found: str = link.evaluate("each => getComputedStyle(each).textDecorationColor")
        page.context.close()
        return found

    transparent = "rgba(0, 0, 0, 0)"
    assert colour("/news/posts", "thead th a") == transparent
    for path in ("/securities", "/archive"):
        assert colour(path, "tbody th a") != transparent, path
