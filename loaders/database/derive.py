"""Totals, names and months of securities, derived from all posts after each load."""

from __future__ import annotations

import sqlite3

from loaders.database.before import OFFICIAL, changed_mentions
from loaders.database.derivations import is_derived
from loaders.database.pinyin import initials
from loaders.database.taught import OWN_ROWS
from loaders.database.totals import Difference, Differences, count_all, count_changes
from loaders.stages import TOTALS

NAME, NAMES = "name", f"{OWN_ROWS} and name != code"
PAGE, PAGES = "post_securities.url", f"{OWN_ROWS} and post_securities.url != ''"
BY_TIME = "published_utc desc, slug desc"
LATEST = f"""
select {{value}} from post_securities join posts on posts.id = post_id
where code = ? and {{condition}} order by {BY_TIME} limit 1
"""  # noqa: S608
NEWEST_POSTS = 1000
"""How many posts are looked through first: most securities that a load changes are in them."""
# A cross join looks at the posts first.
NEWEST = f"""
select code, name, url from (
  select id, published_utc, slug from posts order by {BY_TIME} limit {NEWEST_POSTS}) as posts
cross join post_securities on post_id = posts.id where {OWN_ROWS} order by {BY_TIME}
"""  # noqa: S608
UNMARKED = f"""
select name from post_securities join posts on posts.id = post_id
where code = ? and not {OWN_ROWS} order by name = code, published_utc, slug limit 1
"""  # noqa: S608
KNOWN = "select first_seen, last_seen from securities where code = ?"
UPDATE = """
update securities set posts = posts + ?, posts_marked = posts_marked + ?,
  posts_named = posts_named + ?, stories = stories + ?, mentions = mentions + ?,
  first_seen = ?, last_seen = ? where code = ?
"""
RENAME = "update securities set name = ?, url = ? where code = ?"
KNOWN_NAME = "select first_seen, last_seen from security_names where code = ? and name = ?"
PUT_NAME = """
insert into security_names (code, name, initials, first_seen, last_seen, posts)
values (?, ?, ?, ?, ?, ?) on conflict do update set
  first_seen = excluded.first_seen, last_seen = excluded.last_seen, posts = posts + excluded.posts
"""
PUT_MONTH = """
insert into security_months (code, month, posts, mentions, stories) values (?, ?, ?, ?, ?)
on conflict do update set posts = posts + excluded.posts, mentions = mentions + excluded.mentions,
  stories = stories + excluded.stories
"""
DAYS = "select min(date), max(date) from post_securities join posts on posts.id = post_id where"
RESET = (
    "delete from security_names",
    "delete from security_months",
    "update securities set posts = 0, posts_marked = 0, posts_named = 0, stories = 0, "
    "mentions = 0, first_seen = null, last_seen = null",
)


def derive(connection: sqlite3.Connection) -> None:
    """Bring the totals of securities up to date, and name them as their latest posts do.

    All comes from the posts and nothing else, so that any order of loads gives the same. Only what
    the load changed is counted, by what is noted of before (loaders/database/before.py); all posts
    are, where the totals are not of this version.
    """
    if is_derived(connection, "totals", TOTALS):
        found = count_changes(connection)
        renamed = _renamed(connection)
    else:
        for statement in RESET:
            connection.execute(statement)
        found = count_all(connection)
        renamed = {*found.securities}
    for code, each in sorted(found.securities.items(), key=lambda item: item[0]):
        _update_security(connection, code, each)
    _update_names(connection, found)
    _update_months(connection, found)
    connection.execute("delete from securities where posts = 0")
    _rename(connection, renamed)


def _update_security(connection: sqlite3.Connection, code: str, found: Difference) -> None:
    """Add what was found to the totals of a security."""
    known = connection.execute(KNOWN, (code,)).fetchone()
    first, last = found.days(*known) or connection.execute(f"{DAYS} code = ?", (code,)).fetchone()
    counts = found.posts, found.marked, found.named, found.stories, found.mentions
    connection.execute(UPDATE, (*counts, first, last, code))


def _renamed(connection: sqlite3.Connection) -> set[str]:
    """Return the securities that may have another name or page than before."""
    names = connection.execute("select code, name from temp.official_before")
    official = {*names} ^ {*connection.execute(OFFICIAL)}
    return {code for code, _ in official | changed_mentions(connection)}


def _rename(connection: sqlite3.Connection, codes: set[str]) -> None:
    """Name securities as their latest posts do."""
    official = dict(connection.execute(OFFICIAL))
    names: dict[str, str] = {}
    pages: dict[str, str] = {}
    for code, name, page in connection.execute(NEWEST) if codes else ():
        if name != code:
            names.setdefault(code, name)
        if page:
            pages.setdefault(code, page)
    for code in sorted(codes):
        name = names.get(code) or _latest(connection, code, NAME, NAMES)
        if name is None:
            # Unmarked names name only what no post marks or gives a code: 沪指 is not the index's.
            unmarked = connection.execute(UNMARKED, (code,)).fetchone()
            name = official.get(code) or (unmarked[0] if unmarked else code)
        page = pages.get(code) or _latest(connection, code, PAGE, PAGES) or ""
        connection.execute(RENAME, (name, page, code))


def _latest(connection: sqlite3.Connection, code: str, value: str, condition: str) -> str | None:
    """Return what the latest post says of a security, of those for which a condition holds."""
    query = LATEST.format(value=value, condition=condition)
    row = connection.execute(query, (code,)).fetchone()
    return str(row[0]) if row else None


def _update_names(connection: sqlite3.Connection, found: Differences) -> None:
    for key, each in sorted(found.names.items(), key=lambda item: item[0]):
        known = connection.execute(KNOWN_NAME, key).fetchone() or (None, None)
        days = each.days(*known)
        if days is None:
            query = f"{DAYS} code = ? and name = ?"
            days = connection.execute(query, key).fetchone()
        if each.posts or days != known:
            connection.execute(PUT_NAME, (*key, initials(key[1]), *days, each.posts))
    gone = (key for key, each in found.names.items() if each.posts < 0)
    statement = "delete from security_names where code = ? and name = ? and posts = 0"
    connection.executemany(statement, gone)


def _update_months(connection: sqlite3.Connection, found: Differences) -> None:
    connection.executemany(
        PUT_MONTH,
        (
            (*key, each.posts, each.mentions, each.stories)
            for key, each in sorted(found.months.items(), key=lambda item: item[0])
            if each.posts or each.mentions or each.stories
        ),
    )
    gone = (key for key, each in found.months.items() if each.posts < 0)
    statement = "delete from security_months where code = ? and month = ? and posts = 0"
    connection.executemany(statement, gone)
