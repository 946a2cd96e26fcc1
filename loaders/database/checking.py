"""Proof that a news.db is whole: what does not fit together, in sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.search.cut import TABLE, cut

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
        and not exists (select 1 from problems
                        where file_id = files.id and length(raw) = files.bytes)
        and bytes > 0""",
    "sources that no post has": """
        select name from sources where id not in
        (select source_id from posts where source_id is not null)""",
    "tags that no post has": "select name from tags where id not in (select tag_id from post_tags)",
    "categories that no post has": """
        select name from categories where id not in (select category_id from post_categories)""",
    "securities that no post names": """
        select code from securities where code not in (select code from post_securities)""",
}
MOST_NAMED = 3
TOKENS = """
create virtual table if not exists temp.tokens using fts5vocab(main, posts_fts, row)
"""


def check(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a database; none means it is whole.

    Looked at are SQLite's own integrity, foreign keys, that every file is accounted for,
    and that the search index holds just the tokens of the posts.
    """
    for (answer,) in connection.execute("pragma integrity_check"):
        if answer != "ok":
            yield f"SQLite finds the file damaged: {answer}"
    for table, rowid, parent, _ in connection.execute("pragma foreign_key_check"):
        yield f"row {rowid} of {table} points to a row of {parent} that does not exist"
    for what, query in RULES.items():
        names = [str(name) for (name,) in connection.execute(query)]
        if names:
            more = "" if len(names) <= MOST_NAMED else " …"
            yield f"{len(names)} {what}: {', '.join(names[:MOST_NAMED])}{more}"
    yield from _check_search(connection)


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
                (post_id, cut(title), cut(summary), cut(body))
                for post_id, title, summary, body in connection.execute(
                    "select id, title, summary, body from posts order by id"
                )
            ),
        )
        anew.execute("commit")
        lengths = _difference(connection, anew, "select id, sz from posts_fts_docsize")
        if lengths:
            posts = sorted({str(post_id) for post_id, _ in lengths})
            named = ", ".join(posts[:MOST_NAMED])
            yield f"the search index is not in step with {len(posts)} posts (id {named})"
        for database in (connection, anew):
            database.execute(TOKENS)
        tokens = _difference(connection, anew, "select term, doc, cnt from temp.tokens")
        if tokens and not lengths:
            named = ", ".join(sorted({str(row[0]) for row in tokens})[:MOST_NAMED])
            yield f"the search index is not in step with the posts (tokens {named})"
        anew.close()


def _difference(
    left: sqlite3.Connection, right: sqlite3.Connection, query: str
) -> set[tuple[object, ...]]:
    return set(left.execute(query)) ^ set(right.execute(query))
