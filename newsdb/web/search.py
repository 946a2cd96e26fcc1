"""The search page: what a request asks for, what is found, and what to try if nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import is_day, parse_number
from newsdb.search import (
    Databases,
    Facet,
    Hit,
    Results,
    facets,
    fold,
    parse_query,
    search,
)
from newsdb.search.engine import COUNTED, Order
from newsdb.search.filter_sql import where
from newsdb.search.filters import (
    ALL_POSTS,
    ALL_VERSIONS,
    MAX_VALUES,
    PARAMETERS,
    REPEATABLE,
    Filter,
    Values,
    filter_of,
    one_or_all,
    parse_filter_query,
    parse_once,
    values_of,
)
from newsdb.search.grammar import MAX_LENGTH as MAX_QUERY_LENGTH
from newsdb.search.names import Name, Names, merge_names, read_names
from newsdb.web.links import Parameters
from newsdb.web.lists import last_day
from newsdb.web.merging import find_versions_in
from newsdb.web.stories import Versions
from newsdb.web.suggestions import suggestions

SIZES = (20, 10)
"""Page sizes, the default first."""
MAX_PAGE = COUNTED // min(SIZES)
ORDERS: tuple[Order, ...] = ("relevance", "newest")
"""Orders, the default first."""
MAX_LENGTH = 1000
"""Of a filter's value, in characters."""
MAX_NAMED = 3
"""How many names in a query are shown."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A request for a page of search results; every value is valid.

    `is_cut` says that more was typed than is searched for.
    """

    filter: Filter = ALL_POSTS
    order: Order = ORDERS[0]
    page: int = 1
    size: int = SIZES[0]
    once: bool = True
    is_cut: bool = False

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
        return {
            name: value if isinstance(value, tuple) else f"{value}"
            for name, value in values.items()
            if value
        }

    @property
    def filter_parameters(self) -> Parameters:
        """The parameters that select the same posts in feeds and downloads."""
        return self.parameters(order=None, size=None, page=1)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results with the counts beside it; `suggestions` if nothing was found.

    `versions` are the stories of its posts, by their ids. `unknown` are fields in the query that do
    not exist, or whose value is invalid. `names` are the companies, sources, tags and so on
    that the query names, and `story` is the one whose title it is.
    """

    results: Results
    facets: Mapping[str, list[Facet]]
    suggestions: tuple[tuple[str, int], ...] = ()
    versions: Mapping[int, Versions] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    story: Versions | None = None


def read_search_request(parameters: Mapping[str, Values]) -> SearchRequest:
    """Return what a URL asks for; invalid values count as absent, as people edit URLs by hand.

    The page is at most MAX_PAGE, and the query is cut at MAX_QUERY_LENGTH characters. Days that are
    the wrong way round are swapped.
    """
    first = {name: values_of(given)[0] for name, given in parameters.items() if given}
    values = {name: first.get(name, "").strip()[:MAX_LENGTH] for name in PARAMETERS}
    is_cut = len(values["q"]) > MAX_QUERY_LENGTH
    values["q"] = values["q"][:MAX_QUERY_LENGTH]
    for name in ("since", "until"):
        values[name] = values[name] if is_day(values[name]) else ""
    if values["since"] and values["until"]:
        values["since"], values["until"] = sorted((values["since"], values["until"]))
    given: dict[str, Values] = {
        name: value for name, value in values.items() if value and name not in REPEATABLE
    }
    for name in REPEATABLE:
        each = (value.strip()[:MAX_LENGTH] for value in values_of(parameters.get(name)))
        if several := one_or_all(list(filter(None, each))[:MAX_VALUES]):
            given[name] = several
    size = _number(first.get("size"), SIZES[0])
    return SearchRequest(
        filter=filter_of(given),
        order="newest" if first.get("order") == "newest" else "relevance",
        page=min(_number(first.get("page"), 1), MAX_PAGE),
        size=size if size in SIZES else SIZES[0],
        once=first.get("stories") != ALL_VERSIONS,
        is_cut=is_cut,
    )


def parse_search_request(query_string: bytes) -> SearchRequest:
    """Return what the URL of a program asks for; raises InvalidParameterError for bad values."""
    filter, others = parse_filter_query(query_string, others=("order", "page", "size", "stories"))
    parse_once(others.get("stories", ""))
    for name, choices in (("order", ORDERS), ("size", [f"{size}" for size in SIZES])):
        if others.get(name, choices[0]) not in choices:
            raise InvalidParameterError(
                f"{name} must be {' or '.join(choices)}, not {others[name][:40]!r}"
            )
    parse_number("page", others.get("page", "1"), MAX_PAGE)
    return read_search_request({**filter.parameters, **others})


def _number(text: str | None, default: int) -> int:
    try:
        return parse_number("", text or "", 999_999)
    except InvalidParameterError:
        return default


def find_page(databases: Databases, request: SearchRequest, names: Sequence[str]) -> SearchPage:
    """Return what a page of search results shows, of databases with some names."""
    results = search(
        databases,
        request.filter,
        request.order,
        request.page,
        request.size,
        once=request.once,
    )
    query = parse_query(request.filter.q or "")
    shown = [hit.id for hit in results.hits] if request.once else []
    versions = find_versions_in(databases, names, shown)
    return SearchPage(
        results=results,
        facets=facets(databases, results.versions, request.once) if results.total else {},
        suggestions=() if results.total else suggestions(databases, request.filter),
        versions=versions,
        unknown=query.unknown,
        names=named_by(databases, request.filter),
        story=story_titled(query.rest, results.hits, versions),
    )


def story_titled(
    title: str, hits: Sequence[Hit], versions: Mapping[int, Versions]
) -> Versions | None:
    """Return the story with a title, if it is among the hits."""
    for hit in hits:
        if hit.id in versions and fold("".join(text for text, _ in hit.title)) == fold(title):
            return versions[hit.id]
    return None


def named_by(databases: Databases, filter: Filter) -> tuple[Name, ...]:
    """Return what the conditions and the words of a filter name."""
    found = merge_names(_named_by(read_names(connection), filter) for connection in databases)
    return tuple(found)[:MAX_NAMED]


def _named_by(names: Names, filter: Filter) -> list[Name]:
    chosen = [
        name
        for dimension, given in filter.parameters.items()
        for value in values_of(given)
        for name in names.by_text.get(fold(value), [])
        if name.dimension == dimension
    ]
    return [*chosen, *names.named_by(parse_query(filter.q or ""))]


def days_of(filter: Filter, period: str) -> Parameters:
    """Return the parameters for the days of a year or a month (YYYY, YYYY-MM) on which a filter
    selects posts."""
    first, last = (f"{period}-01", f"{period}-12") if len(period) == 4 else (period, period)
    return {
        "since": max(f"{first}-01", filter.since or ""),
        "until": min(last_day(last), filter.until or "9999"),
    }


def active_filters(request: SearchRequest, page: SearchPage) -> list[tuple[str, str, Parameters]]:
    """Return each condition but the query: its name, its value as people read it, and the
    parameters of the URL without it."""
    labels = {(name, each.value): each.label for name in page.facets for each in page.facets[name]}
    return [
        (name, labels.get((name, value), value), request.parameters(**{name: kept}, page=1))
        for name, given in request.filter.parameters.items()
        if name != "q"
        for value in values_of(given)
        for kept in [one_or_all(each for each in values_of(given) if each != value)]
    ]


def search_sql(filter: Filter) -> str:
    """Return the SQL that finds the same posts, newest first, and every post of a story; its
    parameters are named."""
    conditions = where(filter, "match_expression(:q)")
    lines = ["select date, title, slug", "from posts", f"where {conditions}"]
    return "\n".join([*lines, "order by published_utc desc, id desc"])
