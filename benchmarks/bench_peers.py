"""newsdb and what could be used instead, on the same posts in one run.

    python -m benchmarks.bench_peers [POSTS]        (default: 10,000)

Generates an archive and measures

- building a searchable archive: `newsdb load posts`, the usual script, and Hugo with Pagefind (a
  page for each post, and no lists);
- the time from typing the URL of a search to its first result, in headless Chromium with an empty
  cache: newsdb's search page, and a page that does nothing but ask Pagefind for one result;
- queries: newsdb's search (ranked, with a count of all matches and ten snippets) and tantivy over
  the words of jieba's dictionary (the ten best posts), on one core;
- tables and rows: newsdb and stock Datasette on the same file.

Needs Hugo and Chromium (on Debian: apt install hugo chromium). Prints Markdown tables.
"""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sqlite3
import sys
import time
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from benchmarks import bench_serve, pagefind_site
from benchmarks.archive import write_archive
from benchmarks.bench_load import Taken, load, measured, run
from benchmarks.bench_search import pieces, timed
from benchmarks.bench_search_quality import tantivy
from benchmarks.server import served
from newsdb.search import Filter, search

QUERIES = 40
PAGES = 12
"""So many searches are opened in the browser."""
INDEX = """
select sum(pgsize) from dbstat where name glob 'posts_fts_*' or name glob 'posts_pairs_*'
"""
PACKAGES = ("datasette", "markdownify", "sqlite-utils", "tantivy", "rjieba")


def bytes_in(path: Path) -> int:
    """Return the size of a file, or of all files below a directory."""
    if path.is_file():
        return path.stat().st_size
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


def build_row(name: str, taken: list[Taken], whole: int, index: int) -> str:
    """Return the row of a way to build an archive: its steps and what it leaves, in bytes."""
    seconds, processors = (
        sum(getattr(each, what) for each in taken) for what in ("seconds", "processors")
    )
    memory, *sizes = (each / 1e6 for each in (max(each.memory for each in taken), whole, index))
    times = f"{seconds:.1f} | {processors:.1f}"
    return f"| {name} | {times} | {memory:.0f} | {sizes[0]:.0f} | {sizes[1]:.0f} |"


def index_bytes(database: Path) -> int:
    """Return what the tables for search take in a database of newsdb or of the script."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(INDEX).fetchone()[0])


def first_result(browser: Browser, url: str) -> tuple[float, float]:
    """Return the milliseconds until a search shows a result, and the kilobytes that it took."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    received: list[int] = []
    page.on("requestfinished", lambda request: received.append(request.sizes()["responseBodySize"]))
    begin = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(".posts h3 a", timeout=60_000)
    milliseconds = (time.perf_counter() - begin) * 1000
    page.wait_for_load_state("networkidle")
    context.close()
    return milliseconds, sum(received) / 1000


def search_in_browser(ours: str, theirs: str, words: list[str]) -> None:
    """Print how long a browser waits for the first result of each of two sites."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    print(
        "\n| search page in a browser | first result, median ms | slowest | KB received, median |"
    )
    print("|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        urls = {"newsdb": f"{ours}/search?q=", "Hugo + Pagefind": f"{theirs}/search.html?q="}
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in urls}
        for word in [words[0], *words]:
            for name, url in urls.items():
                times[name].append(first_result(browser, url + quote(word)))
        for name, taken in times.items():
            # The first is to warm up.
            waited, received = zip(*taken[1:], strict=True)
            print(
                f"| {name} | {median(waited):.0f} | {max(waited):.0f} | {median(received):.0f} |",
                flush=True,
            )
        browser.close()


def search_queries(connection: sqlite3.Connection, folder: Path, words: list[str]) -> None:
    """Print how long queries take in newsdb and in tantivy."""
    folder.mkdir()
    begin = time.process_time()
    find = tantivy(connection, f"{folder}", "all")
    seconds = time.process_time() - begin
    (ours,) = connection.execute(INDEX).fetchone()
    print("\n| queries | index, MB | CPU s to build | CPU ms, median / 95th percentile |")
    print("|---|---|---|---|")
    exact = timed(lambda word: search([connection], Filter(word), size=10), words, 3)
    print(f"| newsdb | {ours / 1e6:.0f} | with the load | {exact} |")
    theirs = timed(find, words, 3)
    print(
        f"| tantivy + jieba | {bytes_in(folder) / 1e6:.0f} | {seconds:.1f} | {theirs} |", flush=True
    )


def main(number: int = 10_000) -> None:
    """Build each, ask each, and print the tables."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        archive, database, other = folder / "archive", folder / "news.db", folder / "other.db"
        written = write_archive(archive, number)
        print(
            f"{number:,} posts of {written / number / 1000:.1f} KB, {os.cpu_count()} cores, Python "
            f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            f"{pagefind_site.versions()}, "
            + ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        )
        print("\n| build | s | CPU s | peak MB | result, MB | of it for search, MB |")
        print("|---|---|---|---|---|---|", flush=True)
        ours = load(archive, database)
        print(build_row("newsdb", [ours], bytes_in(database), index_bytes(database)), flush=True)
        script = run("benchmarks.script", f"{archive}", f"{other}")
        print(build_row("the script", [script], bytes_in(other), index_bytes(other)), flush=True)
        public = pagefind_site.write_site(folder / "site", archive)
        commands = pagefind_site.build_commands(folder / "site")
        steps = [measured(command) for command in commands]
        row = build_row("Hugo + Pagefind", steps, bytes_in(public), bytes_in(public / "pagefind"))
        print(row, flush=True)
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            words = pieces(connection, QUERIES)["words"]
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            with (
                served(database, folder) as server,
                pagefind_site.static_server(public, port) as static,
            ):
                search_in_browser(server.url, static, words[:PAGES])
            search_queries(connection, folder / "tantivy", words)
        print(f"\nStock Datasette {version('datasette')} on the same file:\n")
        bench_serve.compare(database)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
