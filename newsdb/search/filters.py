"""The filter of posts that search, lists, feeds and exports share, and its SQL.

Its fields are named like the parameters of URLs; `dimensions.py` has most of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from newsdb.exceptions import InvalidParameterError, UnknownValueError
from newsdb.parameters import parse_day
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.grammar import PERIOD_FIELDS, parse
from newsdb.search.match import match_expression
from newsdb.search.periods import parse_period
from newsdb.search.tokenizer import MATCH_ALL

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
    `until` are days (YYYY-MM-DD), both included; `month` is YYYY-MM or `undated`; `after` is a
    slug, for the posts that follow it in the order of slugs. The others are dimensions.
    """

    q: str | None = None
    source: str | None = None
    section: str | None = None
    author: str | None = None
    tag: str | None = None
    category: str | None = None
    security: str | None = None
    since: str | None = None
    until: str | None = None
    month: str | None = None
    after: str | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """The conditions that are not None, by name: what a URL says to select the same posts."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in values if value is not None}


ALL_POSTS = Filter()

OTHER_CONDITIONS = {
    "q": "posts.id in (select rowid from posts_fts where posts_fts match {query})",
    "since": "posts.date >= :since",
    "until": "posts.date <= :until",
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


def parse_filter(parameters: Mapping[str, str]) -> Filter:
    """Return the filter that parameters of a URL describe.

    Raises InvalidParameterError for an invalid day.
    """
    for name in DAY_PARAMETERS:
        if name in parameters:
            parse_day(name, parameters[name])
    return with_fields(Filter(**parameters))


def parse_once(stories: str) -> bool:
    """Return what the parameter `stories` says: whether to show one post of each story.

    Raises InvalidParameterError for a value other than on, off and ''.
    """
    if stories not in ("on", ALL_VERSIONS, ""):
        raise InvalidParameterError(f"stories must be on or off, not {stories[:40]!r}")
    return stories != ALL_VERSIONS


def with_fields(filter: Filter) -> Filter:
    """Return a filter with the fields of its search (`source:` and so on) as conditions.

    Of two values for one condition, that of the search counts; of two days, both do.
    """
    query = parse(filter.q or "")
    changes: dict[str, str | None] = {}
    for name, value in query.fields:
        period = parse_period(value) if name in PERIOD_FIELDS else None
        if not period:
            changes[name] = value
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
    if changes:
        changes["q"] = query.rest or None
    return replace(filter, **changes)


def check_values_exist(connection: sqlite3.Connection, filter: Filter) -> None:
    """Raise UnknownValueError if a filter names a source, tag and so on that no post has."""
    for name, value in filter.parameters.items():
        if dimension := DIMENSIONS.get(name):
            found = connection.execute(f"select {dimension.reference}", {name: value}).fetchone()
            if found[0] is None:
                raise UnknownValueError(f"there is no {name} {value[:100]!r}")


def where(filter: Filter, query: str = ":q") -> str:
    """Return the SQL condition on `posts` for a filter, with `bindings` for its parameters.

    `query` is the SQL for the FTS5 expression of `q`.
    """
    conditions = [_condition(name, value) for name, value in filter.parameters.items()]
    return " and ".join(conditions).format(query=query) or "true"


def where_story_once(filter: Filter) -> str:
    """Return the SQL condition on `posts` that leaves, of each story, one post of those selected.

    It is the story's lead, or, if the filter does not select that, the first of its posts that it
    does. `bindings` are those of the filter.
    """
    conditions = [_condition_on_other(name, value) for name, value in filter.parameters.items()]
    return FIRST_OF_STORY.format(conditions=" and ".join(conditions) or "true")


def bindings(filter: Filter) -> dict[str, str]:
    """Return the values that the SQL of a filter needs."""
    values = filter.parameters
    if filter.q is not None:
        values["q"] = fts_expression(filter)
    return values


def fts_expression(filter: Filter) -> str:
    """Return a filter's search as an FTS5 expression; a search for nothing finds all posts."""
    return match_expression(filter.q or "") or f'"{MATCH_ALL}"'


def where_rowid(filter: Filter, ids_follow_time: bool) -> str:
    """Return the SQL condition on the rowid of `posts_fts` for all of a filter but `q`.

    The plus keeps SQLite from asking the full-text index for one post after another.
    `ids_follow_time` says that a later post always has the greater id.
    """
    conditions = []
    for name, value in filter.parameters.items():
        if name == "q":
            continue
        if ids_follow_time and name == "since":
            conditions.append(SINCE_BY_ID)
        elif ids_follow_time and name == "until":
            conditions.append(UNTIL_BY_ID)
        elif name in DIMENSIONS:
            conditions.append(f"+rowid in ({DIMENSIONS[name].post_ids})")
        else:
            condition = _condition(name, value)
            conditions.append(f"+rowid in (select id from posts where {condition})")  # noqa: S608
    return " and ".join(conditions) or "true"


def _condition(name: str, value: str) -> str:
    if name == "month" and value == UNDATED:
        return UNDATED_CONDITION
    return DIMENSIONS[name].condition if name in DIMENSIONS else OTHER_CONDITIONS[name]


def _condition_on_other(name: str, value: str) -> str:
    """Return a condition that SQLite checks for one post, by the name `other`, at a time."""
    if name == "q":
        return MATCHES
    if name in DIMENSIONS:
        return DIMENSIONS[name].condition_on("other")
    return _condition(name, value).replace("posts.", "other.")
