"""A real server and a real browser for the tests of this folder."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pages import PAGES
from tests.stories_site import load_stories

MODULES = Path(__file__).parent / "node_modules"
ADDRESS = re.compile(r"Serving .* at (http://\S+)/")
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

pytestmark = pytest.mark.browser


@contextmanager
def served(database: Path) -> Iterator[str]:
    """Serve a database with the real command, and yield the address, without `/` at its end."""
    command = [sys.executable, "-m", "newsdb", "serve", "--db", str(database), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            match = ADDRESS.search(server.stdout.readline())
            assert match, "newsdb serve said no address"
            # The server would wait for ever to log a request once the pipe is full.
            Thread(target=server.stdout.read, daemon=True).start()
            yield match[1]
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def site(news_db: Path) -> Iterator[str]:
    """The address of the sample archive's site."""
    with served(news_db) as address:
        yield address


@pytest.fixture(scope="session")
def addresses(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The address of each kind of page; the sample archive has all but a story."""
    with served(load_stories(tmp_path_factory.mktemp("stories"))) as stories:
        pages = {name: site + path for name, path in PAGES.items()}
        yield pages | {
            "story": f"{stories}/story/2",
            "story in English": f"{stories}/story/2?lang=en",
        }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a reason to skip."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium here (on Debian: apt install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def module_file() -> Callable[[str], Path]:
    """Return the path of a file of tests/browser/node_modules, or skip."""

    def find(name: str) -> Path:
        file = MODULES / name
        if not file.exists():
            pytest.skip(f"{name} is not installed (npm ci in tests/browser)")
        return file

    return find


def open_page(browser: Browser, width: int = 1280, **options: Any) -> Page:
    """Return a page of a new browser window that is `width` pixels wide, in Chinese."""
    options = {"locale": "zh-CN", **options}
    return browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = open_page(browser)
    yield page
    page.context.close()
