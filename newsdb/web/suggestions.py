"""What to search for instead, if nothing is found."""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote

from newsdb.search import (
    Databases,
    Filter,
    fold,
    languages_of_all,
    match_expression,
    parse_query,
    search,
    terms,
)
from newsdb.search.columns import columns_of
from newsdb.search.dates import dated
from newsdb.search.filters import with_fields
from newsdb.search.grammar import MAX_TERMS
from newsdb.search.names import merge_names, read_names
from newsdb.search.near import ADDRESS, QUESTION
from newsdb.search.pairs import CJK
from newsdb.search.vocabulary import similar_words
from newsdb.search.words import boundaries

MAX_SUGGESTIONS = 5
MAX_COMPARED = 4
"""How many words of a query are compared with all names."""
NOT_WORD = re.compile(r"(?:(?!(?<=\d),(?=\d))[^\w.%&+-])+")
WHOLE = re.compile(rf"[^\W\d_{CJK}]+|\d+(?:[.,]\d+)*[%年月日号时点分亿万千百元]?")
"""What a piece of a word has all of: a word of letters, a number with its unit."""
RUN = re.compile(rf"{WHOLE.pattern}|[_\W{CJK}]+")
PATH = re.compile(r"^(?:[a-z]+://)?[^/?#]*|[?#].*", re.IGNORECASE)
"""What is not the path of an address."""
NUMBER = re.compile(r"\d{6,}")
TITLES_AT = """
with given as materialized (select value from json_each(:values))
select title from posts where permalink in (select value from given)
union select title from posts where slug in (select value from given)
union select title from posts where article_id in (select value from given)
"""


def suggestions(
    databases: Databases, filter: Filter, today: date | None = None
) -> tuple[tuple[str, int], ...]:
    """Return searches that do find something instead of one that does not, with how many posts.

    They are the titles of the post at an address; the query without the other conditions, with
    words for those that may be mistyped, with a date in full; each of its words alone but those
    that only ask (是什么); and for words that no post contains: names of securities, sources and
    tags with a similar spelling, and the longest parts that posts do contain.
    """
    query = filter.q or ""
    if ADDRESS.match(query):
        return found_by(
            databases, [title for each in databases for title in titles_at(each, query)]
        )
    words = query_words(QUESTION.sub(" ", query)) or query_words(query)
    candidates = [query] if query and filter != Filter(q=filter.q) else []
    strange = [word for word in words if not is_found(databases, word)][:MAX_COMPARED]
    corrected = query
    for word in strange:
        for similar in similar_words(databases, fold(word))[:1]:
            corrected = corrected.replace(word, similar)
    candidates += [corrected] if corrected != query else []
    years = sorted({day[:4] for each in databases for day in columns_of(each).days})
    candidates += dated(query, years, today or date.today())
    candidates += words
    archives = [read_names(connection) for connection in databases]
    for word in strange:
        candidates += [
            name.label for name in merge_names(names.similar_to(fold(word)) for names in archives)
        ]
    for word in strange:
        candidates += pieces_found(databases, word)
    return found_by(databases, (each for each in candidates if len(each) > 1))


def found_by(databases: Databases, candidates: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return the first searches that find something, and how many posts each finds."""
    found: list[tuple[str, int]] = []
    for candidate in dict.fromkeys(candidates):
        if len(found) < MAX_SUGGESTIONS:
            filter = with_fields(Filter(candidate))
            results = search(databases, filter, order="newest", size=1, near=False)
            found += [(candidate, results.total)] if results.total else []
    return tuple(found)


def titles_at(connection: sqlite3.Connection, address: str) -> list[str]:
    """Return the titles of the posts at an address: of this site, or of their own."""
    # Not `urlsplit`, which refuses some.
    path = unquote(PATH.sub("", address))
    plain = path.rstrip("/").removesuffix(".html")
    last = plain.rpartition("/")[2]
    slugs = [last, plain.rpartition("/article/")[2], *NUMBER.findall(last)]
    values = json.dumps([path, plain, f"{plain}/", *slugs])
    return [title for (title,) in connection.execute(TITLES_AT, {"values": values})]


def is_found(databases: Databases, text: str) -> bool:
    """Return whether a post contains a text."""
    statement = "select 1 from posts_fts where posts_fts match ? limit 1"
    expression = match_expression(text, languages_of_all(databases))
    return any(connection.execute(statement, (expression,)).fetchone() for connection in databases)


def query_words(query: str) -> list[str]:
    """Return the words that a query looks for, as typed, without the punctuation around them."""
    wanted = " ".join(terms(parse_query(query)))
    words = (word.strip("-&+.") for word in NOT_WORD.split(query) if word != "OR")
    return list(dict.fromkeys(word for word in words if word and fold(word) in wanted))[:MAX_TERMS]


def pieces_found(databases: Databases, word: str) -> list[str]:
    """Return the longest beginning of a word that posts contain, and the longest end, of whole
    words and numbers."""
    ends = sorted(end for end in boundaries(word) | joints(word) if not splits_run(word, end))
    beginnings = [word[:end] for end in ends if 1 < end < len(word)]
    endings = [word[end:] for end in reversed(ends) if 0 < end < len(word) - 1]
    found = []
    for pieces in (beginnings, endings):
        # If a piece is not found, no longer one is.
        if number := bisect_left(pieces, True, key=lambda piece: not is_found(databases, piece)):
            found.append(pieces[number - 1].strip("-&+."))
    return found


def joints(word: str) -> set[int]:
    """Return where a word's runs of letters, digits and Chinese characters end."""
    return {match.end() for match in RUN.finditer(word)}


def splits_run(word: str, end: int) -> bool:
    """Return whether a position is inside a run."""
    return any(match.start() < end < match.end() for match in WHOLE.finditer(word))
