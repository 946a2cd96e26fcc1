"""What to search for instead, if nothing is found."""

from __future__ import annotations

import re
from bisect import bisect_left

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
from newsdb.search.grammar import MAX_TERMS
from newsdb.search.names import merge_names, read_names
from newsdb.search.near import QUESTION

MAX_SUGGESTIONS = 5
MAX_COMPARED = 4
"""How many words of a query are compared with all names."""
NOT_WORD = re.compile(r"[^\w.%&+-]+")


def suggestions(databases: Databases, filter: Filter) -> tuple[tuple[str, int], ...]:
    """Return searches that do find something instead of one that does not, with how many posts.

    They are the query without the other conditions, each of its words alone but those that only
    ask (是什么), and for words that no post contains: names of securities, sources and tags with a
    similar spelling, and the longest parts that posts do contain.
    """
    query = filter.q or ""
    words = query_words(QUESTION.sub(" ", query)) or query_words(query)
    candidates = [query] if query and filter != Filter(q=filter.q) else []
    candidates += words
    strange = [word for word in words if not is_found(databases, word)][:MAX_COMPARED]
    archives = [read_names(connection) for connection in databases]
    for word in strange:
        candidates += [
            name.label for name in merge_names(names.similar_to(fold(word)) for names in archives)
        ]
    for word in strange:
        candidates += pieces_found(databases, word)
    found: list[tuple[str, int]] = []
    for candidate in dict.fromkeys(candidates):
        if len(found) < MAX_SUGGESTIONS:
            results = search(databases, Filter(candidate), order="newest", size=1, near=False)
            found += [(candidate, results.total)] if results.total else []
    return tuple(found)


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
    """Return the longest beginning of a word that posts contain, and, unless it is Latin, the
    longest end."""
    lengths = range(max(2, len(word) // 2) if word.isascii() else 2, len(word))
    beginnings = [word[:length] for length in lengths]
    ends = [] if word.isascii() else [word[-length:].lstrip("-") for length in lengths]
    found = []
    for pieces in (beginnings, ends):
        # If a piece is not found, no longer one is.
        if number := bisect_left(pieces, True, key=lambda piece: not is_found(databases, piece)):
            found.append(pieces[number - 1].strip("-&+."))
    return found
