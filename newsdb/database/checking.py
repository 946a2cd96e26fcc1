"""Proof that a news.db is whole: what does not fit together, in sentences."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from newsdb.database.reading import in_words
from newsdb.search.tokenizer import TABLE, tokenize

# Each query gives the rows that should not be there, with one column to name them by.
RULES = {
    "posts without a file that holds them": """
        select slug from posts where not exists
        (select 1 from files where files.post_id = posts.id and files.status = 'post')""",
    "posts held by more than one file": """
        select slug from files where status = 'post' group by slug having count(*) > 1""",
    "files of posts whose content is not the post's": """
        select files.path from files join posts on posts.id = files.post_id
        where files.status = 'post' and files.sha256 != posts.sha256""",
    "files that are neither post nor duplicate nor refused with a reason": """
        select path from files where status not in ('post', 'duplicate', 'rejected', 'unpublished')
        or (status in ('post', 'duplicate')) != (post_id is not null)
        or (status in ('rejected', 'unpublished')
            and id not in (select file_id from problems))""",
    "rejected files whose bytes were not kept": """
        select path from files where status = 'rejected' and sha256 is not null
        and not exists (select 1 from problems where file_id = files.id and raw is not null
                        and length(raw) = files.bytes and sha256(raw) = files.sha256)
        and bytes > 0""",
    "files whose slug is not that of their post": """
        select files.path from files join posts on posts.id = files.post_id
        where files.slug != posts.slug""",
    "posts whose day is not that of their time": """
        select slug from posts where date is not substr(published, 1, 10)""",
    "sources that no post has": """
        select name from sources where id not in
        (select source_id from posts where source_id is not null)""",
    "tags that no post has": "select name from tags where id not in (select tag_id from post_tags)",
    "categories that no post has": """
        select name from categories where id not in (select category_id from post_categories)""",
    "securities that no post names": """
        select code from securities where code not in (select code from post_securities)""",
}
OF_POSTS = "from post_securities join posts on posts.id = post_id"
# What sums up the posts, and the query that it should say the same as.
SUMS = {
    "securities whose numbers are not those of the posts": (
        "select code, posts, mentions, first_seen, last_seen from securities",
        f"select code, count(*), sum(mentions), min(date), max(date) {OF_POSTS} group by code",
    ),
    "securities whose names are not those in the posts": (
        "select code, name, posts, first_seen, last_seen from security_names",
        f"select code, post_securities.name, count(*), min(date), max(date) {OF_POSTS} "
        "where post_securities.name != code group by 1, 2",
    ),
    "securities whose months are not those of the posts": (
        "select code, month, posts, mentions from security_months",
        f"select code, substr(date, 1, 7), count(*), sum(mentions) {OF_POSTS} "
        "where date is not null group by 1, 2",
    ),
}
MOST_MENTIONED = 3
MAX_DAMAGES = 10
TOKENS = """
create virtual table if not exists temp.tokens using fts5vocab(main, posts_fts, row)
"""


def check(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a database; none means it is whole.

    Looked at are SQLite's own integrity, foreign keys, that every file is accounted for, that
    what sums up the posts does, and that the search index holds just the tokens of the posts.
    """
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.create_function("sha256", 1, lambda raw: hashlib.sha256(raw).hexdigest())
    try:
        yield from _findings(connection)
    except sqlite3.OperationalError:
        raise  # the disk, not the file
    except sqlite3.DatabaseError as error:
        yield f"SQLite finds the file damaged: {in_words(error)}"


def _findings(connection: sqlite3.Connection) -> Iterator[str]:
    for (answer,) in connection.execute(f"pragma integrity_check({MAX_DAMAGES})"):
        if answer != "ok":
            yield f"SQLite finds the file damaged: {answer}"
    for table, rowid, parent, _ in connection.execute("pragma foreign_key_check"):
        yield f"row {rowid} of {table} points to a row of {parent} that does not exist"
    for what, query in RULES.items():
        yield from _named(what, [str(name) for (name,) in connection.execute(query)])
    for what, (summed, anew) in SUMS.items():
        differing = set(connection.execute(summed)) ^ set(connection.execute(anew))
        yield from _named(what, sorted({str(code) for code, *_ in differing}))
    yield from _check_search(connection)


def _named(what: str, names: list[str]) -> Iterator[str]:
    if names:
        more = "" if len(names) <= MOST_MENTIONED else " …"
        yield f"{len(names)} {what}: {', '.join(names[:MOST_MENTIONED])}{more}"


def _check_search(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the index with one made anew: each post's length, and each token's numbers.

    Compared are how many tokens each field of each post has, and in how many posts and how
    often each token stands: a post that was changed or lost behind the index's back shows.
    """
    with TemporaryDirectory() as folder:
        anew = sqlite3.connect(Path(folder) / "search.db", isolation_level=None)
        anew.execute("pragma journal_mode = off")
        anew.execute(TABLE)
        anew.execute("begin")
        anew.executemany(
            "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
            (
                (post_id, tokenize(title), tokenize(summary), tokenize(body))
                for post_id, title, summary, body in connection.execute(
                    "select id, title, summary, body from posts order by id"
                )
            ),
        )
        anew.execute("commit")
        lengths = _difference(connection, anew, "select id, sz from posts_fts_docsize")
        if lengths:
            posts = sorted({str(post_id) for post_id, _ in lengths})
            named = ", ".join(posts[:MOST_MENTIONED])
            yield f"the search index is not in step with {len(posts)} posts (id {named})"
        for database in (connection, anew):
            database.execute(TOKENS)
        tokens = _difference(connection, anew, "select term, doc, cnt from temp.tokens")
        if tokens and not lengths:
            named = ", ".join(sorted({str(row[0]) for row in tokens})[:MOST_MENTIONED])
            yield f"the search index is not in step with the posts (tokens {named})"
        anew.close()


def _difference(
    left: sqlite3.Connection, right: sqlite3.Connection, query: str
) -> set[tuple[object, ...]]:
    return set(left.execute(query)) ^ set(right.execute(query))
