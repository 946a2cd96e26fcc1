"""What a search could become while it is typed: names of the archive and titles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from newsdb import urls
from newsdb.search import Databases, Filter, fold, parse_query
from newsdb.search.candidates import any_can_match, newest_ids
from newsdb.search.databases import divide, site_id
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.match import expression_of
from newsdb.search.names import Name, names_begun_by
from newsdb.search.query import Query

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


def complete_name(databases: Databases, typed: str, sections: Collection[str]) -> list[Completion]:
    """Return the names that begin with a text, contain it or are spelled by it in pinyin, and the
    newest titles that contain its words.

    `sections` are those that the site shows.
    """
    text = fold(typed[:MAX_LENGTH]).strip()
    if not text:
        return []
    names = [name for name in names_begun_by(databases, text) if is_shown(name, sections)]
    found = [
        Completion(name.label, name.dimension, urls.collection(name.dimension, name.value))
        for name in names[:MAX_NAMES]
    ]
    found += [
        Completion(title, "title", urls.article(slug)) for title, slug in _titles(databases, text)
    ]
    return list({each.text: each for each in reversed(found)}.values())[::-1]


def is_shown(name: Name, sections: Collection[str]) -> bool:
    """Return whether a site with these sections has a page for a name."""
    return DIMENSIONS[name.dimension].table in sections


def _titles(databases: Databases, text: str) -> list[tuple[str, str]]:
    """Return title and slug of the newest posts with all words in the title, the last one begun."""
    clauses = tuple(
        (replace(term, text=term.text.strip(), exact=False, title=True, prefix=True),)
        for clause in parse_query(text).clauses
        for term in clause
        if not term.without
    )
    query = Query(clauses)
    if not clauses or not any_can_match(databases, query):
        return []
    ids = newest_ids(databases, expression_of(query), Filter(), MAX_TITLES)
    found = {
        site_id(number, post_id): connection.execute(TITLES, (post_id,)).fetchone()
        for number, connection, own in divide(databases, ids)
        for post_id in own
    }
    return [found[each] for each in ids]
