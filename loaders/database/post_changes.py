"""Which load changed each post last, so that copies of the posts can be kept in sync.

Rows of `post_changes` are in the order of their last change: whatever changes gets a new id that is
greater than all others. Triggers note what a load writes to `posts`. What else a record is made of
(mentions that are found by names, stories, what is known of securities) is derived by a load from
all posts, often to the same result: it is compared with what was there before.
"""

from __future__ import annotations

import sqlite3

DERIVED = ("story_id", "relation", "source_id", "derived_url")
"""The columns of posts that loads derive from other posts, and records show."""
NEXT_ID = "(select coalesce(max(id), 0) + 1 from post_changes)"
TRIGGERS = f"""
create temp trigger note_added after insert on main.posts begin
  insert into post_changes (id, load_id, added_load_id, post_id)
    values ({NEXT_ID}, new.load_id, new.load_id, new.id);
  delete from post_changes where slug = new.slug;
end;
create temp trigger note_changed after update of load_id on main.posts begin
  update post_changes set id = {NEXT_ID}, load_id = new.load_id where post_id = new.id;
end;
create temp trigger note_removed before delete on main.posts begin
  update post_changes
    set id = {NEXT_ID}, load_id = (select max(id) from loads), post_id = null, slug = old.slug
    where post_id = old.id;
end;
create temp trigger note_derived before update of {", ".join(DERIVED)} on main.posts begin
  insert or ignore into posts_before
    values (old.id, {", ".join(f"old.{name}" for name in DERIVED)});
end;
"""  # noqa: S608
# Before its first change, all mentions of a post are copied.
NOTE_MENTIONS = """
create temp trigger note_mention_{event} before {event} on main.post_securities
  when not exists (select 1 from noted where post_id = {row}.post_id) begin
  insert into noted values ({row}.post_id);
  insert into mentions_before select * from post_securities where post_id = {row}.post_id;
end;
"""
BEFORE = """
create temp table noted (post_id integer primary key);
create temp table mentions_before as select * from post_securities limit 0;
create temp table posts_before (post_id integer primary key, DERIVED);
create temp table securities_before as select code, kind, market, url from securities;
""".replace("DERIVED", ", ".join(DERIVED))
DIFFERING = f"""
select post_id from (select * from mentions_before except
  select post_securities.* from noted join post_securities using (post_id))
union select post_id from (
  select post_securities.* from noted join post_securities using (post_id)
  except select * from mentions_before)
union select post_id from posts_before join posts on posts.id = post_id
  where {" or ".join(f"posts.{name} is not posts_before.{name}" for name in DERIVED)}
union select post_id from post_securities where code in (select code from (
  select code, kind, market, url from securities except select * from securities_before))
"""  # noqa: S608


def watch(connection: sqlite3.Connection) -> None:
    """Begin to note what a load changes, before it writes anything."""
    script = BEFORE + TRIGGERS
    for event, row in (("insert", "new"), ("update", "old"), ("delete", "old")):
        script += NOTE_MENTIONS.format(event=event, row=row)
    # `executescript` would commit.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def note_derived(connection: sqlite3.Connection, load_id: int) -> None:
    """Note the posts of earlier loads of which this load derived something else than before."""
    changed = connection.execute(
        f"select post_id from ({DIFFERING}) join posts on posts.id = post_id "  # noqa: S608
        "where posts.load_id != ? order by post_id",
        (load_id,),
    ).fetchall()
    connection.executemany(
        f"update post_changes set id = {NEXT_ID}, load_id = {load_id:d} where post_id = ?",  # noqa: S608
        changed,
    )
    for name in ("insert", "update", "delete"):
        connection.execute(f"drop trigger temp.note_mention_{name}")
    for name in ("added", "changed", "removed", "derived"):
        connection.execute(f"drop trigger temp.note_{name}")
