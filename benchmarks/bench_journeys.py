"""The six journeys of an analyst, done in a browser: clicks, keys and seconds of each.

    python -m benchmarks.bench_journeys [DATABASE]        (default: the sample archive)

Serves the database and does each journey in headless Chromium, from the page named, as an analyst
would do it by mouse and keyboard; the last two are code. A key is a keystroke, typed characters
included. Seconds of work follow from those (keystroke-level model: 0.28 s a key, 1.3 s to point and
click); seconds of waiting are measured, on this machine and without a network.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import httpx
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from benchmarks.server import served

SAMPLE = Path(__file__).parent.parent / "news.db"
KEY, CLICK = 0.28, 1.3
"""Seconds, from Card, Moran and Newell, "The keystroke-level model" (1980): a key of an average
typist; pointing, and pressing the button of a mouse."""
WORD = "银行"
VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
ANALYSIS = (
    "select source, strftime(date::date, '%Y-%m') as month, count(*) as posts "
    "from read_parquet(?) group by all order by month"
)


@dataclass
class Hand:
    """An analyst at a page, whose clicks and keys are counted."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, target: Locator) -> None:
        """Point at something and click."""
        target.click()
        self.clicks += 1

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def download(self, link: str) -> Path:
        """Click a link to a file, and return the file."""
        with self.page.expect_download() as found:
            self.click(self.page.get_by_role("link", name=link, exact=True))
        return Path(found.value.path())


def by_month_and_source(hand: Hand) -> str:
    """A word by month and source: a chart, and its numbers as CSV."""
    page = hand.page
    hand.click(page.get_by_label("Search 1"))
    hand.type(WORD)
    for key in ("Tab", "Tab", "s", "Tab", "Enter"):  # the unit; the split, by source; the button
        hand.press(key)
    page.locator("figure.trends svg polyline").first.wait_for()
    rows = hand.download("CSV").read_text("utf-8").splitlines()
    assert "split=source" in page.url
    return f"{len(rows) - 1} months, {rows[0].count(',')} sources"


def to_a_spreadsheet(hand: Hand) -> str:
    """The posts with a word, as a file that Excel opens."""
    page = hand.page
    hand.click(page.locator("#q"))
    hand.type(WORD)
    hand.press("Enter")
    page.locator("#results").wait_for()
    content = hand.download("CSV for Excel").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return f"{len(content) / 1000:,.0f} KB"


def compared(hand: Hand) -> str:
    """Two sources side by side: a chart, stories and words."""
    page = hand.page
    hand.click(page.get_by_label("Source 1"))
    for at, name in enumerate(("瀚海证券报", "东岭财经报")):
        if at:
            hand.press("Tab")
        hand.type(name)
    hand.press("Enter")
    page.locator("figure.trends svg polyline").first.wait_for()
    return f"{page.locator('.compared .chips li').count()} words"


def looked_through(hand: Hand) -> str:
    """The table of posts: rows at once, and the next page."""
    page = hand.page
    tops = page.locator("table.rows-and-columns tbody tr").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().bottom).filter(y => y < innerHeight)"
    )
    return f"{len(tops)} rows without scrolling"


JOURNEYS: dict[str, tuple[str, Callable[[Hand], str]]] = {
    "a word by month and source, as a chart and CSV": ("/trends", by_month_and_source),
    "the posts with a word, in a spreadsheet": ("/search", to_a_spreadsheet),
    "two sources compared": ("/compare", compared),
    "a look through the table": ("/news/posts", looked_through),
}


def with_duckdb(site: str, folder: Path) -> str:
    """Ask the Parquet file by SQL."""
    file = folder / "posts.parquet"
    file.write_bytes(httpx.get(f"{site}/data/posts.parquet", timeout=600).content)
    rows = duckdb.connect().execute(ANALYSIS, [f"{file}"]).fetchall()
    return f"{len(rows)} rows of {file.stat().st_size / 1000:,.0f} KB"


def in_sync(site: str, folder: Path) -> str:
    """Ask what is new since the last load, for a copy that is up to date."""
    loads = httpx.get(f"{site}/news/loads.json?_shape=array&_sort_desc=id&_size=1").json()
    answer = httpx.get(f"{site}/data/changes.ndjson?since_load={loads[0]['id']}")
    changes = [json.loads(line) for line in answer.raise_for_status().text.split("\n")[:-1]]
    return f"{len(changes)} changes, one request"


def main(database: Path = SAMPLE) -> None:
    """Do all journeys, and print a table."""
    print("| journey | from | clicks | keys | work, s | waiting, s | result |")
    print("|---|---|---|---|---|---|---|")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with TemporaryDirectory() as name, served(database, Path(name)) as server:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for journey, (path, go) in JOURNEYS.items():
                for _ in range(2):  # the second one counts: the server is warm
                    page = browser.new_page(viewport=VIEWPORT, locale="en-GB")
                    begin = time.perf_counter()
                    page.goto(server.url + path)
                    hand = Hand(page)
                    result = go(hand)
                    waited = time.perf_counter() - begin
                    page.close()
                work = KEY * hand.keys + CLICK * hand.clicks
                row = (journey, f"`{path}`", hand.clicks, hand.keys, f"{work:.1f}")
                print("|", *(f"{each} |" for each in (*row, f"{waited:.1f}", result)), flush=True)
            browser.close()
        for journey, run in (("DuckDB on Parquet", with_duckdb), ("a copy kept in sync", in_sync)):
            begin = time.perf_counter()
            result = run(server.url, Path(name))
            waited = time.perf_counter() - begin
            print(f"| {journey} | code | | | | {waited:.1f} | {result} |")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
