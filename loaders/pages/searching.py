"""The search page: what a reader asks for, what is found, and what to try where nothing is."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from difflib import get_close_matches
from typing import Any

from loaders.pages.site import Parameters
from loaders.search import Facet, Filters, Hit, Pieces, Results, facets, fold, search
from loaders.search.results import COUNTED, EVERYTHING, Order

SIZES = (20, 10)
"""So many on a page, the first where nothing else is asked for."""
USUAL_ORDER: Order = "relevance"
LONGEST = 1000
MOST_NAMES = 20_000
MOST_SUGGESTIONS = 5
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FILTERS = tuple(field.name for field in fields(Filters))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asks for. Whatever the address says, it is something that can be done."""

    query: str = ""
    filters: Filters = EVERYTHING
    order: Order = USUAL_ORDER
    page: int = 1
    size: int = SIZES[0]

    def parameters(self, **changes: object) -> Parameters:
        """Return what the address of a search says, with changes; without what is usual."""
        values: dict[str, object] = {
            "q": self.query,
            **asdict(self.filters),
            "order": self.order if self.order != USUAL_ORDER else None,
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


def wish(arguments: Mapping[str, str]) -> Wish:
    """Return what the parameters of an address ask for; what is no value counts as not given.

    The page is bounded by what is counted, the query by `LONGEST` characters.
    """
    given = {name: (arguments.get(name) or "").strip()[:LONGEST] or None for name in FILTERS}
    for name in ("since", "until"):
        given[name] = day(given[name])
    size = number(arguments.get("size"), SIZES[0])
    size = size if size in SIZES else SIZES[0]
    return Wish(
        query=(arguments.get("q") or "").strip()[:LONGEST],
        filters=Filters(**given),
        order="newest" if arguments.get("order") == "newest" else "relevance",
        page=min(max(1, number(arguments.get("page"), 1)), COUNTED // size),
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


def find(connection: sqlite3.Connection, asked: Wish) -> Found:
    """Return what a page of search results shows."""
    results = search(connection, asked.query, asked.filters, asked.order, asked.page, asked.size)
    if results.total:
        return Found(results, facets(connection, results.ids))
    return Found(results, {}, suggestions(connection, asked))


def suggestions(connection: sqlite3.Connection, asked: Wish) -> tuple[tuple[str, int], ...]:
    """Return searches that do find something, with how many posts, where one finds nothing.

    They are the query without its filters, each of its words alone, and names of securities,
    sources and tags that are spelled nearly like it.
    """
    words = [word for word in asked.query.split() if word != "OR"]
    candidates = [asked.query] if any(asdict(asked.filters).values()) else []
    candidates += words if len(words) > 1 else []
    names = known_names(connection)
    for word in words:
        close = get_close_matches(fold(word), names, n=3, cutoff=0.5)
        candidates += [names[name] for name in close]
    found = []
    for candidate in dict.fromkeys(candidates):
        results = search(connection, candidate, order="newest", size=1)
        if results.total:
            found.append((candidate, results.total))
    return tuple(found[:MOST_SUGGESTIONS])


def known_names(connection: sqlite3.Connection) -> dict[str, str]:
    """Return names of securities, sources and tags by how they are compared."""
    rows = connection.execute(
        "select name from securities union select name from sources union select name from tags "
        "limit ?",
        (MOST_NAMES,),
    )
    return {fold(name): name for (name,) in rows}


def narrowed(asked: Wish, name: str, value: str) -> Parameters:
    """Return the address's parameters after a click on a facet: narrower, or without it."""
    if name in ("year", "month"):
        first, last = (
            (f"{value}-01-01", f"{value}-12-31")
            if name == "year"
            else (
                f"{value}-01",
                f"{value}-31",
            )
        )
        return asked.parameters(since=first, until=_last_day(last), page=1)
    chosen = getattr(asked.filters, name)
    return asked.parameters(**{name: None if chosen == value else value}, page=1)


def _last_day(text: str) -> str:
    """Return the last day of a month that is written with the day 31."""
    for last in range(31, 27, -1):
        if valid := day(f"{text[:8]}{last}"):
            return valid
    return text


def as_json(asked: Wish, found: Found, at: Any) -> dict[str, Any]:
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
