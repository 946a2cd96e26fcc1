"""Which posts are meant: the filters of exports and feeds, from parameters to SQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from newsdb.exceptions import InvalidParameterError
from newsdb.search import MATCH_ALL, match_expression

UNDATED = "undated"
"""What stands for the month of posts without a date."""
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Selection:
    """Posts that satisfy every condition that is not None.

    `q` is a search as a person types it; `source`, `tag`, `category` are names, `security` a
    code; `since` and `until` are days (YYYY-MM-DD), both included; `month` is YYYY-MM or
    `undated`; `after` is a slug: only what comes after it.
    """

    q: str | None = None
    source: str | None = None
    tag: str | None = None
    category: str | None = None
    security: str | None = None
    since: str | None = None
    until: str | None = None
    month: str | None = None
    after: str | None = None


CONDITIONS = {
    "q": "posts.id in (select rowid from posts_fts where posts_fts match :q)",
    "source": "posts.source_id = (select id from sources where name = :source)",
    "tag": """posts.id in (select post_id from post_tags
        where tag_id = (select id from tags where name = :tag))""",
    "category": """posts.id in (select post_id from post_categories
        where category_id = (select id from categories where name = :category))""",
    "security": "posts.id in (select post_id from post_securities where code = :security)",
    "since": "posts.date >= :since",
    "until": "posts.date <= :until",
    "month": "posts.date between :month || '-01' and :month || '-31'",
    "after": "posts.slug > :after",
}


def where(selection: Selection) -> tuple[str, dict[str, str]]:
    """Return a selection as an SQL condition on `posts`, and the values it needs."""
    given = {
        field.name: value
        for field in fields(selection)
        if (value := getattr(selection, field.name)) is not None
    }
    conditions = [CONDITIONS[name] for name in given]
    if selection.q is not None:
        # As everywhere on the site, a search for nothing finds everything.
        given["q"] = match_expression(selection.q) or f'"{MATCH_ALL}"'
    if selection.month == UNDATED:
        conditions[list(given).index("month")] = "posts.date is null"
        del given["month"]
    return " and ".join(conditions) or "true", given


def parameters(query: bytes, names: Sequence[str]) -> dict[str, str]:
    """Return the parameters of a query string, each once, without empty ones.

    Raises InvalidParameterError for one that is not among `names`, is given twice, or is not a day:
    a misspelt filter must not select other posts than were meant.
    """
    given: dict[str, str] = {}
    found = parse_qs(query.decode("utf-8", "replace"), keep_blank_values=True)
    for name, values in found.items():
        if name not in names:
            there_are = f"there are {', '.join(names)}" if names else "there are none here"
            raise InvalidParameterError(f"there is no parameter {name[:40]!r}; {there_are}")
        if len(values) > 1:
            raise InvalidParameterError(f"the parameter {name} can be given once only")
        if values[0]:
            given[name] = day(name, values[0]) if name in ("since", "until") else values[0]
    return given


def day(name: str, value: str) -> str:
    """Return a value that is a day (YYYY-MM-DD), or raise InvalidParameterError."""
    try:
        if DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise InvalidParameterError(f"{name} must be a day such as 2022-01-31, not {value[:40]!r}")


def number(name: str, value: str, most: int) -> int:
    """Return a value that is a whole number from 1 to `most`, or raise InvalidParameterError."""
    if re.fullmatch(r"\d{1,9}", value, re.ASCII) and 1 <= int(value) <= most:
        return int(value)
    raise InvalidParameterError(f"{name} must be a number from 1 to {most}, not {value[:40]!r}")


def month_filter(month: str | None, **more: Any) -> Selection:
    """Return the selection of a month (None: of posts without a date)."""
    return Selection(month=month or UNDATED, **more)
