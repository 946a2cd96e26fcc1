"""Migrates older databases at their next load, beyond what follows from the declared schema.

Each migration has the version of what it brings up to date in its name, so that it runs once for
each version; sqlite-utils records the names in the table `_sqlite_migrations`.
"""

from __future__ import annotations

from itertools import count

from sqlite_utils import Database, Migrations

from loaders.database.indexing import Index, tokens_of
from loaders.database.stories import article_id
from loaders.stages import SEARCH_INDEX
from newsdb.database import schema
from newsdb.database.digests import post_digests
from newsdb.redaction import redact
from newsdb.search import PAIRS_TABLE, PLAIN_TEXT, TABLE
from newsdb.text import text_beside
from newsdb.times import instant

migrations = Migrations("newsdb")


def migrate(db: Database) -> None:
    """Bring a database, older or empty, to the schema and the search index of this version."""
    (version,) = db.execute("pragma user_version").fetchone()
    (secure_delete,) = db.execute("pragma secure_delete").fetchone()
    if 0 < version < schema.VERSION:
        # No page that becomes free keeps a secret.
        db.execute("pragma secure_delete = on")
    schema.create(db)
    migrations.apply(db)
    db.execute(f"pragma secure_delete = {secure_delete}")


@migrations(name=f"search index {SEARCH_INDEX}")
def rebuild_search_index(db: Database) -> None:
    """Read the plain text of every post again, and tokenize it."""
    db.execute("delete from post_texts")
    for post_id, body in db.execute("select id, body from posts"):
        if (text := text_beside(body)) is not None:
            db.execute("insert into post_texts values (?, ?)", (post_id, text))
    for name, table in (("posts_fts", TABLE), ("posts_pairs", PAIRS_TABLE)):
        db.execute(f"drop table {name}")
        db.execute(table)
    index = Index(db.conn, empty=True)
    posts = f"select id, lang, title, summary, {PLAIN_TEXT} from posts order by id"  # noqa: S608
    for post_id, *texts in db.execute(posts):
        index.add(post_id, tokens_of(*texts))
    index.finish()


@migrations(name="digests 1")
def add_digests(db: Database) -> None:
    """Compute the digest of the posts that have none."""
    missing = [
        (digest, post_id) for post_id, _, stored, digest in post_digests(db.conn) if stored is None
    ]
    db.conn.executemany("update posts set digest = ? where id = ?", missing)


@migrations(name="instants 1")
def add_instants(db: Database) -> None:
    """Compute the instants by which posts are ordered."""
    db.conn.create_function("instant", 1, instant, deterministic=True)
    db.execute("update posts set published_utc = instant(published)")


@migrations(name="article ids 1")
def add_article_ids(db: Database) -> None:
    """Compute the ids of articles, by which twins are known."""
    db.conn.create_function("article_id", 1, article_id, deterministic=True)
    db.execute("update posts set article_id = article_id(slug)")


@migrations(name="instants 2")
def add_instants_of_changes(db: Database) -> None:
    """Compute the instants of the last changes that posts name."""
    db.conn.create_function("instant", 1, instant, deterministic=True)
    db.execute("update posts set updated_utc = instant(updated)")


@migrations(name="post changes 1")
def add_post_changes(db: Database) -> None:
    """Take the last load that wrote each post for its only one."""
    db.execute(
        "insert into post_changes (load_id, added_load_id, post_id) "
        "select load_id, load_id, id from posts where load_id is not null order by load_id, id"
    )


@migrations(name="names of sources 1")
def redact_names_of_sources(db: Database) -> None:
    """Remove passwords and tokens, which early versions kept in the names of sources."""
    sources = db.execute("select source from files group by source order by min(id)")
    for (source,) in sources.fetchall():
        if (name := redact(source)) != source:
            values = (_free_name(db, source, name), source)
            db.execute("update files set source = ? where source = ?", values)
    for load_id, source in db.execute("select id, source from loads").fetchall():
        names = "\n".join(redact(name) for name in (source or "").split("\n"))
        db.execute("update loads set source = ? where id = ?", (names, load_id))


def _free_name(db: Database, source: str, name: str) -> str:
    """Return a name for the files of a source under which no other file has one of their paths.

    That is `name`, unless the same feed was loaded with two passwords.
    """
    for number in count(2):
        taken = db.execute(
            "select 1 from files join files as others using (path) "
            "where files.source = ? and others.source = ? limit 1",
            (source, name),
        ).fetchone()
        if not taken:
            break
        name = f"{redact(source)} ({number})"
    return name
