"""The integrity of a news.db: what is damaged, inconsistent, or not as the last load left it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator

from newsdb.database import schema
from newsdb.database.check_index import check_search
from newsdb.database.check_rules import Rule, check_rows
from newsdb.database.digests import post_digests
from newsdb.database.reading import describe_error
from newsdb.database.table_digests import table_digests
from newsdb.times import instant

MAX_DAMAGES = 10
NO_DIGEST = Rule("post has no digest", "posts have no digest", "")
OTHER_DIGEST = Rule(
    "post was changed after it was loaded", "posts were changed after they were loaded", ""
)
TYPES = {int: "'integer'", str: "'text'", bytes: "'blob'"}


def check_database(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a database; none means that it is whole.

    Checked are SQLite's own integrity, the schema, types and foreign keys, that every file is
    accounted for, that totals agree with the posts, that nothing was changed after the last load,
    and that the search index has exactly the tokens of the posts, each in its place.
    """
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.create_function("sha256", 1, lambda raw: hashlib.sha256(raw).hexdigest())
    connection.create_function("instant", 1, instant)
    try:
        yield from _check_file(connection)
        problems = [*_check_schema(connection)] or [*_check_types(connection)]
        yield from problems
        if not problems:
            yield from check_rows(connection)
            yield from _check_digests(connection)
            yield from check_search(connection)
    except sqlite3.OperationalError:
        raise  # the disk, not the file
    except sqlite3.DatabaseError as error:
        yield f"file is damaged: {describe_error(error)}"


def _check_file(connection: sqlite3.Connection) -> Iterator[str]:
    for (found,) in connection.execute(f"pragma integrity_check({MAX_DAMAGES})"):
        if found != "ok":
            yield f"file is damaged: {found}"
    for table, rowid, parent, _ in connection.execute("pragma foreign_key_check"):
        yield f"row {rowid} of {table} refers to a row of {parent} that does not exist"


def _check_schema(connection: sqlite3.Connection) -> Iterator[str]:
    found, declared = schema.statements(connection), schema.declared_statements()
    for name in sorted(found.keys() | declared.keys()):
        if name not in found:
            yield f"{name} is missing"
        elif name not in declared:
            yield f"{name} is not part of the schema"
        elif found[name] != declared[name]:
            yield f"{name} is not as the schema declares it"


def _check_types(connection: sqlite3.Connection) -> Iterator[str]:
    for table, declared in schema.TABLES.items():
        wrong = " or ".join(
            f"typeof({column}) not in ({TYPES[kind]}, 'null')"
            for column, kind in declared["columns"].items()
        )
        rows = connection.execute(f"select rowid from {table} where {wrong}")  # noqa: S608
        if ids := [str(rowid) for (rowid,) in rows]:
            one, many = "row has a value of another type", "rows have a value of another type"
            yield f"table {table}: {Rule(one, many, '').describe(ids)}"


def _check_digests(connection: sqlite3.Connection) -> Iterator[str]:
    missing, changed = [], []
    for _, slug, stored, found in post_digests(connection):
        if stored is None:
            missing.append(slug)
        elif stored != found:
            changed.append(slug)
    for rule, slugs in ((NO_DIGEST, missing), (OTHER_DIGEST, changed)):
        if slugs:
            yield rule.describe(slugs)
    row = connection.execute("select digests from loads order by id desc limit 1").fetchone()
    if row is None or row[0] is None:
        yield "the latest load has no digests"
        return
    try:
        stored_digests = dict(json.loads(row[0]))
    except ValueError:
        stored_digests = {}
    for table, digest in table_digests(connection).items():
        if stored_digests.get(table) != digest:
            yield f"table {table} was changed after the latest load"
