"""How well search finds a known post: this project's, trigram, unicode61, tantivy with jieba.

    python -m benchmarks.bench_search_quality [DATABASE] [POSTS] [QUERIES.tsv]

By default news.db, 300 and the queries of the sample archive. Queries are made by rule from the
titles of so many posts, with a fixed seed; a file of hand-written ones (query, tab, slugs of the
right posts separated by spaces) makes one kind more, if the database has those posts. Prints a
Markdown table for each kind: the mean reciprocal rank of the right post among the first ten, the
same for every second query, on which no weight is to be tuned, how often the post is the first and
among the ten, how often nothing is found, and the CPU time in milliseconds, median and 95th
percentile.
"""

from __future__ import annotations

import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import mean, median, quantiles
from tempfile import TemporaryDirectory

import rjieba

from newsdb.search import Filter, search

Find = Callable[[str], list[int]]
Asked = tuple[str, set[int]]

SEED = 7
QUERIES = "tests/search_queries.tsv"
SHOWN = 10
HAN = re.compile("[一-鿿]+")
COMMON = "的是在了和有中国年月日人一不大上为"
QUESTIONS = ("为什么{}", "{}是怎么回事", "{}有什么影响？")


def words(text: str) -> list[str]:
    """Return the Chinese words of two or more characters, each once."""
    cut = (word for word in rjieba.cut(text) if len(word) > 1 and HAN.fullmatch(word))
    return list(dict.fromkeys(cut))


def questions(connection: sqlite3.Connection, number: int) -> dict[str, list[Asked]]:
    """Return queries of each kind with the posts that are right."""
    chance = random.Random(SEED)
    rows = connection.execute(
        "select min(id), title, body from posts group by title having count(*) = 1 order by 1"
    ).fetchall()
    chance.shuffle(rows)
    kinds: dict[str, list[Asked]] = {}
    for post_id, title, body in rows:
        if len(kinds.get("two title words", ())) == number:
            break
        own, others = words(title), [word for word in words(body) if word not in title]
        if len(own) < 3 or len(others) < 3:
            continue
        some = sorted(chance.sample(own, min(len(own), 4)), key=own.index)
        clause = max(HAN.findall(title), key=len)[:14]
        at = chance.randrange(len(clause))
        wrong = clause[:at] + chance.choice(COMMON) + clause[at + 1 :]
        two, question = chance.sample(own, 2), chance.choice(QUESTIONS)
        for kind, query in (
            ("two title words", " ".join(two)),
            ("three body words", " ".join(chance.sample(others, 3))),
            ("short title, spaces", " ".join(some)),
            ("short title, no spaces", "".join(some)),
            ("question", question.format("".join(some[:3]))),
            ("one wrong character", wrong),
            ("title", title),
        ):
            kinds.setdefault(kind, []).append((query, {post_id}))
    return kinds


def hand_written(connection: sqlite3.Connection, path: Path) -> list[Asked]:
    """Return the queries of a file with the posts that are right."""
    ids = dict(connection.execute("select slug, id from posts"))
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line]
    asked = [(query, {ids[slug] for slug in slugs.split() if slug in ids}) for query, slugs in rows]
    return [(query, right) for query, right in asked if right]


def ours(connection: sqlite3.Connection, near: bool) -> Find:
    def find(query: str) -> list[int]:
        return [hit.id for hit in search([connection], Filter(query), size=SHOWN, near=near).hits]

    return find


def stock(connection: sqlite3.Connection, tokenizer: str) -> Find:
    """Return FTS5 with a tokenizer of its own over the same posts."""
    table = f"temp.by_{tokenizer}"
    connection.execute(
        f"create virtual table {table} using fts5(title, body, content='', tokenize='{tokenizer}')"
    )
    connection.execute(
        f"insert into {table} (rowid, title, body) "
        "select id, title, summary || ' ' || body from posts order by id"
    )

    def find(query: str) -> list[int]:
        expression = " ".join('"' + word.replace('"', '""') + '"' for word in query.split())
        rows = connection.execute(
            f"select rowid from by_{tokenizer} where by_{tokenizer} match ? "
            f"order by bm25(by_{tokenizer}, 8, 1) limit {SHOWN}",
            (expression,),
        )
        return [post_id for (post_id,) in rows]

    return find


def tantivy(connection: sqlite3.Connection, folder: str, operator: str) -> Find:
    """Return tantivy over jieba's words, for posts with all or with any of them."""
    import tantivy as engine

    builder = engine.SchemaBuilder().add_integer_field("id", stored=True)
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="whitespace")
    index = engine.Index(builder.build(), path=folder)
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for post_id, title, body in connection.execute("select id, title, body from posts"):
        texts = (" ".join(rjieba.cut_for_search(text)).lower() for text in (title, body))
        writer.add_document(
            engine.Document(id=post_id, **dict(zip(("title", "body"), texts, strict=True)))
        )
    writer.commit()
    index.reload()
    searcher = index.searcher()
    occur = engine.Occur.Must if operator == "all" else engine.Occur.Should

    def find(query: str) -> list[int]:
        parts = []
        for word in rjieba.cut_for_search(query.lower()):
            if word.strip():
                fields = [
                    (
                        engine.Occur.Should,
                        engine.Query.boost_query(
                            engine.Query.term_query(index.schema, field, word), boost
                        ),
                    )
                    for field, boost in (("title", 3.0), ("body", 1.0))
                ]
                parts.append((occur, engine.Query.boolean_query(fields)))
        hits = searcher.search(engine.Query.boolean_query(parts), SHOWN).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return find


def row(name: str, find: Find, asked: list[Asked]) -> str:
    """Return the table's row for a method."""
    ranks, nothing, times = [], 0, []
    for query, right in asked:
        begin = time.thread_time()
        found = find(query)
        times.append((time.thread_time() - begin) * 1000)
        nothing += not found
        ranks.append(next((at for at, post_id in enumerate(found, 1) if post_id in right), 0))
    spread = f"{median(times):.1f} / {quantiles(times, n=20)[-1]:.1f}"
    reciprocal = [1 / rank if rank else 0 for rank in ranks]
    return (
        f"| {name} | {mean(reciprocal):.3f} | {mean(reciprocal[1::2]):.3f} "
        f"| {mean(rank == 1 for rank in ranks):.2f} | {mean(rank > 0 for rank in ranks):.2f} "
        f"| {nothing / len(asked):.0%} | {spread} |"
    )


def methods(connection: sqlite3.Connection, folder: str) -> Iterator[tuple[str, Find]]:
    yield "newsdb", ours(connection, near=True)
    yield "newsdb, exact only", ours(connection, near=False)
    for tokenizer in ("trigram", "unicode61"):
        yield f"FTS5 {tokenizer}", stock(connection, tokenizer)
    for operator in ("all", "any"):
        path = Path(folder) / operator
        path.mkdir()
        yield f"tantivy + jieba, {operator} word", tantivy(connection, f"{path}", operator)


def main(database: str = "news.db", number: str = "300", queries: str = QUERIES) -> None:
    """Ask everything and print the tables."""
    with (
        TemporaryDirectory() as folder,
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection,
    ):
        connection.execute("pragma temp_store = memory")
        kinds = questions(connection, int(number))
        if asked := hand_written(connection, Path(queries)):
            kinds["hand-written"] = asked
        rows: dict[str, list[str]] = {kind: [] for kind in kinds}
        for name, find in methods(connection, folder):
            for kind, asked in kinds.items():
                rows[kind].append(row(name, find, asked))
        for kind, lines in rows.items():
            print(f"\n{kind} ({len(kinds[kind])} queries)\n")
            print("| | MRR@10 | every second | success@1 | success@10 | nothing found | CPU ms |")
            print("|---|---|---|---|---|---|---|", *lines, sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
