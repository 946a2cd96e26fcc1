"""How long readers wait for articles while a crowd asks for what takes long.

    python -m benchmarks.bench_readers [POSTS] [--db FILE] [--crowd 50] [--seconds 10] [--rounds 3]

Generates an archive (20,000 posts by default) and loads it, or uses an existing database. Two
readers request one article after the other, with pauses, while 50 clients, each from an address of
its own, send one kind of request again and again, or nothing. The kinds take turns, so that a slow
moment of the machine meets all of them. Prints a Markdown table; the ratios are to the calm turns.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode

from benchmarks.archive import write_archive
from benchmarks.bench_public import WORST
from benchmarks.generate import FINANCE
from benchmarks.server import Server, served

READERS = 2
PAUSE = 0.05
"""Seconds between two requests of a reader."""
ABORT_AFTER = 200_000
"""Bytes of a download that a client of a crowd reads before it goes."""
WORDS = " ".join(FINANCE.values()).split()
CROWDS: dict[str, Callable[[random.Random], str]] = {
    "nothing": lambda chance: "",
    "searches": lambda chance: f"/search?{urlencode({'q': chance.choice(WORDS)})}",
    "feeds, sitemaps, securities": lambda chance: chance.choice(
        ["/feed.xml", "/feed.json", "/sitemap.xml", "/securities", "/data"]
    ),
    "`/data/posts.csv`": lambda chance: "/data/posts.csv",
    "`/news.db`, aborted": lambda chance: "/news.db",
    "worst SQL": lambda chance: (
        f"/news.json?{urlencode({'sql': chance.choice(list(WORST.values()))})}"
    ),
}


@dataclass
class Turns:
    """What was seen in all turns of one kind of crowd."""

    articles: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def row(self, name: str, calm: Turns) -> str:
        """Return a row of the table."""
        middle, late = median(self.articles), quantiles(self.articles, n=20)[-1]
        ratio = middle / median(calm.articles)
        answers = ", ".join(
            f"{count} × {status}" for status, count in sorted(self.statuses.items())
        )
        return (
            f"| {name} | {answers} | {1000 * middle:.0f} | {1000 * late:.0f} | {ratio:.1f} "
            f"| {late / quantiles(calm.articles, n=20)[-1]:.1f} |"
        )


def read(server: Server, articles: list[str], turns: Turns, is_over: threading.Event) -> None:
    """Request articles as a reader does, and note how long each takes."""
    chance = random.Random()
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    while not is_over.wait(PAUSE):
        begin = time.perf_counter()
        connection.request("GET", chance.choice(articles))
        response = connection.getresponse()
        response.read()
        turns.articles.append(time.perf_counter() - begin)
        if response.status != 200:
            sys.exit(f"an article was answered with {response.status}")


def crowd(
    server: Server,
    number: int,
    path: Callable[[random.Random], str],
    turns: Turns,
    is_over: threading.Event,
) -> None:
    """Send requests of a kind, and count the statuses."""
    chance = random.Random(number)
    # The server trusts a proxy on this machine to tell the client's address.
    headers = {"X-Forwarded-For": f"198.51.100.{number}"}
    while not is_over.is_set():
        connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        try:
            connection.request("GET", path(chance), headers=headers)
            response = connection.getresponse()
            response.read(ABORT_AFTER)
            turns.statuses[f"{response.status}"] += 1
        except (OSError, HTTPException) as error:
            turns.statuses[type(error).__name__] += 1
        finally:
            connection.close()


def turn(server: Server, articles: list[str], name: str, size: int, s: float, turns: Turns) -> None:
    """Read for some seconds while a crowd of a kind is there."""
    is_over, crowd_is_over = threading.Event(), threading.Event()
    attackers = [
        threading.Thread(target=crowd, args=(server, n, CROWDS[name], turns, crowd_is_over))
        for n in range(1, (size if name != "nothing" else 0) + 1)
    ]
    run(attackers)
    time.sleep(2)
    readers = [
        threading.Thread(target=read, args=(server, articles, turns, is_over))
        for _ in range(READERS)
    ]
    run(readers)
    time.sleep(s)
    for event, threads in ((is_over, readers), (crowd_is_over, attackers)):
        event.set()
        for thread in threads:
            thread.join()


def run(threads: Iterable[threading.Thread]) -> None:
    """Start threads."""
    for thread in threads:
        thread.start()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("posts", type=int, nargs="?", default=20_000)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--crowd", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", choices=list(CROWDS))
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        database: Path = given.db or Path(name, "news.db")
        if not given.db:
            write_archive(Path(name, "posts"), given.posts)
            load = [sys.executable, "-m", "newsdb", "load", "posts", Path(name, "posts"), "--quiet"]
            subprocess.run([*load, "--db", database], check=True)
        with closing(sqlite3.connect(database)) as connection:
            slugs = [slug for (slug,) in connection.execute("select slug from posts")]
        articles = [f"/article/{quote(slug)}" for slug in slugs]
        kinds = ["nothing", *(given.only or list(CROWDS)[1:])]
        turns = {kind: Turns() for kind in kinds}
        with served(database, Path(name)) as server:
            for _ in range(given.rounds):
                for kind in kinds:
                    turn(server, articles, kind, given.crowd, given.seconds, turns[kind])
    print(f"{len(articles):,} posts.\n")
    print(
        f"| {given.crowd} clients send | and get | Article, median ms | 95 %, ms "
        "| Median, relative | 95 %, relative |\n|---|---|---|---|---|---|"
    )
    for kind in kinds:
        print(turns[kind].row(kind, turns["nothing"]))


if __name__ == "__main__":
    main()
