"""The SQL of a filter of posts: its conditions, and whether what it names exists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from newsdb.exceptions import UnknownValueError
from newsdb.search.databases import Databases
from newsdb.search.dimensions import DIMENSIONS, Dimension
from newsdb.search.filters import EXCLUDED, UNDATED, Filter, Values, values_of
from newsdb.search.match import match_expression
from newsdb.search.stems import ENGLISH, Languages
from newsdb.search.tokenizer import MATCH_ALL

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
