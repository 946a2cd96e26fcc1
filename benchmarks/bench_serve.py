"""Requests per second, compared with stock Datasette on the same database.

    python -m benchmarks.bench_serve [POSTS]        (default: 100,000)

Generates an archive, loads it, and serves the database twice: with `newsdb serve` and with plain
`datasette news.db`. Requests alternate between the two, over one connection each: the table of
posts, and single posts (an article here, a row there), each time different ones, without
conditional requests or compression. Prints a Markdown table, and exits with status 1 if a goal is
missed: the table three times as fast, an article no slower than the stock row.
"""

from __future__ import annotations

import random
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.parse import urlencode

from benchmarks.archive import write_archive
from newsdb.urls import article

NEWSDB = (sys.executable, "-m", "newsdb")
DATASETTE = (sys.executable, "-m", "datasette")
TURNS, IN_A_TURN = 20, 10
TABLE = "/news/posts"


@dataclass
class Page:
    """A kind of page: its addresses here and there, how much faster ours is to be, and times."""

    name: str
    ours: list[str]
    stock: list[str]
    aim: float
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"ours": [], "stock": []})

    @property
    def ratio(self) -> float:
        """How many times as many requests a second ours answers."""
        return mean(self.seconds["stock"]) / mean(self.seconds["ours"])


def build(folder: Path, posts: int) -> Path:
    """Write and load so many posts, and return the database."""
    write_archive(folder / "site", posts)
    database = folder / "news.db"
    load = [*NEWSDB, "load", "posts", folder / "site", "--db", database, "--quiet"]
    subprocess.run([*map(str, load)], check=True)
    return database


def pages(database: Path) -> list[Page]:
    """Return what to ask for."""
    with closing(sqlite3.connect(database)) as connection:
        posts = connection.execute("select id, slug from posts order by id").fetchall()
    chosen = random.Random(1).sample(posts, min(len(posts), TURNS * IN_A_TURN))
    # A parameter that no page knows makes each address another one.
    table = [f"{TABLE}?{urlencode({'_n': number})}" for number in range(TURNS * IN_A_TURN)]
    articles = [article(slug) for _, slug in chosen]
    rows = [f"{TABLE}/{post}" for post, _ in chosen]
    return [Page(f"`{TABLE}`", table, table, 3), Page("an article, a row", articles, rows, 1)]


@contextmanager
def served(*command: str | Path) -> Iterator[HTTPConnection]:
    """Run a server on a free port, and yield a connection to it once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = [*map(str, command), "--port", f"{port}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(arguments, stdout=quiet, stderr=quiet) as server:
        try:
            for _ in range(600):
                with closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                sleep(0.1)
            with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                yield connection
        finally:
            server.terminate()


def ask(connection: HTTPConnection, address: str) -> float:
    """Get a page, and return the seconds until all of it was there."""
    started = perf_counter()
    connection.request("GET", address, headers={"Accept-Language": "zh"})
    response = connection.getresponse()
    response.read()
    assert response.status == 200, (address, response.status)
    return perf_counter() - started


def measure(page: Page, ours: HTTPConnection, stock: HTTPConnection) -> None:
    """Ask for a page in turns, and keep how long each answer took; the first turn is to warm up."""
    for turn in range(TURNS + 1):
        start = max(turn - 1, 0) * IN_A_TURN
        for who, connection, addresses in (
            ("ours", ours, page.ours),
            ("stock", stock, page.stock),
        ):
            # A server ends a connection over which nothing came while the other one was asked.
            connection.close()
            ask(connection, "/-/versions.json")
            seconds = [ask(connection, each) for each in addresses[start : start + IN_A_TURN]]
            page.seconds[who] += seconds if turn else []


def report(found: list[Page]) -> bool:
    """Print the table; return whether every aim is met."""
    print("| page | newsdb, per second | stock, per second | ratio | newsdb, median | stock |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for page in found:
        a_second = [1 / mean(page.seconds[who]) for who in ("ours", "stock")]
        medians = [1000 * median(page.seconds[who]) for who in ("ours", "stock")]
        print(
            f"| {page.name} | {a_second[0]:.0f} | {a_second[1]:.0f} | {page.ratio:.1f} (goal: "
            f"{page.aim}) | {medians[0]:.1f} ms | {medians[1]:.1f} ms |"
        )
    return all(page.ratio >= page.aim for page in found)


def compare(database: Path) -> bool:
    """Serve a database in both ways, measure and print; return whether every aim is met."""
    found = pages(database)
    ours = served(*NEWSDB, "serve", "--db", database)
    stock = served(*DATASETTE, database)
    with ours as newsdb, stock as datasette:
        for page in found:
            measure(page, newsdb, datasette)
    return report(found)


def main() -> int:
    """Measure, print, and say by the exit status whether the aims are met."""
    given = sys.argv[1] if len(sys.argv) > 1 else "100000"
    with TemporaryDirectory() as folder:
        database = build(Path(folder), int(given))
        print(f"{given} posts, {database.stat().st_size / 1e6:,.0f} MB\n")
        return 0 if compare(database) else 1


if __name__ == "__main__":
    sys.exit(main())
