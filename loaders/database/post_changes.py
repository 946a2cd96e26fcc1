"""Which load changed each post last, so that copies of the posts can be kept in sync.

Rows of `post_changes` are in the order of their last change: whatever changes gets a new id that is
greater than all others. Triggers note what a load writes to `posts`. What else a record is made of
(mentions that are found by names, stories, what is known of securities) is derived by a load from
all posts, often to the same result: it is compared with what was there before.
"""

from __future__ import annotations

import sqlite3

from loaders.database.before import DERIVED

NEXT_ID = "(select coalesce(max(id), 0) + 1 from post_changes)"
NOTE_ADDED = f"""
create temp trigger note_added after insert on main.posts begin
  insert into post_changes (id, load_id, added_load_id, post_id)
    values ({NEXT_ID}, new.load_id, new.load_id, new.id);
  delete from post_changes where slug = new.slug;
end
"""  # noqa: S608
NOTE_CHANGED = f"""
create temp trigger note_changed after update of load_id on main.posts begin
  update post_changes set id = {NEXT_ID}, load_id = new.load_id where post_id = new.id;
end
"""  # noqa: S608
NOTE_REMOVED = f"""
create temp trigger note_removed before delete on main.posts begin
  update post_changes
    set id = {NEXT_ID}, load_id = (select max(id) from loads), post_id = null, slug = old.slug
    where post_id = old.id;
end
"""  # noqa: S608
DIFFERING = f"""
select post_id from (select * from mentions_before except
  select post_securities.* from posts_before cross join post_securities using (post_id))
union select post_id from (
  select post_securities.* from posts_before cross join post_securities using (post_id)
  except select * from mentions_before)
union select post_id from posts_before cross join posts on posts.id = post_id
  where {" or ".join(f"posts.{name} is not posts_before.{name}" for name in DERIVED)}
union select post_id from post_securities where code in (select code from (
  select code, kind, market, url from securities except select * from securities_before))
"""  # noqa: S608


def watch(connection: sqlite3.Connection) -> None:
    """Begin to record the posts that a load writes, before it writes any."""
    for trigger in (NOTE_ADDED, NOTE_CHANGED, NOTE_REMOVED):
        connection.execute(trigger)


def note_derived(connection: sqlite3.Connection, load_id: int) -> None:
    """Note the posts of earlier loads of which this load derived something else than before."""
    changed = connection.execute(
        # In a join, SQLite would read all posts for a Bloom filter.
        f"select id from posts where id in ({DIFFERING}) and load_id != ? order by id",  # noqa: S608
        (load_id,),
    ).fetchall()
    connection.executemany(
        f"update post_changes set id = {NEXT_ID}, load_id = {load_id:d} where post_id = ?",  # noqa: S608
        changed,
    )
