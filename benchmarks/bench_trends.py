"""CPU time of trends: how often a word is written about, over ten years.

    python -m benchmarks.bench_trends [POSTS]        (default: 100,000)

Generates a database in a temporary directory and asks for trends as a page, with the table, and as
CSV. Times are CPU milliseconds of the whole process, without a network: the best of five, none from
the response cache. One that gets no answer in time is "too long". Exits with status 1 if a word
takes longer than the goal.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from datasette.app import Datasette

from benchmarks.corpus import build
from benchmarks.generate import Post, posts
from newsdb.commands.serve import instance, prepared

YEARS = 10
TIMES = 5
GOAL = 300
"""CPU milliseconds for a common word, not split."""
WORD = "公司"
FIRST = datetime(2015, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
TRENDS = {
    "a word": {"q": WORD},
    "a word, as a share": {"q": WORD, "share": "on"},
    "a word, by source": {"q": WORD, "split": "source"},
    "a word, by tag": {"q": WORD, "split": "tag"},
    "a word, by company": {"q": WORD, "split": "security"},
}


def spread(number: int) -> Iterator[Post]:
    """Yield generated posts, the same time apart, over ten years."""
    step = timedelta(days=365.25 * YEARS) / number
    for at, post in enumerate(posts(number)):
        day = FIRST + at * step
        yield post._replace(
            published=day.isoformat(timespec="seconds"), slug=f"{day:%Y-%m-%d}-{at}"
        )


async def cpu_milliseconds(datasette: Datasette, url: str) -> float:
    """Return the CPU time of a request, infinity if it is not answered in time."""
    begin = time.process_time()
    response = await datasette.client.get(url)
    taken = (time.process_time() - begin) * 1000
    return taken if response.status_code == 200 else inf


async def measure(datasette: Datasette) -> bool:
    """Print a table; return whether a word keeps to the goal."""
    await cpu_milliseconds(datasette, "/trends")
    found = (await datasette.client.get("/trends.json", params={"q": WORD})).json()
    print(f"{found['series'][0]['total']:,} of the posts have the word {WORD}.\n")
    print("| /trends by month | page | .csv |\n|---|---|---|")
    times: dict[str, list[float]] = {}
    for name, parameters in TRENDS.items():
        for path in ("/trends", "/trends.csv"):
            # Empty parameters change nothing but the URL.
            query = urlencode(parameters)
            urls = [f"{path}?{query}{'&tag=' * number}" for number in range(1, TIMES + 1)]
            best = min([await cpu_milliseconds(datasette, url) for url in urls])
            times.setdefault(name, []).append(best)
        row = ("too long" if taken == inf else f"{taken:.0f}" for taken in times[name])
        print(f"| {name} | {' | '.join(row)} |", flush=True)
    return max(times["a word"]) <= GOAL


def main() -> int:
    """Build the database, and ask."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        path = Path(folder, "news.db")
        build(path, spread(number)).close()
        print(f"{number:,} posts of {YEARS} years, {path.stat().st_size / 1e6:,.0f} MB.")
        with prepared(path) as context:
            return 0 if asyncio.run(measure(instance(context))) else 1


if __name__ == "__main__":
    sys.exit(main())
