"""The search page: what a reader asks for, what is found, and what to try where nothing is."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from difflib import get_close_matches
from typing import Any

from newsdb.search import (
    Facet,
    Filters,
    Hit,
    Pieces,
    Results,
    facets,
    fold,
    match_expression,
    search,
    terms,
)
from newsdb.search.engine import COUNTED, EVERYTHING, Order
from newsdb.search.grammar import MAX_TERMS
from newsdb.web.links import Parameters

SIZES = (20, 10)
"""So many on a page, the first where nothing else is asked for."""
PAGES = COUNTED // min(SIZES)
"""No search has more pages."""
ORDERS: tuple[Order, ...] = ("relevance", "newest")
"""Orders, the first where nothing else is asked for."""
MAX_LENGTH = 1000
MAX_NAMES = 20_000
MAX_SUGGESTIONS = 5
MAX_COMPARED = 4
"""So many words of a query are compared with the names that there are: each takes 0.1 s."""
NO_WORD = re.compile(r"[^\w.%&+-]+")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FILTERS = tuple(field.name for field in fields(Filters))


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks for. Whatever the address says, it is something that can be done."""

    query: str = ""
    filters: Filters = EVERYTHING
    order: Order = ORDERS[0]
    page: int = 1
    size: int = SIZES[0]

    def parameters(self, **changes: object) -> Parameters:
        """Return what the address of a search says, with changes; without what is usual."""
        values: dict[str, object] = {
            "q": self.query,
            **asdict(self.filters),
            "order": self.order if self.order != ORDERS[0] else None,
            "size": self.size if self.size != SIZES[0] else None,
            "page": self.page,
            **changes,
        }
        if values["page"] == 1:
            del values["page"]
        return {name: f"{value}" for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results with the numbers beside it; `suggestions` where nothing was found."""

    results: Results
    facets: Mapping[str, list[Facet]]
    suggestions: tuple[tuple[str, int], ...] = ()


def requested(arguments: Mapping[str, str]) -> SearchRequest:
    """Return what the parameters of an address ask for; what is no value counts as not given.

    The page is bounded by `PAGES`, the query by `MAX_LENGTH` characters. Days that are the
    wrong way round are turned.
    """
    given = {name: (arguments.get(name) or "").strip()[:MAX_LENGTH] or None for name in FILTERS}
    days = [day(given[name]) for name in ("since", "until")]
    given["since"], given["until"] = sorted(days) if all(days) else days  # type: ignore[type-var]
    size = number(arguments.get("size"), SIZES[0])
    size = size if size in SIZES else SIZES[0]
    return SearchRequest(
        query=(arguments.get("q") or "").strip()[:MAX_LENGTH],
        filters=Filters(**given),
        order="newest" if arguments.get("order") == "newest" else "relevance",
        page=min(max(1, number(arguments.get("page"), 1)), PAGES),
        size=size,
    )


def day(text: str | None) -> str | None:
    """Return a day (YYYY-MM-DD) as it is, and None for what is no day."""
    try:
        return date.fromisoformat(text).isoformat() if text and DAY.fullmatch(text) else None
    except ValueError:
        return None


def number(text: str | None, otherwise: int) -> int:
    """Return a number that is written in at most six digits, else another."""
    return int(text) if text and re.fullmatch(r"\d{1,6}", text, re.ASCII) else otherwise


def find(connection: sqlite3.Connection, asked: SearchRequest) -> Found:
    """Return what a page of search results shows."""
    results = search(connection, asked.query, asked.filters, asked.order, asked.page, asked.size)
    if results.total:
        return Found(results, facets(connection, results.ids))
    return Found(results, {}, suggestions(connection, asked))


def suggestions(
    connection: sqlite3.Connection, asked: SearchRequest
) -> tuple[tuple[str, int], ...]:
    """Return searches that do find something, with how many posts, where one finds nothing.

    They are the query without its filters, each of its words alone, and for words that no post
    contains names of securities, sources and tags that are spelled nearly so, and the longest
    pieces that posts do contain.
    """
    words = words_of(asked.query)
    candidates = [asked.query] if any(asdict(asked.filters).values()) else []
    candidates += words
    strange = [word for word in words if not is_found(connection, word)][:MAX_COMPARED]
    names = known_names(connection) if strange else {}
    for word in strange:
        candidates += [names[name] for name in get_close_matches(fold(word), names, cutoff=0.5)]
    for word in strange:
        candidates += pieces_found(connection, word)
    found: list[tuple[str, int]] = []
    for candidate in dict.fromkeys(candidates):
        if len(found) < MAX_SUGGESTIONS:
            results = search(connection, candidate, order="newest", size=1)
            found += [(candidate, results.total)] if results.total else []
    return tuple(found)


def is_found(connection: sqlite3.Connection, text: str) -> bool:
    """Return whether a post contains a text."""
    statement = "select 1 from posts_fts where posts_fts match ? limit 1"
    return bool(connection.execute(statement, (match_expression(text),)).fetchone())


def words_of(query: str) -> list[str]:
    """Return the words that a query looks for, as they are typed, without the marks around them."""
    wanted = " ".join(terms(query))
    words = (word.strip("-&+.") for word in NO_WORD.split(query) if word != "OR")
    return list(dict.fromkeys(word for word in words if word and fold(word) in wanted))[:MAX_TERMS]


def pieces_found(connection: sqlite3.Connection, word: str) -> list[str]:
    """Return the longest beginning of a word that posts contain, and, where it is not Latin, the
    longest end."""
    lengths = range(max(2, len(word) // 2) if word.isascii() else 2, len(word))
    beginnings = [word[:length] for length in lengths]
    ends = [] if word.isascii() else [word[-length:].lstrip("-") for length in lengths]
    found = []
    for pieces in (beginnings, ends):
        # Where a piece is not found, no longer one is.
        if number := bisect_left(pieces, True, key=lambda piece: not is_found(connection, piece)):
            found.append(pieces[number - 1].strip("-&+."))
    return found


def known_names(connection: sqlite3.Connection) -> dict[str, str]:
    """Return names of securities, sources and tags by how they are compared."""
    rows = connection.execute(
        "select name from securities union select name from sources union select name from tags "
        "limit ?",
        (MAX_NAMES,),
    )
    return {fold(name): name for (name,) in rows}


def narrowed(asked: SearchRequest, name: str, value: str) -> Parameters:
    """Return the address's parameters after a click on a facet. Days that were asked for stay."""
    if name in ("year", "month"):
        first, last = (f"{value}-01", f"{value}-12") if name == "year" else (value, value)
        days = monthrange(*map(int, last.split("-")))[1]
        return asked.parameters(
            since=max(f"{first}-01", asked.filters.since or ""),
            until=min(f"{last}-{days}", asked.filters.until or "9999"),
            page=1,
        )
    return asked.parameters(**{name: value}, page=1)


def as_json(asked: SearchRequest, found: Found, at: Any) -> dict[str, Any]:
    """Return what `/search.json` says; `at` makes an address of a path on the site absolute."""
    results = found.results
    return {
        "query": asked.query,
        "filters": {name: value for name, value in asdict(asked.filters).items() if value},
        "order": asked.order,
        "page": asked.page,
        "size": asked.size,
        "total": results.total,
        "more": results.more,
        "ranked": results.ranked,
        "hits": [hit_as_json(hit, at) for hit in results.hits],
        "facets": {
            name: [asdict(facet) for facet in values] for name, values in found.facets.items()
        },
        "suggestions": [{"query": query, "total": total} for query, total in found.suggestions],
    }


def hit_as_json(hit: Hit, at: Any) -> dict[str, Any]:
    """Return a hit as data: texts, with where in them the query's words stand."""
    return {
        "slug": hit.slug,
        "title": joined(hit.title),
        "title_marks": places(hit.title),
        "published": hit.published,
        "date": hit.date,
        "source": hit.source,
        "url": hit.url,
        "article": at(hit.slug),
        "snippet": joined(hit.snippet),
        "snippet_marks": places(hit.snippet),
    }


def joined(pieces: Pieces) -> str:
    """Return the text of marked pieces."""
    return "".join(text for text, _ in pieces)


def places(pieces: Pieces) -> list[list[int]]:
    """Return where the marked pieces begin and end in their text, in characters."""
    found, at = [], 0
    for text, marked in pieces:
        if marked:
            found.append([at, at + len(text)])
        at += len(text)
    return found
