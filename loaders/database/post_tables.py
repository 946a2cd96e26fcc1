"""Writes what other tables than `posts` have of a post: its authors, tags, mentions, images, …"""

from __future__ import annotations

import sqlite3
from typing import Any

from loaders.database.pinyin import slug_of_name
from newsdb.database.table_digests import OF_A_POST
from newsdb.models import Post


class PostTables:
    """Writes the rows of posts in the tables OF_A_POST, and the names that these refer to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take a connection in a transaction."""
        self._connection = connection
        self._ids: dict[tuple[str, str], int] = {}

    def put(self, post_id: int, post: Post) -> None:
        """Write what a post has, whose own row is there."""
        many = self._connection.executemany
        if post.text is not None:
            self._connection.execute("insert into post_texts values (?, ?)", (post_id, post.text))
        many(
            "insert into post_authors (post_id, author_id, position) values (?, ?, ?)",
            [
                (post_id, self.id_of("authors", name), position)
                for position, name in enumerate(post.authors, 1)
            ],
        )
        many(
            "insert into post_tags (post_id, tag_id) values (?, ?)",
            [(post_id, self.id_of("tags", name)) for name in post.tags],
        )
        many(
            "insert into post_categories (post_id, category_id) values (?, ?)",
            [(post_id, self.id_of("categories", name)) for name in post.categories],
        )
        many(
            "insert or ignore into securities (code, name, kind, market, url) "
            "values (?, ?, ?, ?, ?)",
            [
                (known.code, known.name, known.kind, known.market, known.url)
                for known in (each.security for each in post.mentions)
            ],
        )
        many(
            "insert into post_securities (post_id, code, name, url, mentions, in_title, found_by) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(post_id, known.code, known.name, known.url or None),
                    *(each.mentions, each.in_title, each.found_by),
                )
                for known, each in ((each.security, each) for each in post.mentions)
            ],
        )
        many(
            "insert into images (post_id, position, url, alt) values (?, ?, ?, ?)",
            [(post_id, at, image.url, image.alt) for at, image in enumerate(post.images, 1)],
        )
        many(
            "insert into media (post_id, position, kind, url, name) values (?, ?, ?, ?, ?)",
            [
                (post_id, at, each.kind, each.url, each.name)
                for at, each in enumerate(post.media, 1)
            ],
        )
        many(
            "insert into redirects (post_id, path) values (?, ?)",
            [(post_id, path) for path in post.redirects],
        )

    def clear(self, post_id: int) -> None:
        """Delete what a post has."""
        for table in OF_A_POST:
            self._connection.execute(f"delete from {table} where post_id = ?", (post_id,))  # noqa: S608

    def id_of(self, table: str, name: str) -> int:
        """Return the id of a name in a table of names, which is created if it is new."""
        key = (table, name)
        if key not in self._ids:
            row = self._connection.execute(
                f"select id from {table} where name = ?",  # noqa: S608
                (name,),
            ).fetchone()
            if row is None:
                new = {"name": name}
                if table == "sources":
                    new["slug"] = slug_of_name(name)
                cursor = self._connection.execute(
                    f"insert into {table} ({', '.join(new)}) "  # noqa: S608
                    f"values ({', '.join('?' * len(new))})",
                    tuple(new.values()),
                )
                row = (cursor.lastrowid,)
            self._ids[key] = int(row[0])
        return self._ids[key]


def linked_values(post: Post) -> dict[str, Any]:
    """Return what other tables hold of a post, as digests.LINKED selects it."""
    return {
        "source": post.source,
        "section": post.section,
        "authors": list(post.authors),
        "tags": sorted(post.tags),
        "categories": sorted(post.categories),
        "mentions": sorted(
            [known.code, known.name, each.mentions, int(each.in_title), known.url or None]
            for known, each in ((each.security, each) for each in post.mentions)
        ),
        "images": [[at, image.url, image.alt] for at, image in enumerate(post.images, 1)],
        "media": [[at, each.kind, each.url, each.name] for at, each in enumerate(post.media, 1)],
        "redirects": sorted(post.redirects),
    }
