"""What posts, mentions and securities were before a load, noted in temporary tables.

`noted` has the ids of the posts that are new or of which something changed: the row itself or its
mentions. `posts_before` and `mentions_before` have what these were, nothing for a new post.
The other tables have all securities, official names and known outlets as they were.
"""

from __future__ import annotations

import sqlite3

DERIVED = ("story_id", "relation", "source_id", "derived_url")
"""The columns of posts that loads derive from other posts, and records show."""
COLUMNS = ("slug", "date", "published_utc", *DERIVED)
OFFICIAL = """
select code, min(name) as name from names where kind = 'official' and code is not null group by code
"""
KNOWN_OUTLETS = """
select id, name from sources
where exists (select 1 from posts where source_id = sources.id and source_found_by is null)
"""
"""The sources that posts name as theirs."""
TABLES = (
    "noted (post_id integer primary key)",
    f"posts_before (post_id integer primary key, {', '.join(COLUMNS)})",
    "mentions_before as select * from post_securities limit 0",
    "securities_before as select code, kind, market, url from securities",
    f"official_before as {OFFICIAL}",
    f"outlets_before as {KNOWN_OUTLETS}",
)
NOTE = f"""
insert into posts_before select id, {", ".join(COLUMNS)} from posts where id = {{post}};
insert into mentions_before select * from post_securities where post_id = {{post}};
insert into noted values ({{post}});
"""  # noqa: S608
TRIGGER = f"""
create temp trigger note_{{table}}_{{event}} before {{event}} on main.{{table}}
when not exists (select 1 from noted where post_id = {{post}}) begin {NOTE} end
"""  # noqa: S608
NOTE_ADDED = """
create temp trigger note_added_post after insert on main.posts
begin insert or ignore into noted values (new.id); end
"""
# What names are learned from, and what securities are named by.
MENTION = "slug, code, name, mentions.url, found_by, date, published_utc"
MENTIONS_BEFORE = f"""
select {MENTION} from mentions_before as mentions join posts_before using (post_id)
"""  # noqa: S608
# SQLite would read all mentions for the few posts that a daily load changes.
MENTIONS_NOW = f"""
select {MENTION} from noted cross join posts on posts.id = noted.post_id
cross join post_securities as mentions on mentions.post_id = posts.id
"""  # noqa: S608
CHANGES = (
    ("posts", "update", "old.id"),
    ("posts", "delete", "old.id"),
    ("post_securities", "insert", "new.post_id"),
    ("post_securities", "update", "old.post_id"),
    ("post_securities", "delete", "old.post_id"),
)


def note_before(connection: sqlite3.Connection) -> None:
    """Begin to note what a load changes, before it writes anything."""
    for table in TABLES:
        connection.execute(f"create temp table {table}")
    connection.execute(NOTE_ADDED)
    for table, event, post in CHANGES:
        connection.execute(TRIGGER.format(table=table, event=event, post=post))


def changed_mentions(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return the code and the name of each mention that a post has only now, or had only before."""
    before = {*connection.execute(MENTIONS_BEFORE)}
    differing = before.symmetric_difference(connection.execute(MENTIONS_NOW))
    return {(code, name) for _, code, name, *_ in differing}
