"""What a search could become while it is typed: names of the archive and titles."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace

from newsdb import urls
from newsdb.search import Filter, fold, parse_query
from newsdb.search.candidates import can_match, newest_ids
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.grammar import Query
from newsdb.search.match import expression_of
from newsdb.search.names import Name, read_names

MAX_NAMES = 6
MAX_TITLES = 6
MAX_LENGTH = 100
"""How many characters of what is typed are looked at."""
TITLES = "select title, slug from posts where id = ?"


@dataclass(frozen=True, slots=True)
class Completion:
    """A text to search for, what it is (a dimension, or `title`), and the path of its page."""

    text: str
    kind: str
    path: str


def complete_name(
    connection: sqlite3.Connection, typed: str, sections: Collection[str]
) -> list[Completion]:
    """Return the names that begin with a text, contain it or are spelled by it in pinyin, and the
    newest titles that contain its words.

    `sections` are those that the site shows.
    """
    text = fold(typed[:MAX_LENGTH]).strip()
    if not text:
        return []
    names = [name for name in read_names(connection).begun_by(text) if is_shown(name, sections)]
    found = [
        Completion(name.label, name.dimension, urls.collection(name.dimension, name.value))
        for name in names[:MAX_NAMES]
    ]
    found += [
        Completion(title, "title", urls.article(slug)) for title, slug in _titles(connection, text)
    ]
    return list({each.text: each for each in reversed(found)}.values())[::-1]


def is_shown(name: Name, sections: Collection[str]) -> bool:
    """Return whether a site with these sections has a page for a name."""
    return DIMENSIONS[name.dimension].table in sections


def _titles(connection: sqlite3.Connection, text: str) -> list[tuple[str, str]]:
    """Return title and slug of the newest posts with all words in the title, the last one begun."""
    clauses = tuple(
        (replace(term, text=term.text.strip(), exact=False, title=True, prefix=True),)
        for clause in parse_query(text).clauses
        for term in clause
        if not term.without
    )
    query = Query(clauses)
    if not clauses or not can_match(connection, query):
        return []
    ids = newest_ids(connection, expression_of(query), Filter(), MAX_TITLES)
    return [connection.execute(TITLES, (post_id,)).fetchone() for post_id in ids]
