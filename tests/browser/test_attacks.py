"""Nothing that strangers write runs in a browser, even without the Content-Security-Policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from newsdb import urls
from tests.attacks import ATTACKS, attacked
from tests.browser.conftest import served

pytestmark = pytest.mark.browser


class Watched:
    """A page that notes what ran, and what it asked other sites for (they are not there)."""

    def __init__(self, browser: Browser) -> None:
        self.ran: list[str] = []
        self.context = browser.new_context(bypass_csp=True)
        self.context.route("**/*", self.answer)
        self.page = self.watch(self.context.new_page())
        self.context.on("page", lambda page: self.ran.append(f"opened {page.url}"))

    def watch(self, page: Page) -> Page:
        page.on("dialog", lambda dialog: (self.ran.append("alert"), dialog.dismiss())[-1])
        page.on("pageerror", lambda error: self.ran.append(f"error {error}"))
        page.on("framenavigated", self.navigated)
        return page

    def navigated(self, frame: object) -> None:
        if frame != self.page.main_frame:
            self.ran.append("frame")

    def answer(self, route: Route) -> None:
        address = route.request.url
        if address.startswith(("http://127.0.0.1", "data:")):
            route.continue_()
            return
        if route.request.resource_type != "image" or "attack.example" in address:
            self.ran.append(f"asked for {address}")
        route.abort()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    watched = Watched(browser)
    yield watched
    watched.context.close()


@pytest.fixture(scope="module")
def attacked_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(attacked(tmp_path_factory.mktemp("attacked"))) as address:
        yield address


def test_the_watch_sees(watched: Watched, tmp_path: Path) -> None:
    watched.page.set_content("<img src=x onerror=alert(1)>")
    watched.page.wait_for_timeout(200)
    watched.page.set_content("<script src=https://attack.example/a.js></script>")
    assert watched.ran == ["alert", "asked for https://attack.example/a.js"]


def test_nothing_runs_in_articles(watched: Watched, attacked_site: str) -> None:
    for attack in ATTACKS:
        response = watched.page.goto(attacked_site + urls.article(attack))
        assert response is not None
        assert (response.status, watched.ran) == (200, []), attack


def test_nothing_runs_in_lists(watched: Watched, attacked_site: str) -> None:
    for attack in (*ATTACKS[::4], ".", "..", "a/b?c=d#e"):
        for kind in ("source", "security"):
            response = watched.page.goto(attacked_site + urls.collection(kind, attack))
            assert response is not None
            assert (response.status, watched.ran) == (200, []), attack


@pytest.mark.parametrize(
    "path",
    ["/", "/day/2022-01-01", "/month/2022-01", "/news/posts", "/news/articles?_size=200"]
    + [f"/news/{table}?_size=200" for table in ("tags", "sources", "securities", "images")],
)
def test_nothing_runs_in_pages_of_many(watched: Watched, attacked_site: str, path: str) -> None:
    watched.page.goto(attacked_site + path)
    watched.page.wait_for_timeout(100)
    assert watched.ran == []
