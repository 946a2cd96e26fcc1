"""Media named in brackets at the end of a text, which other posts name as theirs.

`…同比增长。（券商中国）` names the outlet, `…（附名单）` does not: which of them is an outlet, the
archive says itself: in its tags and in the lines `（文章来源：…）`.
"""

from __future__ import annotations

import re
import sqlite3

from newsdb.search import PLAIN_TEXT

IN_BRACKETS = re.compile(r"[（(]\s*([^（()）\n]{2,30}?)\s*[）)]\s*\Z")
MAX_LENGTH = 40
"""A name in brackets ends within this many characters of the end."""
WITHOUT_OWN = f"""
select posts.id, source_id, substr({PLAIN_TEXT}, -{MAX_LENGTH}) from posts
where article_id is not null and (source_id is null or source_found_by is not null)
"""  # noqa: S608
KNOWN = """
select name, id from sources where id in (select source_id from posts where source_found_by is null)
"""


def learn_sources(connection: sqlite3.Connection) -> set[int]:
    """Recognise the sources of the archive's posts that do not say theirs otherwise.

    Return the ids of the posts that have another source than before.
    """
    known = dict(connection.execute(KNOWN))
    changes = []
    for post_id, before, end in connection.execute(WITHOUT_OWN):
        match = IN_BRACKETS.search(end)
        source = known.get(match[1]) if match else None
        if source != before:
            changes.append((source, "brackets" if source else None, post_id))
    connection.executemany(
        "update posts set source_id = ?, source_found_by = ? where id = ?", changes
    )
    return {post_id for *_, post_id in changes}
