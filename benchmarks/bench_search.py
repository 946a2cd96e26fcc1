"""Speed and accuracy of search: newsdb, trigram, FTS5's default unicode61, and LIKE.

    python -m benchmarks.bench_search [POSTS] [QUERIES]      (default: 100,000 and 60)

Prints a Markdown table. All four search the same generated posts, on one connection with SQLite's
defaults, for words of 2 to 6 characters with the posts' own frequencies, and for arbitrary
substrings of 2 to 6 characters. A page is ten posts and a count of up to 10,000. Times are for one
core, so that a busy machine changes them little: milliseconds, median / 95th percentile of the best
of three for each query (LIKE runs fewer, once). Recall is the share of matching posts that are
found, precision the share of the results that match. 100,000 posts take about ten minutes and 4 GB
of disk, most of both for trigram.
"""

import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.corpus import build, index
from benchmarks.generate import posts, vocabulary
from newsdb.search import Filter, match_expression, search

PAGE, COUNTED = 10, 10_001
SCANNED = 12
"""So many queries of each kind are also asked with LIKE, and compared with what it finds."""

MATCH = "select rowid from {table} where {table} match ? "
NEWEST = f"order by rowid desc limit {COUNTED}"
BEST = "order by bm25({table}, 1, 8, 3) limit 10"
STOCK = ("trigram", "unicode61")
TEXT = (
    "select sum(length(cast(title as blob)) + length(cast(summary as blob)) "
    "+ length(cast(body as blob))) from posts"
)
LIKE = (
    "select id from posts where title like ?1 or summary like ?1 or body like ?1 order by id desc"
)

Find = Callable[[str], object]


class Method(NamedTuple):
    """A way to search: what its index takes, its two first pages, and all that it finds."""

    name: str
    seconds: float
    size: int
    newest: Find
    best: Find | None
    all: Callable[[str], set[int]]


def fill(connection: sqlite3.Connection, tokenizer: str) -> float:
    """Index the posts with a tokenizer of SQLite's own; return the seconds that it took."""
    begin = time.thread_time()
    table = f"by_{tokenizer}"
    for statement in (
        f"create virtual table {table} "
        f"using fts5(body, title, summary, content='', tokenize='{tokenizer}')",
        "begin",
        f"insert into {table} (rowid, body, title, summary) "
        "select id, body, title, summary from posts order by id",
        f"insert into {table} ({table}) values ('optimize')",
        "commit",
    ):
        connection.execute(statement)
    return time.thread_time() - begin


def size(connection: sqlite3.Connection, table: str) -> int:
    """The bytes that a full-text table takes in the file."""
    (number,) = connection.execute(
        "select sum(pgsize) from dbstat where name glob ?", [f"{table}_*"]
    ).fetchone()
    return int(number)


def ours(connection: sqlite3.Connection, seconds: float) -> Method:
    """This project's search."""

    def everything(query: str) -> set[int]:
        rows = connection.execute(MATCH.format(table="posts_fts"), [match_expression(query)])
        return {identity for (identity,) in rows}

    return Method(
        "newsdb",
        seconds,
        size(connection, "posts_fts"),
        lambda query: search([connection], Filter(query), order="newest", size=PAGE),
        lambda query: search([connection], Filter(query), order="relevance", size=PAGE),
        everything,
    )


def stock(connection: sqlite3.Connection, tokenizer: str, seconds: float) -> Method:
    """FTS5 with a tokenizer of SQLite's own, and its own ranking."""
    table = f"by_{tokenizer}"

    def find(query: str, order: str = "") -> list[tuple[int]]:
        statement = (MATCH + order).format(table=table)
        return connection.execute(statement, [f'"{query}"']).fetchall()

    return Method(
        tokenizer,
        seconds,
        size(connection, table),
        lambda query: find(query, NEWEST),
        lambda query: (find(query, BEST), find(query, NEWEST)),
        lambda query: {identity for (identity,) in find(query)},
    )


def like(connection: sqlite3.Connection) -> Method:
    """No index."""

    def find(query: str) -> set[int]:
        return {identity for (identity,) in connection.execute(LIKE, [f"%{query}%"])}

    return Method("LIKE", 0, 0, find, None, find)


def pieces(connection: sqlite3.Connection, number: int) -> dict[str, list[str]]:
    """The queries: words as often as the posts use them, and pieces cut from anywhere."""
    chance = random.Random(2)
    words = {word for word in vocabulary()[0] if 2 <= len(word) <= 6}
    (last,) = connection.execute("select max(id) from posts").fetchone()
    queries: dict[str, list[str]] = {"words": [], "pieces": []}
    while min(map(len, queries.values())) < number:
        (body,) = connection.execute(
            "select body from posts where id = ?", [chance.randrange(1, last + 1)]
        ).fetchone()
        begin = chance.randrange(len(body) - 6)
        piece = body[begin : begin + chance.randrange(2, 7)]
        if piece in words:
            queries["words"].append(piece)
        if re.fullmatch("[一-鿿]+", piece):
            queries["pieces"].append(piece)
    return {kind: some[:number] for kind, some in queries.items()}


def timed(find: Find, queries: list[str], tries: int) -> str:
    """The median and the 95th percentile, in milliseconds, of the best of some tries."""
    best = []
    for query in queries:
        times = []
        for _ in range(tries):
            begin = time.thread_time()
            find(query)
            times.append(time.thread_time() - begin)
        best.append(min(times) * 1000)
    return f"{median(best):.1f} / {quantiles(best, n=20)[-1]:.1f}"


def row(
    method: Method, text: int, queries: dict[str, list[str]], truth: dict[str, set[int]]
) -> str:
    """The table's row for a method."""
    cells = [method.name, "", ""]
    if method.size:
        cells[1:] = [f"{method.seconds:.0f} s", f"{method.size / text:.2f}"]
    for find in (method.newest, method.best):
        for some in queries.values():
            slow = find is not None and method.name == "LIKE"
            times = timed(find, some[:SCANNED] if slow else some, 1 if slow else 3) if find else ""
            cells.append(times)
    answers = {query: method.all(query) for query in truth}
    right = sum(len(answers[query] & truth[query]) for query in truth)
    cells.append(f"{right / sum(map(len, truth.values())):.3f}")
    cells.append(f"{right / max(1, sum(map(len, answers.values()))):.3f}" if right else "")
    return "| " + " | ".join(cells) + " |"


HEAD = """
| | build time | size to text | newest: words | substrings | relevant: words | substrings \
| recall | precision |
|---|---|---|---|---|---|---|---|---|
""".strip()


def main(number: int = 100_000, asked: int = 60) -> None:
    """Build a database of generated posts, run all queries, and print the table."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        with closing(build(path, posts(number))) as connection:
            seconds = [index(connection), *(fill(connection, each) for each in STOCK)]
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            (text,) = connection.execute(TEXT).fetchone()
            queries = pieces(connection, asked)
            scan = like(connection)
            some = [query for each in queries.values() for query in each[:SCANNED]]
            truth = {query: scan.all(query) for query in some}
            print(
                f"{number:,} posts, {text / 1e6:.0f} MB of text, SQLite {sqlite3.sqlite_version}\n"
            )
            print(HEAD)
            stocks = zip(STOCK, seconds[1:], strict=True)
            for method in (
                ours(connection, seconds[0]),
                *(stock(connection, tokenizer, spent) for tokenizer, spent in stocks),
                scan,
            ):
                print(row(method, text, queries, truth), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
