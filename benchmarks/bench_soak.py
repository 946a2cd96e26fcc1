"""A server under mixed traffic for a long time: memory, file descriptors, and errors.

    python -m benchmarks.bench_soak [MINUTES] [--posts 5000] [--clients 5] [--pause 1]

Generates an archive, loads it and serves it. Each client, which has an address of its own, sends
one request after the other, with pauses: articles, lists, searches, feeds, SQL (quick and worst),
streams read to their end, downloads that are aborted, requests that are invalid or never complete.
A load replaces the database every few minutes. Prints a row of a table each minute. Exits with
status 1 if there is a 5xx other than a 503 with `Retry-After`, or a connection that fails.
"""

from __future__ import annotations

import argparse
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import httpx

from benchmarks.archive import write_archive
from benchmarks.bench_public import WORST, abuse, reading
from benchmarks.server import Server, served

NEWSDB = (sys.executable, "-m", "newsdb")
SAMPLE_SECONDS = 60
LOAD_SECONDS = 240
"""How often a load replaces the database."""
ABORT_AFTER = 200_000
"""Bytes of a download that an aborting client reads."""
INVALID = (
    *("/news/images/1", "/news/posts/nope", "/news/posts?_sort=nope", "/news/posts?_next=x,y"),
    *("/news?sql=select+nope", "/news/posts.json?_size=1e9", "/nope", "/article/../../etc/passwd"),
    *("/search?q=" + "%28" * 500, "/search?page=-1", "/news.json?sql=attach+%27x%27+as+y"),
    *("/data/..%2fnews.db", "/-/databases", "/news/posts?_facet=nope", "/static/../metadata.yml"),
)
QUICK_SQL = "select source_id, count(*) from posts group by source_id"
HEADER = (
    "| Minute | Server, MB | Workers, MB | Processes | Descriptors | Requests | Article, median ms "
    "| 503 | Other errors |\n|---|---|---|---|---|---|---|---|---|"
)


@dataclass
class Record:
    """What clients saw since the last sample."""

    articles: list[float] = field(default_factory=list)
    requests: int = 0
    deliberate: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, response: httpx.Response, seconds: float) -> None:
        """Count a response."""
        with self.lock:
            self.requests += 1
            if kind == "article":
                self.articles.append(seconds)
            if response.status_code == 503 and "retry-after" in response.headers:
                self.deliberate[kind] += 1
            elif response.status_code >= 500:
                self.errors[f"{response.status_code} {response.request.url}"[:200]] += 1

    def fail(self, kind: str, error: Exception) -> None:
        """Count a request without a response."""
        with self.lock:
            self.requests += 1
            self.errors[f"{kind}: {type(error).__name__}"] += 1


class Client:
    """Sends requests of all kinds, from an address of its own."""

    def __init__(self, number: int, server: Server, pages: list[str], record: Record) -> None:
        """Take the paths that readers request."""
        self.chance = random.Random(number)
        self.server, self.record = server, record
        self.pages = pages
        self.articles = [page for page in pages if page.startswith("/article/")]
        self.worst = [path for _, path in abuse()]
        # The server trusts a proxy on this machine to tell the client's address.
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        self.http = httpx.Client(base_url=server.url, headers=headers, timeout=120)

    def run(self, pause: float, is_over: threading.Event) -> None:
        """Send requests until it is over."""
        kinds: dict[str, tuple[int, Callable[[], object]]] = {
            "article": (40, lambda: self.get("article", self.chance.choice(self.articles))),
            "page": (20, lambda: self.get("page", self.chance.choice(self.pages))),
            "search": (8, lambda: self.get("search", f"/search?{urlencode({'q': '银行 增长'})}")),
            "feed": (4, lambda: self.get("feed", self.chance.choice(("/feed.xml", "/feed.json")))),
            "sql": (6, lambda: self.get("sql", f"/news.json?{urlencode({'sql': QUICK_SQL})}")),
            "worst": (4, lambda: self.get("worst", self.chance.choice(self.worst))),
            "export": (2, lambda: self.get("export", "/data/posts.ndjson")),
            "abort": (6, lambda: self.abort(self.chance.choice(("/news.db", "/data/posts.csv")))),
            "invalid": (8, lambda: self.get("invalid", self.chance.choice(INVALID))),
            "incomplete": (2, self.send_incomplete),
        }
        weights = [weight for weight, _ in kinds.values()]
        while not is_over.wait(self.chance.uniform(0, 2 * pause)):
            kind = self.chance.choices(list(kinds), weights)[0]
            try:
                kinds[kind][1]()
            except (httpx.HTTPError, OSError) as error:
                self.record.fail(kind, error)

    def get(self, kind: str, path: str) -> None:
        """Request a path and read the whole response."""
        begin = time.perf_counter()
        response = self.http.get(path)
        self.record.add(kind, response, time.perf_counter() - begin)

    def abort(self, path: str) -> None:
        """Request a path, read a part of the response and close the connection."""
        begin = time.perf_counter()
        with self.http.stream("GET", path) as response:
            read = 0
            for part in response.iter_raw():
                read += len(part)
                if read > ABORT_AFTER:
                    break
        self.record.add("abort", response, time.perf_counter() - begin)

    def send_incomplete(self) -> None:
        """Send half of a request, wait a moment and close the connection."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half:")
            time.sleep(self.chance.uniform(0, 20))


def load(posts: Path, database: Path) -> None:
    """Load the posts."""
    command = [*NEWSDB, "load", "posts", posts, "--db", database, "--jobs", "1", "--quiet"]
    subprocess.run(command, check=True)


def load_again_and_again(posts: Path, database: Path, is_over: threading.Event) -> None:
    """Add a post and load it, every few minutes."""
    number = 0
    while not is_over.wait(LOAD_SECONDS):
        number += 1
        post = posts / "_posts" / f"2030-01-01-soak-{number}.md"
        post.write_text(f"---\ntitle: Post {number}\n---\nAdded meanwhile.\n", "utf-8")
        load(posts, database)


def row(minute: int, server: Server, record: Record) -> str:
    """Return a row of the table, and start counting again."""
    usage = server.usage()
    with record.lock:
        times = f"{1000 * median(record.articles):.0f}" if record.articles else ""
        cells = [
            *(minute, f"{usage.megabytes:.0f}", f"{usage.worker_megabytes:.0f}", usage.workers),
            *(usage.descriptors, record.requests, times, record.deliberate.total()),
            record.errors.total(),
        ]
        record.articles, record.requests = [], 0
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("minutes", type=int, nargs="?", default=30)
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--clients", type=int, default=5)
    parser.add_argument("--pause", type=float, default=1, help="seconds, on average")
    given = parser.parse_args()
    record, is_over = Record(), threading.Event()
    with TemporaryDirectory() as name:
        posts, database = Path(name, "posts"), Path(name, "news.db")
        write_archive(posts, given.posts)
        load(posts, database)
        pages = reading(database)
        print(
            f"{given.posts:,} posts, {given.clients} clients that wait {given.pause:g} s between "
            f"requests, {len(WORST)} kinds of worst SQL, a load every {LOAD_SECONDS} s.\n"
        )
        print(HEADER, flush=True)
        with served(database, Path(name)) as server:
            clients = [Client(each + 1, server, pages, record) for each in range(given.clients)]
            threads = [
                threading.Thread(target=each.run, args=(given.pause, is_over)) for each in clients
            ]
            threads.append(
                threading.Thread(target=load_again_and_again, args=(posts, database, is_over))
            )
            for thread in threads:
                thread.start()
            with suppress(KeyboardInterrupt):
                for minute in range(given.minutes + 1):
                    print(row(minute, server, record), flush=True)
                    if minute < given.minutes:
                        time.sleep(SAMPLE_SECONDS)
            is_over.set()
            for thread in threads:
                thread.join()
    deliberate = ", ".join(f"{kind} {count}" for kind, count in record.deliberate.most_common())
    print(f"\n503 with `Retry-After`, by kind of request: {deliberate or 'none'}.")
    print("Other errors: " + (", ".join(f"{e} ({n})" for e, n in record.errors.items()) or "none"))
    if record.errors:
        sys.exit(1)


if __name__ == "__main__":
    main()
