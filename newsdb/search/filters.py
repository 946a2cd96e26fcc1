"""The filter of posts that search, lists, feeds and exports share, and its SQL.

Its fields are named like the parameters of URLs; `dimensions.py` has most of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from newsdb.exceptions import InvalidParameterError, UnknownValueError
from newsdb.parameters import parse_day, parse_number, parse_query_values
from newsdb.search.databases import Databases
from newsdb.search.dimensions import DIMENSIONS, Dimension
from newsdb.search.grammar import PERIOD_FIELDS, parse_query
from newsdb.search.match import match_expression
from newsdb.search.periods import parse_period
from newsdb.search.stems import ENGLISH, Languages
from newsdb.search.tokenizer import MATCH_ALL

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

OTHER_CONDITIONS = {
    "q": "posts.id in (select rowid from posts_fts where posts_fts match {query})",
    "since": "posts.date >= :since",
    "until": "posts.date <= :until",
    "story": "posts.story_id = :story",
    "month": "posts.date between :month || '-01' and :month || '-31'",
    "after": "posts.slug > :after",
}
UNDATED_CONDITION = "posts.date is null"
MATCHES = "exists (select 1 from posts_fts where posts_fts match :q and rowid = other.id)"
FIRST_OF_STORY = """
    (posts.relation is null or not exists (
      select 1 from posts as other where other.story_id = posts.story_id
      and (other.relation is null or other.id < posts.id) and {conditions}))"""

# Where ids follow time, a range of days is a range of ids. A post without a day is in none.
SINCE_BY_ID = (
    "rowid >= coalesce((select id from posts where date >= :since order by date, id limit 1), "
    "9223372036854775807)"
)
UNTIL_BY_ID = (
    "rowid >= coalesce((select id from posts where date >= '' order by date, id limit 1), 0) "
    "and rowid <= coalesce((select id from posts where date <= :until "
    "order by date desc, id desc limit 1), -1)"
)


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


def check_values_exist(databases: Databases, filter: Filter) -> None:
    """Raise UnknownValueError if a filter names a source, tag, story and so on that no post has."""
    check_unknown_values([[*find_unknown_values(each, filter)] for each in databases])


def check_unknown_values(each: Sequence[Sequence[str]]) -> None:
    """Raise UnknownValueError for what no database has, as `find_unknown_values` says of each."""
    for message in unknown_to_all(each):
        raise UnknownValueError(message)


def unknown_to_all(each: Sequence[Sequence[str]]) -> list[str]:
    """Return the messages that `find_unknown_values` yields for every database."""
    return [message for message in each[0] if all(message in unknown for unknown in each)]


def find_unknown_values(connection: sqlite3.Connection, filter: Filter) -> Iterator[str]:
    """Yield a message for each source, tag, story and so on of a filter that no post has."""
    known = "select 1 from stories where id = ?"
    if filter.story and not connection.execute(known, [filter.story]).fetchone():
        yield f"there is no story {filter.story}"
    for parameter, given in filter.parameters.items():
        name = parameter.removesuffix(EXCLUDED)
        if dimension := DIMENSIONS.get(name):
            for value in values_of(given):
                sql = f"select {dimension.reference(name)}"
                if connection.execute(sql, {name: value}).fetchone()[0] is None:
                    yield f"there is no {name} {value[:100]!r}"


def where(filter: Filter, query: str = ":q") -> str:
    """Return the SQL condition on `posts` for a filter, with `bindings` for its parameters.

    `query` is the SQL for the FTS5 expression of `q`.
    """
    conditions = [_condition(name, given) for name, given in filter.parameters.items()]
    return " and ".join(conditions).format(query=query) or "true"


def where_story_once(filter: Filter) -> str:
    """Return the SQL condition on `posts` that leaves, of each story, one post of those selected.

    It is the story's lead, or, if the filter does not select that, the first of its posts that it
    does. `bindings` are those of the filter.
    """
    conditions = [_condition_on_other(name, given) for name, given in filter.parameters.items()]
    return FIRST_OF_STORY.format(conditions=" and ".join(conditions) or "true")


def bindings(filter: Filter, languages: Languages = (ENGLISH,)) -> dict[str, str]:
    """Return the values that the SQL of a filter needs; `languages` are those of the posts."""
    values = {
        binding: value
        for name, given in filter.parameters.items()
        for binding, value in zip(_bindings(name, given), values_of(given), strict=True)
    }
    if filter.q is not None:
        values["q"] = fts_expression(filter, languages)
    return values


def fts_expression(filter: Filter, languages: Languages = (ENGLISH,)) -> str:
    """Return a filter's search as an FTS5 expression; a search for nothing finds all posts."""
    return match_expression(filter.q or "", languages) or f'"{MATCH_ALL}"'


def where_rowid(filter: Filter, ids_follow_time: bool) -> str:
    """Return the SQL condition on the rowid of `posts_fts` for all of a filter but `q`.

    The plus keeps SQLite from asking the full-text index for one post after another.
    `ids_follow_time` says that a later post always has the greater id.
    """
    conditions = []
    for name, given in filter.parameters.items():
        if name == "q":
            continue
        if ids_follow_time and name == "since":
            conditions.append(SINCE_BY_ID)
        elif ids_follow_time and name == "until":
            conditions.append(UNTIL_BY_ID)
        elif dimension := _dimension(name):
            isnt = "not " if name.endswith(EXCLUDED) else ""
            conditions.append(f"+rowid {isnt}in ({dimension.post_ids(_bindings(name, given))})")
        else:
            condition = _condition(name, given)
            conditions.append(f"+rowid in (select id from posts where {condition})")  # noqa: S608
    return " and ".join(conditions) or "true"


def where_key(filter: Filter, dimension: Dimension) -> str:
    """Return the SQL condition on the key of a dimension: one of those that the filter names."""
    given = getattr(filter, dimension.name)
    return dimension.is_one_of(dimension.key, _bindings(dimension.name, given)) if given else "true"


def _dimension(parameter: str) -> Dimension | None:
    return DIMENSIONS.get(parameter.removesuffix(EXCLUDED))


def _bindings(parameter: str, given: Values) -> list[str]:
    """Return the names that a parameter's values have in SQL: `source`, `source_2` and so on."""
    name = parameter.removesuffix(EXCLUDED)
    name = name if name == parameter else f"not_{name}"
    return [f"{name}_{at}" if at > 1 else name for at in range(1, len(values_of(given)) + 1)]


def _condition(name: str, given: Values) -> str:
    if dimension := _dimension(name):
        return dimension.condition(_bindings(name, given), name.endswith(EXCLUDED))
    return UNDATED_CONDITION if (name, given) == ("month", UNDATED) else OTHER_CONDITIONS[name]


def _condition_on_other(name: str, given: Values) -> str:
    """Return a condition that SQLite checks for one post, by the name `other`, at a time."""
    if name == "q":
        return MATCHES
    if dimension := _dimension(name):
        return dimension.condition_on("other", _bindings(name, given), name.endswith(EXCLUDED))
    return _condition(name, given).replace("posts.", "other.")
