"""The filter of posts that search, lists, feeds and exports share; `filter_sql.py` has its SQL.

Its fields are named like the parameters of URLs; `dimensions.py` has most of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import parse_day, parse_number, parse_query_values
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.grammar import PERIOD_FIELDS, parse_query
from newsdb.search.periods import parse_period

Values = str | tuple[str, ...]
"""What a URL says of a parameter: one value, or all where it says several."""
EXCLUDED = "!"
"""Ends the name of a dimension whose values are excluded: `source!=Wind` in a URL."""
MAX_ID = 2**63 - 1
"""The greatest number that SQLite stores."""
MAX_VALUES = 20
"""How many values of a dimension a filter can have."""

ALL_VERSIONS = "off"
"""The value of the parameter `stories` that asks for every post of each story."""
UNDATED = "undated"
"""The month of posts without a date."""


DAY_PARAMETERS = {
    "since": "Only posts of this day and later (YYYY-MM-DD).",
    "until": "Only posts of this day and earlier (YYYY-MM-DD).",
}
PARAMETERS = {
    "q": 'A search as typed: words, "a phrase", -excluded, title:word.',
    **{dimension.name: dimension.description for dimension in DIMENSIONS.values()},
    **DAY_PARAMETERS,
}
"""The filters that a URL can have everywhere, with what each means."""
REPEATABLE = (*DIMENSIONS, *(f"{name}{EXCLUDED}" for name in DIMENSIONS))
"""Those that a URL can have more than once, and those that exclude."""


def shown_parameters(sections: Collection[str]) -> list[str]:
    """Return the names of the filters that a site with these sections documents."""
    hidden = {
        dimension.name for dimension in DIMENSIONS.values() if dimension.table not in sections
    }
    return [name for name in PARAMETERS if name not in hidden]


@dataclass(frozen=True, slots=True)
class Filter:
    """The posts that satisfy every condition that is not None; without any, all posts.

    The fields are named like the parameters of URLs: `q` is a search as typed; `since` and
    `until` are days (YYYY-MM-DD), both included; `month` is YYYY-MM or `undated`; `story` is the
    id of a story; `after` is a slug, for the posts that follow it in the order of slugs. The
    others are dimensions: a post has one of their values at least, and none of those that are
    `excluded` (dimension, value).
    """

    q: str | None = None
    source: Values | None = None
    section: Values | None = None
    author: Values | None = None
    tag: Values | None = None
    category: Values | None = None
    security: Values | None = None
    since: str | None = None
    until: str | None = None
    month: str | None = None
    story: str | None = None
    after: str | None = None
    excluded: tuple[tuple[str, str], ...] = ()

    @property
    def parameters(self) -> dict[str, Values]:
        """The conditions that are not None, by name: what a URL says to select the same posts."""
        values = {field.name: getattr(self, field.name) for field in fields(self)[:-1]}
        for name in DIMENSIONS:
            values[f"{name}{EXCLUDED}"] = one_or_all(
                value for excluded, value in self.excluded if excluded == name
            )
        return {name: value for name, value in values.items() if value is not None}


def one_or_all(values: Iterable[str]) -> Values | None:
    """Return the only one of some values, or all of them; None if there are none."""
    found = tuple(dict.fromkeys(values))
    return found[0] if len(found) == 1 else found or None


def values_of(given: Values | None) -> tuple[str, ...]:
    """Return the values of a parameter."""
    return (given,) if isinstance(given, str) else given or ()


ALL_POSTS = Filter()


def parse_filter(parameters: Mapping[str, Values]) -> Filter:
    """Return the filter that parameters of a URL describe.

    Raises InvalidParameterError for an invalid day or number, for days that are the wrong way
    round, and for too many values.
    """
    for name, given in parameters.items():
        if name in DAY_PARAMETERS:
            parse_day(name, f"{given}")
        if name == "story":
            parse_number(name, f"{given}", MAX_ID)
        if len(values_of(given)) > MAX_VALUES:
            raise InvalidParameterError(f"{name} can be given at most {MAX_VALUES} times")
    since, until = parameters.get("since"), parameters.get("until")
    if since and until and f"{since}" > f"{until}":
        raise InvalidParameterError(f"since ({since}) is later than until ({until})")
    return filter_of(parameters)


def parse_filter_query(
    query_string: bytes, more: Sequence[str] = (), others: Sequence[str] = ()
) -> tuple[Filter, dict[str, str]]:
    """Return the filter that a query string describes, and its parameters among `others`.

    `more` are conditions that it can have beside those that every URL can.
    Raises InvalidParameterError for anything else, and for what makes no sense.
    """
    names = (*PARAMETERS, *more, *others)
    given = parse_query_values(query_string, names, REPEATABLE)
    values = {name: one_or_all(values) or "" for name, values in given.items()}
    rest = {name: f"{values.pop(name)}" for name in others if name in values}
    return parse_filter(values), rest


def filter_of(parameters: Mapping[str, Values]) -> Filter:
    """Return the filter of valid parameters, with the fields of its search as conditions."""
    conditions: dict[str, Any] = {
        name: given for name, given in parameters.items() if not name.endswith(EXCLUDED)
    }
    excluded = tuple(
        (name.removesuffix(EXCLUDED), value)
        for name, given in parameters.items()
        if name.endswith(EXCLUDED)
        for value in values_of(given)
    )
    return with_fields(Filter(**conditions, excluded=excluded))


def parse_once(stories: str) -> bool:
    """Return what the parameter `stories` says: whether to show one post of each story.

    Raises InvalidParameterError for a value other than on, off and ''.
    """
    if stories not in ("on", ALL_VERSIONS, ""):
        raise InvalidParameterError(f"stories must be on or off, not {stories[:40]!r}")
    return stories != ALL_VERSIONS


def with_fields(filter: Filter) -> Filter:
    """Return a filter with the fields of its search (`source:` and so on) as conditions.

    Where both name values of a dimension, those of the search count; of two days, both do.
    """
    query = parse_query(filter.q or "")
    changes: dict[str, Any] = {}
    excluded = list(filter.excluded)
    for name, value in query.fields:
        if name.endswith(EXCLUDED):
            excluded.append((name.removesuffix(EXCLUDED), value))
            continue
        period = parse_period(value) if name in PERIOD_FIELDS else None
        if not period:
            changes[name] = one_or_all([*values_of(changes.get(name)), value])
            continue
        first, last = period
        if name == "before":
            first, last = date.min, first - timedelta(days=1)
        elif name == "after":
            last = date.max
        if first > date.min:
            changes["since"] = max(f"{first}", changes.get("since") or filter.since or "")
        if last < date.max:
            changes["until"] = min(f"{last}", changes.get("until") or filter.until or "~")
    if query.fields:
        changes["q"] = query.rest or None
    return replace(filter, **changes, excluded=tuple(dict.fromkeys(excluded)))
