"""Capacity of a public instance: reading at different loads, and during abuse.

    python -m benchmarks.bench_public [POSTS] [--db FILE] [--seconds 10]

Generates an archive (100,000 posts by default) and loads it, or uses an existing database. Starts
`newsdb serve`, by itself and behind the nginx of `deploy/`, and drives it with wrk on this machine:
wrk, nginx and the servers share its cores. Prints the tables of docs/deploy.md. Needs wrk and nginx
(`apt-get install wrk nginx-light`).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote, urlencode

import httpx

from benchmarks.archive import write_archive
from benchmarks.generate import FINANCE
from benchmarks.server import Server, served

TOP = Path(__file__).parent.parent
SCRIPT = TOP / "benchmarks" / "wrk" / "addresses.lua"
NGINX = TOP / "deploy" / "nginx.conf"
CONNECTIONS = (1, 10, 50, 200)
READERS, ABUSERS = 10, 4

ENDLESS = "with recursive a(x) as (select 1 union all select x + 1 from a) select max(x) from a"
WORST = {
    "a cross join": "select count(*) from posts a, posts b, posts c, posts d",
    "an endless recursion": ENDLESS,
    "`printf` of a billion characters": "select printf('%.*c', 1000000000, 'x')",
    "1,000 rows of 9 MB": "select zeroblob(9000000) from posts limit 1000",
    "sorting pairs of texts": "select a.body from posts a, posts b order by a.body || b.body",
    "`NEAR` of 100,000 words": "select count(*) from posts_fts where posts_fts match 'NEAR(' || "
    "replace(printf('%.*c', 100000, 'x'), 'x', '\"的\" ') || ', 10000)'",
    "`trim` of a long text": "select length(trim(printf('%.*c', 1000000, 'a'), "
    "printf('%.*c', 400000, 'b') || 'a'))",
    "`like` of 1,000 characters on every text": "select count(*) from posts where body like "
    "'%' || replace(printf('%.*c', 300, 'x'), 'x', '_%') || 'x'",
}


class Measured(NamedTuple):
    """What wrk measured; times in milliseconds."""

    requests: int
    seconds: float
    median: float
    p99: float
    failed: int
    broken: int

    def cells(self) -> str:
        """Return requests a second, median, 99th percentile and errors as cells of a table."""
        rate = f"{self.requests / self.seconds:,.0f}"
        return f"{rate} | {self.median:.1f} | {self.p99:.0f} | {self.failed + self.broken}"


def reading(database: Path) -> list[str]:
    """Return 1,000 addresses as readers ask for them: mostly articles."""
    chance = random.Random(1)
    with closing(sqlite3.connect(database)) as connection:
        slugs = [slug for (slug,) in connection.execute("select slug from posts")]
        sources = [name for (name,) in connection.execute("select name from sources")]
        days = [day for (day,) in connection.execute("select distinct date from posts")]
    words = " ".join(FINANCE.values()).split()
    pages = {
        "article": lambda: f"/article/{quote(chance.choice(slugs))}",
        "article.json": lambda: f"/article/{quote(chance.choice(slugs))}.json",
        "search": lambda: f"/search?{urlencode({'q': chance.choice(words)})}",
        "home": lambda: "/",
        "source": lambda: f"/source/{quote(chance.choice(sources))}",
        "day": lambda: f"/day/{chance.choice(days)}",
        "row": lambda: f"/news/posts/{chance.randrange(1, len(slugs))}",
        "table": lambda: "/news/posts",
        "table.json": lambda: "/news/posts.json?_shape=array&_size=20",
    }
    weights = [400, 100, 150, 100, 50, 50, 50, 50, 50]
    return [pages[name]() for name in chance.choices(list(pages), weights, k=1000)]


def abuse() -> Iterator[tuple[str, str]]:
    """Yield what somebody may send to do harm: what it is, and the address."""
    for name, sql in WORST.items():
        yield name, f"/news.json?{urlencode({'sql': sql})}"
    yield "a page of a cross join", f"/news?{urlencode({'sql': 'select * from posts a, posts b'})}"
    yield "1,000 articles as JSON", "/news/posts.json?_size=1000"
    yield "1,000 rows on a page", "/news/posts?_size=1000"
    yield "1,000 facets", "/news/posts?" + "&".join(["_facet=body"] * 1000)
    yield "10 facets", "/news/posts?" + "&".join(["_facet=body"] * 10)
    yield "a filter that reads every text", "/news/posts?body__like=%25x%25y%25z%25"


def wrk(address: str, paths: Path, connections: int, seconds: float) -> subprocess.Popen[str]:
    """Begin to ask a server."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "30s"]
    return subprocess.Popen(
        [*command, "-s", SCRIPT, address, "--", paths], stdout=subprocess.PIPE, text=True
    )


def measured(process: subprocess.Popen[str]) -> Measured:
    """Return what wrk has measured, once it is done."""
    output, _ = process.communicate()
    return Measured(**json.loads(output.splitlines()[-1]))


@contextmanager
def behind_nginx(ports: list[int], folder: Path, cache: bool) -> Iterator[str]:
    """Run the nginx of `deploy/` before servers, without its limits of rate; yield the address."""
    port, plain = free_ports(2)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {certificate} -days 1 "
        "-subj /CN=localhost".split(),
        check=True,
        capture_output=True,
    )
    upstream = "".join(f"    server 127.0.0.1:{each} max_fails=0;\n" for each in ports)
    text = re.sub(r"(?:    server 127.*\n)+", upstream, NGINX.read_text())
    text = re.sub(r"\n *limit_(?:req|conn) .*", "", text)
    replaced = {
        r"/etc/letsencrypt/\S+/fullchain.pem": f"{certificate}",
        r"/etc/letsencrypt/\S+/privkey.pem": f"{key}",
        r"listen 443": f"listen 127.0.0.1:{port}",
        r"listen 80": f"listen 127.0.0.1:{plain}",
        r"\n *listen \[::\].*": "",
        r"/var/cache/nginx": f"{folder}/cache-{port}",
        r"/var/log/nginx/newsdb.log": f"{folder}/access.log",
        r"/var/lib/newsdb": f"{folder}",
        r"/opt/newsdb": f"{TOP}",
    }
    for pattern, by in replaced.items():
        text = re.sub(pattern, by, text)
    if not cache:
        text = text.replace("proxy_cache newsdb_pages;", "proxy_cache off;")
    (folder / f"cache-{port}").mkdir()
    (folder / "site.conf").write_text(text)
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 2;\n"
        f"{'user root;' if os.getuid() == 0 else ''}\n"
        "events { worker_connections 1024; }\n"
        f"http {{ include /etc/nginx/mime.types; include {folder}/site.conf; }}\n"
    )
    process = subprocess.Popen(["nginx", "-p", folder, "-c", main])
    address = f"https://127.0.0.1:{port}"
    try:
        with httpx.Client(verify=False) as client:
            for _ in range(100):
                try:
                    client.get(f"{address}/-/health").raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def free_ports(number: int) -> list[int]:
    """Return ports that nobody listens on."""
    import socket

    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def memory(server: Server) -> str:
    """Return the memory of a server and of its other processes, in MB."""
    usage = server.usage()
    return f"{usage.megabytes:.0f} + {usage.worker_megabytes:.0f}"


def load_table(database: Path, folder: Path, paths: Path, seconds: float) -> None:
    """Print how much reading is carried, by how many connections, behind what."""
    print("| Server | Connections | Requests per second | Median, ms | 99 %, ms | Errors | MB |")
    print("|---|---|---|---|---|---|---|")

    def rows(name: str, address: str, servers: list[Server]) -> None:
        measured(wrk(address, paths, READERS, min(5, seconds)))
        for connections in CONNECTIONS:
            cells = measured(wrk(address, paths, connections, seconds)).cells()
            used = ", ".join(map(memory, servers))
            print(f"| {name} | {connections} | {cells} | {used} |", flush=True)

    with served(database, folder) as one:
        rows("`newsdb serve`", f"http://127.0.0.1:{one.port}", [one])
        if not NGINX.exists():
            return
        with behind_nginx([one.port], folder, cache=False) as address:
            rows("nginx without its cache", address, [one])
        with behind_nginx([one.port], folder, cache=True) as address:
            rows("nginx with its cache", address, [one])
        with (
            served(database, folder) as two,
            behind_nginx([one.port, two.port], folder, cache=False) as address,
        ):
            rows("two servers, nginx without its cache", address, [one, two])


def abuse_table(database: Path, folder: Path, paths: Path, seconds: float) -> None:
    """Print how long reading takes while somebody sends what is worst."""
    print(f"\n| {ABUSERS} connections send | Median, ms | 99 %, ms | Median, relative | Errors |")
    print("|---|---|---|---|---|")
    with served(database, folder) as server:
        address = f"http://127.0.0.1:{server.port}"
        # The processes for questions are there, as on a day when somebody asked one before.
        measured(wrk(address, paths, READERS, min(5, seconds)))
        calm = measured(wrk(address, paths, READERS, seconds))
        errors = calm.failed + calm.broken
        print(f"| nothing | {calm.median:.1f} | {calm.p99:.0f} | 1 | {errors} |", flush=True)
        worst = folder / "worst.txt"
        for name, path in abuse():
            worst.write_text(f"{path}\n")
            abusing = wrk(address, worst, ABUSERS, seconds + 2)
            time.sleep(1)
            found = measured(wrk(address, paths, READERS, seconds))
            abusing.communicate()
            times = f"{found.median / calm.median:.2f}"
            errors = found.failed + found.broken
            print(
                f"| {name} | {found.median:.1f} | {found.p99:.0f} | {times} | {errors} |",
                flush=True,
            )
        print(f"\nMemory after that: {memory(server)} MB.")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("posts", type=int, nargs="?", default=100_000)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", choices=["load", "abuse"])
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        database: Path = given.db or folder / "news.db"
        if not given.db:
            write_archive(folder / "posts", given.posts)
            load = [sys.executable, "-m", "newsdb", "load", "posts", folder / "posts", "--quiet"]
            subprocess.run([*load, "--db", database], check=True)
        paths = folder / "addresses.txt"
        paths.write_text("\n".join(reading(database)) + "\n")
        if given.only != "abuse":
            load_table(database, folder, paths, given.seconds)
        if given.only != "load":
            abuse_table(database, folder, paths, given.seconds)


if __name__ == "__main__":
    main()
