"""Writes the changes of one load, in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from loaders.database import images, post_changes, preparing, relinking
from loaders.database.before import note_before
from loaders.database.digest_sums import DigestSums
from loaders.database.file_contents import ContentWriter
from loaders.database.finishing import derive_all, tidy_up
from loaders.database.indexing import Index, tokens_of
from loaders.database.migrations import migrate
from loaders.database.post_tables import PostTables, linked_values
from loaders.database.stories import Changed, article_id
from loaders.database.versions import RECORDING, FirstSeen, Recording, VersionWriter
from loaders.mentions.dictionary import KnownName
from newsdb import __version__
from newsdb.database import digests
from newsdb.database.content_tables import DERIVED, POST_COLUMNS
from newsdb.database.reading import is_current
from newsdb.models import Post, Prepared, Problem, RawPost, Summary
from newsdb.search import PLAIN_TEXT
from newsdb.times import instant
from newsdb.versions.content import NOTHING, content_of, read_content

PRAGMAS = (
    # Where a load fails, the file is deleted: a journal of pages that many changes touch would take
    # as much memory as the file.
    *("journal_mode = off", "synchronous = off", "cache_size = -65536"),
    # So that room that is free at the end can be given back, where the file is a new one.
    "auto_vacuum = incremental",
)
COUNTS = (
    *("added", "changed", "unchanged", "removed"),
    *("duplicates", "repaired", "rejected", "ignored"),
)
# The columns of `posts` that a load writes, and those that a Post has attributes for.
WRITTEN = tuple(name for name in POST_COLUMNS if name not in ("id", *DERIVED))
OF_POST = tuple(name for name in digests.STORED if name not in ("path", "sha256"))
VALUES = [f":{name}" for name in WRITTEN]
ASSIGNMENTS = [*(f"{name} = :{name}" for name in WRITTEN), "source_found_by = null"]
INSERT = f"insert into posts ({', '.join(WRITTEN)}) values ({', '.join(VALUES)})"  # noqa: S608
UPDATE = f"update posts set {', '.join(ASSIGNMENTS)} where slug = :slug"  # noqa: S608

# Of other files, neither what they are nor the post of their slug changed.
MARK_DUPLICATES = """
update files set post_id = (select id from posts where posts.slug = files.slug)
where status = 'duplicate' and id in (select id from files where load_id = ? union select files.id
  from noted cross join posts on posts.id = noted.post_id cross join files using (slug))
"""


class Writer:
    """Writes one load into a database file that is not yet visible to others."""

    def __init__(
        self,
        path: Path,
        started: str,
        source: str,
        names: tuple[KnownName, ...] | None = None,
        recording: Recording = RECORDING,
        last_load: int = 0,
    ) -> None:
        """Open `path` (a copy of the database, or an empty file) and begin the load's row.

        `names` are the publisher's; None keeps what the database has. `recording` is what is kept
        of posts that change, `last_load` the id of the last load of a database that this replaces.
        """
        self.names = names
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in PRAGMAS:
            self.connection.execute(f"pragma {pragma}")
        self.connection.execute("begin immediate")
        is_known = is_current(self.connection)
        migrate(Database(self.connection))
        self.sums = DigestSums(self.connection, are_known=is_known)
        note_before(self.connection)
        post_changes.watch(self.connection)
        self.index = Index(self.connection)
        self.contents = ContentWriter(self.connection)
        self.tables = PostTables(self.connection)
        self.changed = Changed()
        # The posts that files may have left: no others can be without one.
        self._left: set[int | None] = set()
        cursor = self.connection.execute(
            "insert into loads (id, started, source) "
            "select max(coalesce(max(id), 0), ?) + 1, ?, ? from loads",
            (last_load, started, source),
        )
        self.load_id = int(cursor.lastrowid or 0)
        self.started = instant(started) or started
        self.versions = VersionWriter(self.connection, self.load_id, recording)

    def put_file(
        self,
        source: str,
        path: str,
        slug: str,
        sha256: str | None,
        size: int | None,
        status: str,
        problems: Iterable[Problem] = (),
        post_id: int | None = None,
        kept: RawPost | None = None,
    ) -> None:
        """Record a file, the post that it is, and its problems, in place of what was known.

        `kept` is what it holds, to be kept for later conversions.
        """
        row = self.connection.execute(
            "select id, post_id from files where source = ? and path = ?", (source, path)
        ).fetchone()
        values = (slug, sha256, size, self.load_id, status, post_id)
        if row:
            file_id, left = row
            self._left.add(left)
            self.connection.execute("delete from problems where file_id = ?", (file_id,))
            self.connection.execute(
                "update files set slug = ?, sha256 = ?, bytes = ?, load_id = ?, status = ?, "
                "post_id = ? where id = ?",
                (*values, file_id),
            )
        else:
            cursor = self.connection.execute(
                "insert into files (slug, sha256, bytes, load_id, status, post_id, source, path) "
                "values (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, source, path),
            )
            file_id = int(cursor.lastrowid or 0)
        self._put_problems(file_id, path, problems)
        self.contents.put(file_id, kept)

    def put_post(
        self,
        post: Post,
        path: str,
        sha256: str,
        revision: str | None = None,
        prepared: Prepared | None = None,
    ) -> tuple[int, bool]:
        """Write a post, in place of the one of its slug; return its id and whether it is new.

        The files that held the slug before become duplicates of it. `revision` is the commit that
        its file is read at, None outside of git. `prepared` is what prepare() gives, if known.
        """
        values: dict[str, Any] = {name: getattr(post, name) for name in OF_POST}
        values |= {"path": path, "sha256": sha256}
        values |= {
            "digest": digests.digest_of({**values, **linked_values(post)}),
            "source_id": self.tables.id_of("sources", post.source) if post.source else None,
            "section_id": self.tables.id_of("sections", post.section) if post.section else None,
            "load_id": self.load_id,
            "article_id": article_id(post.slug),
            "published_utc": post.published_utc,
            "updated_utc": post.updated_utc,
        }
        row = self.connection.execute(
            "select id, sha256 from posts where slug = ?", (post.slug,)
        ).fetchone()
        if row:
            post_id = int(row[0])
            self._note_version(post, revision, is_same_file=row[1] == sha256)
            self._clear(post_id)
            self.connection.execute(UPDATE, values)
            self.connection.execute(
                "update files set status = 'duplicate' where post_id = ? and status = 'post'",
                (post_id,),
            )
            self.contents.remove_duplicates(post_id)
        else:
            post_id = int(self.connection.execute(INSERT, values).lastrowid or 0)
            if self.versions.link(post.slug, post_id):
                seen = FirstSeen(self.started, revision)
                self.versions.note(post.slug, NOTHING, content_of(post), seen, seen)
        self.tables.put(post_id, post)
        prepared = prepared or preparing.prepare(post)
        relinking.put_keys(self.connection, post_id, prepared.story_keys)
        self.index.add(post_id, prepared.tokens)
        return post_id, row is None

    def keep_post(self, file_id: int, path: str, problem: Problem) -> None:
        """Note why a post's file cannot be read; without a hash, the next load reads it again."""
        self.connection.execute("update files set sha256 = null where id = ?", (file_id,))
        self._put_problems(file_id, path, [problem])

    def mark_duplicates(self) -> None:
        """Point every duplicate at the post that its slug names today."""
        self.connection.execute(MARK_DUPLICATES, (self.load_id,))

    def remove_file(self, file_id: int) -> None:
        """Forget a file and its problems; its post, if any, is not touched."""
        query = "select post_id from files where id = ?"
        self._left.update(*self.connection.execute(query, (file_id,)))
        for table in ("problems", "file_contents", "file_states"):
            self.connection.execute(f"delete from {table} where file_id = ?", (file_id,))  # noqa: S608
        self.connection.execute("delete from files where id = ?", (file_id,))

    def remove_orphans(self) -> int:
        """Remove the posts that no file holds any more; return how many.

        A post of which only duplicates are left stays, and the latest of them holds it.
        """
        orphans = self.connection.execute(
            "select id, slug from posts where id in (select value from json_each(?)) "
            "and not exists (select 1 from files where files.post_id = posts.id "
            "and files.status = 'post') order by id",
            (json.dumps([*self._left]),),
        ).fetchall()
        removed = 0
        for post_id, slug in orphans:
            heir = self.connection.execute(
                "select id from files where slug = ? and status = 'duplicate' "
                "order by load_id desc, source desc, path desc limit 1",
                (slug,),
            ).fetchone()
            if heir:
                # Its own text was never read: no hash, so that the next load reads it.
                self.connection.execute(
                    "update files set status = 'post', sha256 = null, post_id = ? where id = ?",
                    (post_id, heir[0]),
                )
                continue
            said, first = read_content(self.connection, slug), self._first_seen(slug)
            self._clear(post_id)
            self.connection.execute("update files set post_id = null where post_id = ?", (post_id,))
            self.connection.execute("delete from posts where id = ?", (post_id,))
            self.versions.link(slug, None)
            self.versions.note(slug, said, NOTHING, FirstSeen(self.started), first)
            removed += 1
        return removed

    def finish(self, summary: Summary, revision: str | None, stages: str, options: str) -> None:
        """Derive what depends on all posts, write the load's row, commit and close.

        `stages` and `options` are those of the load's build key.
        """
        images.remove_unused(self.connection)
        self.index.finish()
        self.contents.finish()
        derive_all(self.connection, self.load_id, self.changed, self.names)
        values = {name: getattr(summary, name) for name in COUNTS}
        values.update(revision=revision, version=__version__, stages=stages, options=options)
        self._update_load(values)
        self.connection.execute("update loads set digests = null")
        self._update_load({"digests": json.dumps(self.sums.digests())})
        self.connection.execute("commit")
        tidy_up(self.connection, erase=self.versions.has_erased)
        self.connection.close()

    def _update_load(self, values: dict[str, Any]) -> None:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        self.connection.execute(
            f"update loads set {columns} where id = :id",  # noqa: S608
            {**values, "id": self.load_id},
        )

    def close(self) -> None:
        """Roll back and close."""
        self.connection.close()

    def _put_problems(self, file_id: int, path: str, problems: Iterable[Problem]) -> None:
        self.connection.executemany(
            "insert into problems (file_id, path, line, kind, detail, raw) "
            "values (?, ?, ?, ?, ?, ?)",
            [(file_id, path, each.line, each.kind, each.detail, each.raw) for each in problems],
        )

    def _note_version(self, post: Post, revision: str | None, *, is_same_file: bool) -> None:
        """Record what a post says that is about to be written, in place of what it says now."""
        old, new = read_content(self.connection, post.slug), content_of(post)
        if is_same_file:
            self.versions.replace_newest(post.slug, old, new)
            return
        first = self._first_seen(post.slug)
        self.versions.note(post.slug, old, new, FirstSeen(self.started, revision), first)

    def _first_seen(self, slug: str) -> FirstSeen:
        """Return when the post of a slug was written as it is."""
        row = self.connection.execute(
            "select started from posts join loads on loads.id = load_id where slug = ?", (slug,)
        ).fetchone()
        return FirstSeen((row and instant(row[0])) or self.started)

    def _clear(self, post_id: int) -> None:
        """Remove what hangs on a post, which still has its old texts."""
        texts = self.connection.execute(
            f"select lang, title, summary, {PLAIN_TEXT} from posts where id = ?",  # noqa: S608
            (post_id,),
        ).fetchone()
        self.index.remove(post_id, tokens_of(*texts))
        self.changed.note(self.connection, post_id)
        self.tables.clear(post_id)
