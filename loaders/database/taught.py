"""The names to look for in posts: those that posts teach, of the publisher, and of newsdb."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator

from loaders.database.before import changed_mentions
from loaders.mentions.dictionary import NO_NAMES, KnownName, Taught, combine
from newsdb.models import OWN

OWN_ROWS = f"found_by in ({', '.join(repr(each) for each in OWN)})"
TAUGHT = f"""
select post_securities.name, code, sum(found_by = 'mark'), count(*)
from post_securities join securities using (code)
where {OWN_ROWS} and post_securities.name != code and kind != 'board' {{condition}}
group by 1, 2
"""  # noqa: S608
AMONG = "and post_securities.name in (select value from json_each(?))"
DAYS_OF_NAME = f"""
select min(date), max(date) from post_securities join posts on posts.id = post_id
where code = ? and name = ? and {OWN_ROWS}
"""  # noqa: S608


def combined_names(
    connection: sqlite3.Connection,
    user: tuple[KnownName, ...],
    before: set[KnownName],
    *,
    is_known: bool,
) -> tuple[KnownName, ...]:
    """Return the names to look for in posts, as yet without the words that posts show them to be.

    `user` are the publisher's names. Without them, names are looked for only in an archive whose
    posts have marks: in other news, names of companies are too often words. With NO_NAMES, none is.
    `before` are those that the last load looked for, and `is_known` says whether it did as this
    version does: then posts are asked only for names of which a mention changed since.
    """
    if user == NO_NAMES:
        return NO_NAMES
    if not user and not _has_marks(connection):
        return ()
    learned = {each for each in before if each.origin == "archive"}
    if not is_known or before - learned != {*combine((), user)}:
        return combine(_taught(connection), user)
    again = {name for _, name in changed_mentions(connection)}
    kept = (each for each in learned if each.name not in again)
    return combine(_taught(connection, again), user, kept=kept)


def _taught(connection: sqlite3.Connection, among: set[str] | None = None) -> Iterator[Taught]:
    """Yield the names that posts use for codes; with days, where a name is used for several.

    If there are some to look among, there are no others.
    """
    values = () if among is None else (json.dumps([*among]),)
    query = TAUGHT.format(condition="" if among is None else AMONG)
    rows = connection.execute(query, values).fetchall()
    codes = Counter(name for name, *_ in rows)
    for name, code, *counts in rows:
        days: tuple[str | None, ...] = ()
        if codes[name] > 1:
            days = connection.execute(DAYS_OF_NAME, (code, name)).fetchone()
        yield Taught(name, code, *counts, *days)


def _has_marks(connection: sqlite3.Connection) -> bool:
    query = "select 1 from post_securities where found_by = 'mark' limit 1"
    return connection.execute(query).fetchone() is not None
