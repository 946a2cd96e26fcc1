"""The search page: what a request asks for, what is found, and what to try if nothing is."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from newsdb import urls
from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import is_day, parse_number
from newsdb.search import (
    Facet,
    Hit,
    Pieces,
    Results,
    facets,
    fold,
    match_expression,
    parse,
    search,
    terms,
)
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.engine import COUNTED, Order
from newsdb.search.filters import (
    ALL_POSTS,
    ALL_VERSIONS,
    PARAMETERS,
    Filter,
    parse_filter,
    parse_once,
    where,
    with_fields,
)
from newsdb.search.grammar import MAX_TERMS
from newsdb.web.links import Parameters
from newsdb.web.lists import last_day
from newsdb.web.stories import Versions, find_versions

SIZES = (20, 10)
"""Page sizes, the default first."""
MAX_PAGE = COUNTED // min(SIZES)
ORDERS: tuple[Order, ...] = ("relevance", "newest")
"""Orders, the default first."""
MAX_LENGTH = 1000
"""Of a query and of a filter's value, in characters."""
MAX_NAMES = 20_000
MAX_SUGGESTIONS = 5
MAX_COMPARED = 4
"""How many words of a query are compared with all known names: each takes 0.1 s."""
NOT_WORD = re.compile(r"[^\w.%&+-]+")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a page of search results is asked for; every value is valid."""

    filter: Filter = ALL_POSTS
    order: Order = ORDERS[0]
    page: int = 1
    size: int = SIZES[0]
    once: bool = True

    def parameters(self, **changes: object) -> Parameters:
        """Return the parameters of the search's URL, with changes; defaults are left out."""
        values: dict[str, object] = {
            **self.filter.parameters,
            "order": self.order if self.order != ORDERS[0] else None,
            "size": self.size if self.size != SIZES[0] else None,
            "stories": None if self.once else ALL_VERSIONS,
            "page": self.page,
            **changes,
        }
        if values["page"] == 1:
            del values["page"]
        return {name: f"{value}" for name, value in values.items() if value}

    @property
    def filter_parameters(self) -> Parameters:
        """The parameters that select the same posts in feeds and downloads."""
        return self.parameters(order=None, size=None, page=1)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results with the counts beside it; `suggestions` if nothing was found.

    `versions` are the stories of its posts, by their ids. `unknown` are fields in the query that do
    not exist, or whose value makes no sense.
    """

    results: Results
    facets: Mapping[str, list[Facet]]
    suggestions: tuple[tuple[str, int], ...] = ()
    versions: Mapping[int, Versions] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def read_search_request(parameters: Mapping[str, str]) -> SearchRequest:
    """Return what a URL asks for; invalid values count as absent, as people edit URLs by hand.

    The page is at most MAX_PAGE, and the query is cut at MAX_LENGTH characters. Days that are the
    wrong way round are swapped.
    """
    values = {name: (parameters.get(name) or "").strip()[:MAX_LENGTH] for name in PARAMETERS}
    for name in ("since", "until"):
        values[name] = values[name] if is_day(values[name]) else ""
    if values["since"] and values["until"]:
        values["since"], values["until"] = sorted((values["since"], values["until"]))
    size = _number(parameters.get("size"), SIZES[0])
    return SearchRequest(
        filter=with_fields(Filter(**{name: value for name, value in values.items() if value})),
        order="newest" if parameters.get("order") == "newest" else "relevance",
        page=min(_number(parameters.get("page"), 1), MAX_PAGE),
        size=size if size in SIZES else SIZES[0],
        once=parameters.get("stories") != ALL_VERSIONS,
    )


def parse_search_request(parameters: Mapping[str, str]) -> SearchRequest:
    """Return what the URL of a program asks for; raises InvalidParameterError for bad values."""
    parse_filter({name: value for name, value in parameters.items() if name in PARAMETERS})
    parse_once(parameters.get("stories", ""))
    for name, choices in (("order", ORDERS), ("size", [f"{size}" for size in SIZES])):
        if parameters.get(name, choices[0]) not in choices:
            raise InvalidParameterError(
                f"{name} must be {' or '.join(choices)}, not {parameters[name][:40]!r}"
            )
    parse_number("page", parameters.get("page", "1"), MAX_PAGE)
    return read_search_request(parameters)


def _number(text: str | None, default: int) -> int:
    try:
        return parse_number("", text or "", 999_999)
    except InvalidParameterError:
        return default


def find_page(connection: sqlite3.Connection, request: SearchRequest) -> SearchPage:
    """Return what a page of search results shows."""
    results = search(
        connection,
        request.filter,
        request.order,
        request.page,
        request.size,
        once=request.once,
    )
    unknown = parse(request.filter.q or "").unknown
    shown = [hit.id for hit in results.hits] if request.once else []
    versions = find_versions(connection, shown)
    if results.total:
        counts = facets(connection, results.ids)
        return SearchPage(results, counts, versions=versions, unknown=unknown)
    tries = suggestions(connection, request.filter)
    return SearchPage(results, {}, tries, versions=versions, unknown=unknown)


def suggestions(connection: sqlite3.Connection, filter: Filter) -> tuple[tuple[str, int], ...]:
    """Return searches that do find something instead of one that does not, with how many posts.

    They are the query without the other conditions, each of its words alone, and for words that
    no post contains: names of securities, sources and tags with a similar spelling, and the
    longest parts that posts do contain.
    """
    query = filter.q or ""
    words = words_of(query)
    candidates = [query] if filter != Filter(q=filter.q) else []
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
            results = search(connection, Filter(candidate), order="newest", size=1, near=False)
            found += [(candidate, results.total)] if results.total else []
    return tuple(found)


def is_found(connection: sqlite3.Connection, text: str) -> bool:
    """Return whether a post contains a text."""
    statement = "select 1 from posts_fts where posts_fts match ? limit 1"
    return bool(connection.execute(statement, (match_expression(text),)).fetchone())


def words_of(query: str) -> list[str]:
    """Return the words that a query looks for, as typed, without the punctuation around them."""
    wanted = " ".join(terms(parse(query)))
    words = (word.strip("-&+.") for word in NOT_WORD.split(query) if word != "OR")
    return list(dict.fromkeys(word for word in words if word and fold(word) in wanted))[:MAX_TERMS]


def pieces_found(connection: sqlite3.Connection, word: str) -> list[str]:
    """Return the longest beginning of a word that posts contain, and, unless it is Latin, the
    longest end."""
    lengths = range(max(2, len(word) // 2) if word.isascii() else 2, len(word))
    beginnings = [word[:length] for length in lengths]
    ends = [] if word.isascii() else [word[-length:].lstrip("-") for length in lengths]
    found = []
    for pieces in (beginnings, ends):
        # If a piece is not found, no longer one is.
        if number := bisect_left(pieces, True, key=lambda piece: not is_found(connection, piece)):
            found.append(pieces[number - 1].strip("-&+."))
    return found


def known_names(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the names of securities, sources and tags by their folded form."""
    rows = connection.execute(
        "select name from securities union select name from sources union select name from tags "
        "limit ?",
        (MAX_NAMES,),
    )
    return {fold(name): name for (name,) in rows}


def narrowed(request: SearchRequest, name: str, value: str) -> Parameters:
    """Return the parameters of the URL of a facet. The days of the request still apply."""
    if name in DIMENSIONS:
        return request.parameters(**{name: value}, page=1)
    first, last = (f"{value}-01", f"{value}-12") if name == "year" else (value, value)
    return request.parameters(
        since=max(f"{first}-01", request.filter.since or ""),
        until=min(last_day(last), request.filter.until or "9999"),
        page=1,
    )


def active_filters(request: SearchRequest, page: SearchPage) -> list[tuple[str, str, Parameters]]:
    """Return each condition but the query: its name, its value as people read it, and the
    parameters of the URL without it."""
    labels = {(name, each.value): each.label for name in page.facets for each in page.facets[name]}
    return [
        (name, labels.get((name, value), value), request.parameters(**{name: None}, page=1))
        for name, value in request.filter.parameters.items()
        if name != "q"
    ]


def as_sql(filter: Filter) -> str:
    """Return the SQL that finds the same posts, newest first, and every post of a story; its
    parameters are named."""
    conditions = where(filter, "match_expression(:q)")
    lines = ["select date, title, slug", "from posts", f"where {conditions}"]
    return "\n".join([*lines, "order by published_utc desc, id desc"])


def as_json(
    request: SearchRequest, page: SearchPage, absolute: Callable[[str], str]
) -> dict[str, Any]:
    """Return the content of `/search.json`; `absolute` makes a path of the site a URL."""
    results = page.results
    query = urlencode(request.parameters(page=request.page + 1), errors="replace")
    has_more = request.page * request.size < results.total + results.near_total
    filters = request.filter.parameters
    return {
        "query": filters.pop("q", ""),
        "filters": filters,
        "order": request.order,
        "page": request.page,
        "size": request.size,
        "total": results.total,
        "near_total": results.near_total,
        "more": results.more,
        "ranked": results.ranked,
        "hits": [_hit_as_json(hit, absolute) for hit in results.hits],
        "facets": {
            name: [asdict(facet) for facet in values] for name, values in page.facets.items()
        },
        "unknown_fields": list(page.unknown),
        "suggestions": [{"query": query, "total": total} for query, total in page.suggestions],
        "next": absolute(f"/search.json?{query}") if has_more else None,
    }


def _hit_as_json(hit: Hit, absolute: Callable[[str], str]) -> dict[str, Any]:
    return {
        "slug": hit.slug,
        "title": _text_of(hit.title),
        "title_marks": _spans_of(hit.title),
        "published": hit.published,
        "date": hit.date,
        "source": hit.source,
        "url": hit.url,
        "article": absolute(urls.article(hit.slug)),
        "snippet": _text_of(hit.snippet),
        "snippet_marks": _spans_of(hit.snippet),
        "near": hit.near,
    }


def _text_of(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def _spans_of(pieces: Pieces) -> list[list[int]]:
    """Return where the marked pieces begin and end in their text, in characters."""
    spans, position = [], 0
    for text, marked in pieces:
        if marked:
            spans.append([position, position + len(text)])
        position += len(text)
    return spans
