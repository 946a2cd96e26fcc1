"""Unmarked names: the step of a load that finds them in all posts, by what all posts teach.

A name is learned from posts that mark it or give its code, and then found in all others, earlier
ones too. A load reads only the posts that changed and those that have a name whose meaning did.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from loaders.database import ambiguity
from loaders.database.derivations import is_derived
from loaders.database.taught import OWN_ROWS, combined_names
from loaders.mentions.characters import HAN, simplify
from loaders.mentions.dictionary import (
    NO_NAMES,
    OFF,
    Dictionary,
    KnownName,
    mark_ambiguous,
)
from loaders.mentions.recognize import Named, choose_securities, find_hits
from loaders.stages import NAMES
from newsdb.search import PLAIN_TEXT, fold
from newsdb.search.match import phrase
from newsdb.securities.identify import identity_of

MAX_LOOKUPS = 1_000
"""Above this number of new names, all posts are read again instead of asking the search index."""
MAX_SPELLINGS = 64
"""Of a name with more spellings, only the beginning is looked up."""
MENTIONED = """
select affected.post_id, code, role from temp.affected
cross join post_securities on post_securities.post_id = affected.post_id
where found_by != 'twin'
and affected.post_id not in (select id from posts where load_id = :load_id)
and affected.post_id not in (select post_id from temp.done)
"""
CHANGED = f"""
select post_id from (select * from temp.mentioned except {MENTIONED})
union select post_id from ({MENTIONED} except select * from temp.mentioned)
"""  # noqa: S608
# The posts that are read, and those that were read before in the same load.
TEMPORARY = ("affected", "done")
# SQLite would read all posts for the few that a daily load affects; cross joins keep this order.
TEXTS = f"""
select posts.id, title, {PLAIN_TEXT}, coalesce(sources.name, ''), posts.date
from affected cross join posts on posts.id = affected.post_id
left join sources on sources.id = source_id order by affected.post_id
"""  # noqa: S608
CERTAIN = f"""
select affected.post_id, name, code, found_by = 'mark' and code not like 'BK%'
from affected cross join post_securities on post_securities.post_id = affected.post_id
where {OWN_ROWS} order by affected.post_id
"""  # noqa: S608

PUT_SECURITY = """
insert or ignore into securities (code, name, kind, market, url) values (?, ?, ?, ?, '')
"""
PUT_MENTION = """
insert into post_securities (post_id, code, name, mentions, in_title, found_by, role)
values (?, ?, ?, ?, ?, ?, ?)
"""
SET_ROLE = "update post_securities set role = 'source' where post_id = ? and code = ?"


def find_names(
    connection: sqlite3.Connection,
    load_id: int,
    user: tuple[KnownName, ...] | None = None,
    others: Iterable[int] = (),
) -> set[int]:
    """Bring the mentions by name up to date in all posts, after a load has changed some.

    Return the ids of the posts of earlier loads that mention something else than before.

    `user` are the publisher's names; None keeps those that the database has. `others` are the ids
    of posts of earlier loads to read again. The search index must be complete.
    """
    before = {(each.name, each.since): each for each in stored_names(connection)}
    if user is None:
        user = tuple(each for each in before.values() if each.origin == "user")
    is_known = is_derived(connection, "names", NAMES)
    combined = combined_names(connection, user, {*before.values()}, is_known=is_known)
    words = ambiguity.learned_words(connection)
    names = mark_ambiguous(combined, words)
    after = {(each.name, each.since): each for each in names}
    changed = {
        key[0] for key in after.keys() | before.keys() if after.get(key) != before.get(key)
    } - {OFF.name}
    for table in TEMPORARY:
        connection.execute(f"create temp table {table} (post_id integer primary key)")
    _select_affected(connection, load_id, changed, is_known=is_known)
    connection.executemany(
        "insert or ignore into affected values (?)", ((each,) for each in others)
    )
    connection.execute(f"create temp table mentioned as {MENTIONED}", {"load_id": load_id})
    _read(connection, names)
    # What the posts now say may show other names to be words.
    words ^= (learned := ambiguity.learned_words(connection))
    if words:
        names = mark_ambiguous(combined, learned)
        connection.execute("insert into done select post_id from affected")
        connection.execute("delete from affected")
        _select_with_names(connection, words)
        connection.execute(f"insert into mentioned {MENTIONED}", {"load_id": load_id})
        _read(connection, names)
        connection.execute("insert or ignore into affected select post_id from done")
        connection.execute("delete from done")
    if set(names) != {*before.values()}:
        _store(connection, names)
    different = {post_id for (post_id,) in connection.execute(CHANGED, {"load_id": load_id})}
    for table in (*TEMPORARY, "mentioned"):
        connection.execute(f"drop table temp.{table}")
    return different


def _read(connection: sqlite3.Connection, names: tuple[KnownName, ...]) -> None:
    """Find the names in the affected posts, in place of what was found there before."""
    connection.execute(
        f"delete from post_securities where not {OWN_ROWS} "  # noqa: S608
        "and post_id in (select post_id from affected)"
    )
    connection.execute(
        "update post_securities set role = 'subject' where role != 'subject' "
        "and post_id in (select post_id from affected)"
    )
    connection.execute(
        "delete from unmarked_names where post_id in (select post_id from affected) "
        "or post_id not in (select id from posts)"
    )
    if names and names != NO_NAMES:
        _put(connection, _named(connection, Dictionary(names)))


def stored_names(connection: sqlite3.Connection) -> Iterator[KnownName]:
    """Yield the names that a database has looked for in its posts."""
    for name, code, kind, ambiguous, *others in connection.execute(
        "select name, code, kind, ambiguous, origin, since from names"
    ):
        yield KnownName(name, code, kind, bool(ambiguous), *others)


def _store(connection: sqlite3.Connection, names: Iterable[KnownName]) -> None:
    connection.execute("delete from names")
    connection.executemany(
        "insert into names (name, code, kind, ambiguous, origin, since) values (?, ?, ?, ?, ?, ?)",
        (
            (each.name, each.code, each.kind, each.ambiguous, each.origin, each.since)
            for each in sorted(names, key=lambda each: (each.name, each.since))
        ),
    )


def _select_affected(
    connection: sqlite3.Connection, load_id: int, changed: set[str], *, is_known: bool
) -> None:
    """Put the posts to read into the table `affected`: all of them if the rules changed."""
    if not is_known or len(changed) > MAX_LOOKUPS:
        connection.execute("insert into affected select id from posts")
        return
    connection.execute("insert into affected select id from posts where load_id = ?", (load_id,))
    _select_with_names(connection, changed)


def _select_with_names(connection: sqlite3.Connection, names: set[str]) -> None:
    """Add the posts with any of these names in their text to the table `affected`."""
    for name in sorted(names):
        expression = " OR ".join(phrase(f" {each} ") for each in _spellings(name))
        connection.execute(
            "insert or ignore into affected select rowid from posts_fts where posts_fts match ?",
            (expression,),
        )


def _spellings(name: str) -> list[str]:
    """Return a folded name with every character of a text that `simplify` makes the name's own.

    Of a name with too many, these are spellings of its beginning, which occurs wherever it does.
    """
    forms: list[str] = []
    count = 1
    for character in fold(simplify(name)):
        each = _forms().get(character, character)
        count *= len(each)
        if count > MAX_SPELLINGS:
            break
        forms.append(each)
    return list(map("".join, product(*forms)))


@cache
def _forms() -> dict[str, str]:
    """Return the Chinese characters that `simplify` takes for the same one, by that one."""
    characters = "".join(map(chr, HAN))
    forms: defaultdict[str, str] = defaultdict(str)
    for character, simplified in zip(characters, simplify(characters), strict=True):
        forms[simplified] += character
    return dict(forms)


def _named(
    connection: sqlite3.Connection, dictionary: Dictionary
) -> Iterator[tuple[int, dict[str, str], list[Named]]]:
    """Yield the id of each affected post, its own codes by name, and what it only names."""
    certain = connection.execute(CERTAIN)
    own = certain.fetchone()
    for post_id, title, text, outlet, day in connection.execute(TEXTS):
        codes: dict[str, str] = {}
        has_marks = False
        while own is not None and own[0] == post_id:
            codes[own[1]] = own[2]
            has_marks |= own[3]
            own = certain.fetchone()
        title, text = simplify(title), simplify(text)
        hits = find_hits(dictionary, f"{title}\n{text}", codes, outlet, day)
        if not hits:
            continue
        if has_marks:
            ambiguity.note(connection, post_id, hits, codes.values())
        if named := choose_securities(title, text, hits, codes):
            yield post_id, codes, named


def _put(
    connection: sqlite3.Connection, posts: Iterable[tuple[int, dict[str, str], list[Named]]]
) -> None:
    """Write the securities of which posts give only the name, and the roles of all."""
    known: set[str] = set()
    for post_id, own, named in posts:
        certain = set(own.values())
        for each in named:
            if each.code in certain:
                if each.role == "source":
                    connection.execute(SET_ROLE, (post_id, each.code))
                continue
            if each.code not in known and (identity := identity_of(each.code)):
                connection.execute(
                    PUT_SECURITY, (each.code, each.name, identity.kind, identity.market)
                )
                known.add(each.code)
            found_by = "alias" if each.kind == "alias" else "name"
            values = each.code, each.name, each.mentions, each.in_title, found_by, each.role
            connection.execute(PUT_MENTION, (post_id, *values))
