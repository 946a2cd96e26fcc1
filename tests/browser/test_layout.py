"""What belongs together stands on one line, and what a phone has room for is not cut off."""

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import ARTICLE

pytestmark = pytest.mark.browser
EIGHT = "&".join(f"q={word}" for word in "银行 央行 储能 芯片 基金 汽车 农牧 电力".split())


@pytest.mark.parametrize(
    ("path", "width", "controls"),
    [
        (f"/trends?by=day&{EIGHT}", 1280, "#by, #split, .finder.trends > div button"),
        ("/search?q=银行", 390, "#q, .headline .finder > p button"),
        ("/search?q=银行", 390, ".options > summary, .how > summary"),
        ("/compare", 390, "#source-0, #source-1"),
        ("/news/posts?id=1", 390, "#sort_by, .filter-row button"),
        (ARTICLE, 390, ".byline [href='#cite'], .byline button"),
    ],
)
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_controls_are_on_one_line(
    browser: Browser, site: str, path: str, width: int, controls: str, locale: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, locale=locale)
    page.goto(site + path)
    bottoms = page.locator(controls).evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().bottom)"
    )
    assert len(bottoms) >= 2
    assert max(bottoms) - min(bottoms) < 4
    page.close()


@pytest.mark.parametrize(
    "path", ["/archive", "/compare?source=瀚海证券报&source=东岭财经报", "/trends?q=银行&lang=en"]
)
def test_a_table_fits_on_a_phone(browser: Browser, site: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(site + path)
    room = page.locator(".scroll").evaluate("each => each.scrollWidth - each.clientWidth")
    assert room == 0
    page.close()
