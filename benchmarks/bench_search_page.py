"""CPU time of search pages with their facets, and of the same pages from the response cache.

    python -m benchmarks.bench_search_page DATABASE [QUERIES]      (default: 40)

The queries are words with the posts' own frequencies. Times are CPU milliseconds of the whole
process for a page in HTML, without a network: median and 95th percentile of the best of two.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from datasette.app import Datasette

from benchmarks.bench_search import pieces
from newsdb.commands.prepare import instance, prepared


def spread(milliseconds: list[float]) -> str:
    """Return the median and the 95th percentile."""
    return f"{median(milliseconds):.1f} / {quantiles(milliseconds, n=20)[-1]:.1f}"


async def cpu_milliseconds(datasette: Datasette, url: str) -> float:
    """Return the CPU time of a request."""
    begin = time.process_time()
    response = await datasette.client.get(url)
    assert response.status_code == 200, url
    return (time.process_time() - begin) * 1000


async def measure(datasette: Datasette, queries: list[str]) -> None:
    """Print a table."""
    await cpu_milliseconds(datasette, "/search?q=x")
    made, cached = [], []
    for query in queries:
        # A parameter that no page knows makes each URL another one.
        urls = [f"/search?q={quote(query)}&_n={number}" for number in range(2)]
        made.append(min([await cpu_milliseconds(datasette, url) for url in urls]))
        cached.append(min([await cpu_milliseconds(datasette, url) for url in urls]))
    print("| /search | CPU ms, median / 95th percentile |\n|---|---|")
    print(f"| made | {spread(made)} |\n| asked again | {spread(cached)} |")


def main(database: Path, number: int = 40) -> None:
    """Ask for the pages of a database."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        queries = pieces(connection, number)["words"]
    with prepared(database) as context:
        asyncio.run(measure(instance(context), queries))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
