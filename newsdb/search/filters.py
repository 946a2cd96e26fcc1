"""The filter of posts that search, lists, feeds and exports share, and its SQL.

A dimension is a property of posts by which they are filtered, listed and counted. A new one is a
line in DIMENSIONS and a field of Filter of the same name, and its words in `web/strings`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta

from newsdb.exceptions import InvalidParameterError, UnknownValueError
from newsdb.parameters import parse_day
from newsdb.search.grammar import parse
from newsdb.search.match import match_expression
from newsdb.search.periods import parse_period
from newsdb.search.tokenizer import MATCH_ALL

ALL_VERSIONS = "off"
"""The value of the parameter `stories` that asks for every post of each story."""
UNDATED = "undated"
"""The month of posts without a date."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A property of posts: its values are the rows of a table, and posts refer to them.

    URLs name a value by the column `value` of `table`, people by `label`. The column `key` holds
    the `primary_key` of `table`: it is a column of posts, or, where posts have several values, of
    the table `links` (post_id, key). For a property that is just a column of posts, `table` is
    posts, and all columns are that one.
    """

    name: str
    description: str
    table: str
    key: str
    links: str | None = None
    value: str = "name"
    label: str = "name"
    primary_key: str = "id"

    @property
    def reference(self) -> str:
        """The SQL for the primary key of the value that is bound as `:<name>`.

        A security is also found by its name.
        """
        if self.value == self.primary_key:
            select = f"select {self.value} from {self.table} where"  # noqa: S608
            return (
                f"coalesce(({select} {self.value} = :{self.name}), "
                f"({select} {self.label} = :{self.name}))"
            )
        select = f"select {self.primary_key} from {self.table}"  # noqa: S608
        return f"({select} where {self.value} = :{self.name})"

    @property
    def post_ids(self) -> str:
        """The SQL that selects the ids of the posts with a value."""
        column, table = ("post_id", self.links) if self.links else ("id", "posts")
        return f"select {column} from {table} where {self.key} = {self.reference}"  # noqa: S608

    @property
    def condition(self) -> str:
        """The SQL condition on posts with a value."""
        return f"posts.id in ({self.post_ids})" if self.links else self.condition_on("posts")

    def condition_on(self, table: str) -> str:
        """Return the SQL condition on a single post, a row of posts by the name `table`."""
        if self.links:
            return (
                f"exists (select 1 from {self.links} "  # noqa: S608
                f"where post_id = {table}.id and {self.key} = {self.reference})"
            )
        return f"{table}.{self.key} = {self.reference}"


DIMENSIONS: Mapping[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("source", "Name of a source.", "sources", "source_id"),
        Dimension("section", "Name of a section.", "sections", "section_id"),
        Dimension("author", "Name of an author.", "authors", "author_id", "post_authors"),
        Dimension("tag", "Name of a tag.", "tags", "tag_id", "post_tags"),
        Dimension(
            "category", "Name of a category.", "categories", "category_id", "post_categories"
        ),
        Dimension(
            "security",
            "Code of a security, such as 600160.SH.",
            "securities",
            "code",
            "post_securities",
            value="code",
            primary_key="code",
        ),
    )
}
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
        period = parse_period(value)
        if name == "after" and period:
            changes["since"] = max(f"{period[0]}", changes.get("since") or filter.since or "")
        elif name == "before" and period:
            last = f"{period[0] - timedelta(days=1)}"
            changes["until"] = min(last, changes.get("until") or filter.until or last)
        else:
            changes[name] = value
    if changes:
        changes["q"] = query.rest or None
    return replace(filter, **changes)


def check_values_exist(connection: sqlite3.Connection, filter: Filter) -> None:
    """Raise UnknownValueError if a filter names a source, tag and so on that no post has."""
    for name, value in filter.parameters.items():
        if dimension := DIMENSIONS.get(name):
            sql = (
                f"select 1 from {dimension.table} where ? in ({dimension.value}, {dimension.label})"  # noqa: S608
            )
            if not connection.execute(sql, (value,)).fetchone():
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
