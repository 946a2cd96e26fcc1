"""Time of the named queries and the facets on a large archive.

    python -m benchmarks.bench_queries [POSTS]        (default: 100,000)

Generates a database in a temporary directory (about 6 KB per post), with 4,000 securities of which
a few get most mentions, as in real news. Runs each named query of `metadata.yml` with its defaults,
and the expensive ones for the security with the most mentions, through Datasette, as JSON. Each
runs five times and the best time counts: other work on the machine can only add to it. Exits with
status 1 if one exceeds the time limits in `settings.json`.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlencode

import yaml
from sqlite_utils import Database

from benchmarks.generate import posts as invented
from loaders.database import derive
from newsdb.commands.prepare import instance, prepared
from newsdb.database import schema

TOP = Path(__file__).parent.parent
CHINA = timezone(timedelta(hours=8))
SECURITIES, SOURCES, TAGS, CATEGORIES = 4000, 80, 120, 80
MOST_MENTIONED = {"code": "600000.SH"}
# One that one post in twelve names.
OFTEN_NAMED = "600005.SH"
# What the queries are asked besides their defaults.
HARDER = {
    "mentions_by_month": MOST_MENTIONED,
    "named_together": MOST_MENTIONED,
    "most_mentioned": {"first_day": "2022-01-01", "last_day": "2022-12-31"},
    "posts_by_source": {"first_month": "2000-01"},
    "new_names": {"first_day": "2000-01-01"},
    "longest_silence": {"least_posts": "1"},
}
Row = tuple[str | int | None, ...]
TIMES = 5
FACETS = ["_facet=source_id", "_facet_m2m=post_tags", "_facet_m2m=post_categories"]
FACETS += ["_facet_m2m=post_securities"]


def build(path: Path, number: int) -> None:
    """Write a database of generated posts."""
    chance = random.Random(1)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -200000"):
        connection.execute(f"pragma {pragma}")
    schema.create(Database(connection))
    connection.execute("begin")
    many = connection.executemany
    names = [(each + 1, f"媒体{each}", f"meiti{each}") for each in range(SOURCES)]
    many("insert into sources (id, name, slug) values (?, ?, ?)", names)
    for table, count in (("tags", TAGS), ("categories", CATEGORIES)):
        pairs = [(each + 1, f"{table}{each}") for each in range(count)]
        many(f"insert into {table} (id, name) values (?, ?)", pairs)
    codes = [f"{600000 + each}.SH" for each in range(SECURITIES)]
    many(
        "insert into securities (code, name, kind, market) values (?, ?, 'share', 'Shanghai')",
        ((code, code) for code in codes),
    )
    texts = [(post.title, post.summary, post.body) for post in invented(200)]
    rows = list(rows_of(number, chance, codes, texts))
    many(
        "insert into posts (id, slug, title, published, published_utc, date, source_id, summary, "
        "characters, path, sha256, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row for row, *_ in rows),
    )
    many(
        "insert into post_tags (post_id, tag_id) values (?, ?)",
        (pair for _, tags, *_ in rows for pair in tags),
    )
    many("insert into post_categories values (?, ?)", (pair for _, _, pair, _ in rows))
    many(
        "insert into post_securities (post_id, code, name, mentions, in_title, url) "
        "values (?, ?, ?, ?, ?, ?)",
        (named for *_, all_named in rows for named in all_named),
    )
    started = perf_counter()
    derive.derive(connection)
    print(f"Names and months of securities: {perf_counter() - started:.2f} s, once per load.")
    connection.execute("commit")
    connection.execute("analyze")
    connection.close()


def rows_of(
    number: int, chance: random.Random, codes: list[str], texts: list[tuple[str, str, str]]
) -> Iterator[tuple[Row, list[Row], Row, list[Row]]]:
    """Yield each post's row, and those of its tags, category and securities."""
    popular = list(accumulate(1 / (1 + rank) for rank in range(len(codes))))
    often = list(accumulate(1 / (1 + rank) for rank in range(SOURCES)))
    time = datetime(2021, 12, 1, 8, tzinfo=CHINA)
    for post_id in range(1, number + 1):
        time += timedelta(seconds=chance.randrange(30, 900))
        title, summary, body = texts[post_id % len(texts)]
        source = chance.choices(range(1, SOURCES + 1), cum_weights=often)[0]
        published = time.isoformat()
        utc = f"{time.astimezone(timezone.utc).replace(tzinfo=None).isoformat()}Z"
        slug = f"{published[:10]}-{post_id:018}"
        row = (post_id, slug, title, published, utc, published[:10], source, summary, len(body))
        tags = sorted(chance.sample(range(1, TAGS + 1), 2))
        named = set(chance.choices(codes, cum_weights=popular, k=chance.choice((1, 2, 3, 4, 12))))
        yield (
            (*row, f"_posts/{slug}.md", f"{post_id:064x}", body),
            [(post_id, tag) for tag in tags],
            (post_id, source),
            [
                (post_id, code, f"股份{code[2:6]}", chance.randrange(1, 6), 0, None)
                for code in sorted(named)
            ],
        )


def questions() -> Iterator[tuple[str, str]]:
    """Yield what to ask: a name to print, and an address."""
    metadata = yaml.safe_load((TOP / "metadata.yml").read_text(encoding="utf-8"))
    for name in metadata["databases"]["news"]["queries"]:
        yield name, f"/news/{name}.json?_shape=array"
        if name in HARDER:
            yield (
                f"{name} {HARDER[name]}",
                f"/news/{name}.json?_shape=array&{urlencode(HARDER[name])}",
            )
    for facet in FACETS:
        yield f"posts {facet}", f"/news/posts.json?_size=1&_nocount=1&{facet}"
    filtered = f"_with=post_securities:{OFTEN_NAMED}"
    for facet in FACETS:
        yield f"posts {filtered} {facet}", f"/news/posts.json?_size=1&{filtered}&{facet}"


async def ask(path: Path) -> bool:
    """Ask everything, print how long each took; return whether all kept to their limits."""
    settings = json.loads((TOP / "settings.json").read_text(encoding="utf-8"))
    slow = False
    with prepared(path) as context:
        datasette = instance(context)
        await datasette.client.get("/news/mentions_by_month.json")
        print("\n| query | ms | rows |\n|---|---|---|")
        for name, address in questions():
            times, rows = [], 0
            for _ in range(TIMES):
                started = perf_counter()
                response = await datasette.client.get(address)
                answer = response.json()
                # A query that takes too long is an error, a facet that does is left out.
                facets = answer.get("facet_results") if isinstance(answer, dict) else None
                if response.status_code == 200 and (facets is None or len(facets) >= len(FACETS)):
                    times.append(perf_counter() - started)
                    rows = len(answer if facets is None else answer["rows"])
            slow |= not times or min(times) > settings["sql_time_limit_ms"] / 1000
            took = f"{min(times) * 1000:.0f}" if times else "too long"
            print(f"| {name} | {took} | {rows} |", flush=True)
    return not slow


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        path = Path(folder, "news.db")
        build(path, number)
        print(f"{number:,} posts, {path.stat().st_size / 1e6:,.0f} MB.")
        return 0 if asyncio.run(ask(path)) else 1


if __name__ == "__main__":
    sys.exit(main())
