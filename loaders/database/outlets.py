"""Media named in brackets at the end of a text, which other posts name as theirs.

`…同比增长。（券商中国）` names the outlet, `…（附名单）` does not: which of them is an outlet, the
archive says itself: in its tags and in the lines `（文章来源：…）`.
"""

from __future__ import annotations

import re
import sqlite3

from loaders.database.before import KNOWN_OUTLETS
from loaders.database.derivations import is_derived
from loaders.stages import OUTLETS
from newsdb.search import PLAIN_TEXT

IN_BRACKETS = re.compile(r"[（(]\s*([^（()）\n]{2,30}?)\s*[）)]\s*\Z")
MAX_LENGTH = 40
"""A name in brackets ends within this many characters of the end."""
INDEXED = "from posts indexed by idx_posts_load_id"
WITHOUT_OWN = f"""
select posts.id, source_id, substr({PLAIN_TEXT}, -{MAX_LENGTH}) from posts
where article_id is not null and (source_id is null or source_found_by is not null)
"""  # noqa: S608
# After a first load, all posts are of one: SQLite would rather read all.
OF_LOAD = f"{WITHOUT_OWN} and load_id = ?".replace("from posts", INDEXED)


def learn_sources(connection: sqlite3.Connection, load_id: int) -> set[int]:
    """Recognise the sources of the archive's posts that do not say theirs otherwise.

    Return the ids of the posts that have another source than before. Where the same outlets are
    known as before the load, only the posts that it wrote are read.
    """
    before = {*connection.execute("select id, name from temp.outlets_before")}
    known = {*connection.execute(KNOWN_OUTLETS)}
    ids = {name: source_id for source_id, name in known}
    if is_derived(connection, "outlets", OUTLETS) and known == before:
        rows = connection.execute(OF_LOAD, (load_id,))
    else:
        rows = connection.execute(WITHOUT_OWN)
    changes = []
    for post_id, old, end in rows:
        match = IN_BRACKETS.search(end)
        source = ids.get(match[1]) if match else None
        if source != old:
            changes.append((source, "brackets" if source else None, post_id))
    connection.executemany(
        "update posts set source_id = ?, source_found_by = ? where id = ?", changes
    )
    return {post_id for *_, post_id in changes}
