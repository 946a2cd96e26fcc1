"""CPU time of trends: how often words are written about, over ten years; and of comparisons.

    python -m benchmarks.bench_trends [POSTS | DATABASE]        (default: 100,000)

Asks a database, or one that it generates in a temporary directory, for trends as a page, with the
table, and as CSV. Times are CPU milliseconds of the whole process, without a network: the best of
five, none from the response cache. One that gets no answer in time is "too long". Exits with status
1 if a trend takes longer than the goal.
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
from newsdb.commands.prepare import instance, prepared

YEARS = 10
TIMES = 5
GOAL = 300
"""CPU milliseconds for each trend."""
WORD = "公司"
WORDS = "公司 股份 市场 投资 企业 证券 上市 增长".split()
FIRST = datetime(2015, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
TRENDS: dict[str, dict[str, str | list[str]]] = {
    "a word": {"q": WORD},
    "a word, by year": {"q": WORD, "by": "year"},
    "a word, by week": {"q": WORD, "by": "week"},
    "a word, by day": {"q": WORD, "by": "day"},
    "a word, as a share": {"q": WORD, "share": "on"},
    "a phrase": {"q": f'"{WORD}股份"'},
    "three words": {"q": WORDS[:3]},
    "eight words": {"q": WORDS},
    "all posts, by source": {"split": "source"},
    "a word, by source": {"q": WORD, "split": "source"},
    "a word, by section": {"q": WORD, "split": "section"},
    "a word, by tag": {"q": WORD, "split": "tag"},
    "a word, by company": {"q": WORD, "split": "security"},
    "a word, by company and day": {"q": WORD, "split": "security", "by": "day"},
    "eight words, by day": {"q": WORDS, "by": "day"},
    "eight words, by company": {"q": WORDS, "split": "security"},
    "eight words, by company and day": {"q": WORDS, "split": "security", "by": "day"},
    "a word, by tag, as a share": {"q": WORD, "split": "tag", "share": "on"},
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
    """Print tables; return whether all trends keep to the goal."""
    await cpu_milliseconds(datasette, "/trends")
    found = (await datasette.client.get("/trends.json", params={"q": WORD})).json()
    print(f"{found['series'][0]['total']:,} of the posts have the word {WORD}.\n")
    print("| /trends, by month unless said | page | .csv |\n|---|---|---|")
    longest = 0.0
    for name, parameters in TRENDS.items():
        times = [
            await best_of(datasette, path, urlencode(parameters, doseq=True))
            for path in ("/trends", "/trends.csv")
        ]
        longest = max(longest, *times)
        print(f"| {name} | {' | '.join(map(shown, times))} |", flush=True)
    print("\n| /compare | page |\n|---|---|")
    for kind, name in (("source", "sources"), ("tag", "tags"), ("security", "companies")):
        pair = urlencode({kind: await largest(datasette, kind)}, doseq=True)
        taken = await best_of(datasette, "/compare", pair)
        print(f"| the two {name} with most posts | {shown(taken)} |", flush=True)
    return longest <= GOAL


async def largest(datasette: Datasette, dimension: str) -> list[str]:
    """Return the two values of a dimension that most posts have."""
    found = (await datasette.client.get("/trends.json", params={"split": dimension})).json()
    return [each["label"] for each in found["series"][:2]]


async def best_of(datasette: Datasette, path: str, query: str) -> float:
    """Return the least CPU time of some requests."""
    # Empty parameters change nothing but the URL.
    urls = [f"{path}?{query}{'&author=' * number}" for number in range(1, TIMES + 1)]
    return min([await cpu_milliseconds(datasette, url) for url in urls])


def shown(taken: float) -> str:
    """Return a time as the tables have it."""
    return "too long" if taken == inf else f"{taken:.0f}"


def main() -> int:
    """Ask a database, or build one and ask that."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "100000"
    with TemporaryDirectory() as folder:
        path = Path(asked)
        if asked.isdecimal():
            path = Path(folder, "news.db")
            build(path, spread(int(asked))).close()
            print(f"{int(asked):,} posts of {YEARS} years, {path.stat().st_size / 1e6:,.0f} MB.")
        with prepared(path) as context:
            return 0 if asyncio.run(measure(instance(context))) else 1


if __name__ == "__main__":
    sys.exit(main())
