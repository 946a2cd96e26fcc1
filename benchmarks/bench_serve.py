"""Pages per second of CPU time, compared with stock Datasette on the same database.

    python -m benchmarks.bench_serve [POSTS or DB]        (default: 100,000)

Generates an archive and loads it, or takes a database, and serves it twice: with `newsdb serve` and
with plain `datasette news.db`. Requests alternate between the two, over one connection each, each
time for another URL, without conditional requests or compression: pages of the table of posts,
and single posts (an article here, a row there). CPU time is that of the server and its SQL workers.
Prints a Markdown table, and exits with status 1 if a goal is missed: pages of the table three times
as fast, an article and JSON no slower.
"""

from __future__ import annotations

import random
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.parse import urlencode

from benchmarks.archive import write_archive
from benchmarks.generate import FINANCE
from benchmarks.server import cpu_seconds
from newsdb.search import match_expression
from newsdb.urls import article

NEWSDB = (sys.executable, "-m", "newsdb")
DATASETTE = (sys.executable, "-m", "datasette")
TURNS, IN_A_TURN = 3, 3
REQUESTS = TURNS * IN_A_TURN
TABLE = "/news/posts"
ROWS = {"_size": "50"}
PATIENT = ("--setting", "sql_time_limit_ms", "60000")
"""A busy machine makes pages slow, not errors."""
INDEX = {"_fts_table": "posts_fts", "_fts_pk": "rowid", "_searchmode": "raw"}
"""Datasette alone does not know which index to search, nor how words are in it."""


@dataclass
class Page:
    """A kind of page: its URLs here and there, how many times as fast ours is to be, and times."""

    name: str
    ours: Sequence[str]
    stock: Sequence[str]
    goal: float
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"ours": [], "stock": []})
    cpu: dict[str, float] = field(default_factory=lambda: {"ours": 0.0, "stock": 0.0})

    @property
    def ratio(self) -> float:
        """How many times as many requests ours answers with the same CPU time."""
        return self.cpu["stock"] / self.cpu["ours"]


@dataclass(frozen=True)
class Client:
    """A connection to a server, whose process this is."""

    connection: HTTPConnection
    process: int

    def get(self, url: str) -> float:
        """Get a page, and return the seconds until all of it was there."""
        started = perf_counter()
        self.connection.request("GET", url, headers={"Accept-Language": "zh"})
        response = self.connection.getresponse()
        response.read()
        assert response.status == 200, (url, response.status)
        return perf_counter() - started


def build(database: Path, posts: int) -> None:
    """Write so many posts beside a database, and load them into it."""
    site = database.parent / "site"
    write_archive(site, posts)
    load = [*NEWSDB, "load", "posts", site, "--db", database, "--quiet"]
    subprocess.run([*map(str, load)], check=True)


def pages(database: Path) -> list[Page]:
    """Return what to request."""
    with closing(sqlite3.connect(database)) as connection:
        posts = connection.execute("select id, slug, published_utc from posts order by id")
        chosen = random.Random(1).choices(posts.fetchall(), k=REQUESTS)
    words = " ".join(FINANCE.values()).split()[:REQUESTS]
    numbers = range(REQUESTS)
    return [
        # A parameter that no page knows makes each URL another one.
        table_page("as it comes", [{"_n": f"{n}"} for n in numbers], {}),
        table_page("50 rows", [{"_n": f"{n}"} for n in numbers]),
        table_page("sorted", [{"_sort": "title", "_n": f"{n}"} for n in numbers]),
        table_page("filtered", [{"characters__gt": f"{500 + n}"} for n in numbers]),
        table_page("a facet", [{"_facet": "source_id", "_n": f"{n}"} for n in numbers]),
        searches(words),
        table_page(
            "far down",
            [{"_sort_desc": "published_utc", "_next": f"{t},{id}"} for id, _, t in chosen],
        ),
        table_page("JSON", [{"_n": f"{n}"} for n in numbers], goal=1, suffix=".json"),
        Page(
            "an article, a row",
            [article(slug) for _, slug, _ in chosen],
            [f"{TABLE}/{id}" for id, *_ in chosen],
            1,
        ),
    ]


def table_page(
    name: str,
    queries: Sequence[dict[str, str]],
    size: dict[str, str] = ROWS,
    goal: float = 3,
    suffix: str = "",
) -> Page:
    """Return pages of the table that are to be the same here and there."""
    urls = [f"{TABLE}{suffix}?{urlencode({**query, **size})}" for query in queries]
    return Page(f"`{TABLE}{suffix}`, {name}", urls, urls, goal)


def searches(words: Sequence[str]) -> Page:
    """Return pages of the table that are searched for the same words."""
    ours = [{"_search": word, **ROWS} for word in words]
    stock = [{"_search": match_expression(word), **INDEX, **ROWS} for word in words]
    return Page(
        f"`{TABLE}`, a search",
        [f"{TABLE}?{urlencode(query)}" for query in ours],
        [f"{TABLE}?{urlencode(query)}" for query in stock],
        3,
    )


@contextmanager
def served(*command: str | Path) -> Iterator[Client]:
    """Run a server on a free port, and yield a connection to it once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = [*map(str, command), "--port", f"{port}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(arguments, stdout=quiet, stderr=quiet) as server:
        try:
            while server.poll() is None:
                with closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                sleep(0.1)
            with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                yield Client(connection, server.pid)
        finally:
            server.terminate()


def measure(page: Page, ours: Client, stock: Client) -> None:
    """Request a page in turns, and keep how long each response took; the first turn warms up."""
    for turn in range(TURNS + 1):
        start = max(turn - 1, 0) * IN_A_TURN
        for who, client, urls in (("ours", ours, page.ours), ("stock", stock, page.stock)):
            # A server ends a connection over which nothing came while the other one was asked.
            client.connection.close()
            client.get("/-/versions.json")
            before = cpu_seconds(client.process)
            seconds = [client.get(url) for url in urls[start : start + IN_A_TURN]]
            if turn:
                page.seconds[who] += seconds
                page.cpu[who] += cpu_seconds(client.process) - before


def compare(database: Path) -> bool:
    """Serve a database in both ways, measure and print; return whether every goal is met."""
    ours = served(*NEWSDB, "serve", "--db", database, *PATIENT)
    stock = served(*DATASETTE, database, *PATIENT)
    print("| page | newsdb, CPU ms | stock | ratio (goal) | newsdb, median ms | stock |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    is_met = True
    with ours as newsdb, stock as datasette:
        for page in pages(database):
            measure(page, newsdb, datasette)
            cpu = [1000 * page.cpu[who] / REQUESTS for who in ("ours", "stock")]
            medians = [1000 * median(page.seconds[who]) for who in ("ours", "stock")]
            print(
                f"| {page.name} | {cpu[0]:.1f} | {cpu[1]:.1f} | {page.ratio:.1f} ({page.goal}) | "
                f"{medians[0]:.0f} | {medians[1]:.0f} |",
                flush=True,
            )
            is_met = is_met and page.ratio >= page.goal
    return is_met


def main() -> int:
    """Measure, print, and say by the exit status whether the goals are met."""
    given = sys.argv[1] if len(sys.argv) > 1 else "100000"
    with TemporaryDirectory() as folder:
        database = Path(folder, "news.db")
        if given.isdigit():
            build(database, int(given))
        else:
            # Datasette takes the name of a database from that of its file.
            database.symlink_to(Path(given).resolve())
        with closing(sqlite3.connect(database)) as connection:
            (posts,) = connection.execute("select count(*) from posts").fetchone()
        print(f"{posts:,} posts, {database.stat().st_size / 1e6:,.0f} MB\n")
        return 0 if compare(database) else 1


if __name__ == "__main__":
    sys.exit(main())
