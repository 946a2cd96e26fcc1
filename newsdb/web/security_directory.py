"""The list of all securities, searched by code, name or initials, with trends by month."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsdb.models import Kind

TREND = 12
"""How many months a trend line has: the last that hold articles."""


@dataclass(frozen=True, slots=True)
class SecurityRow:
    """A security in the directory; its posts count stories once.

    `trend` has those of each of the last months.
    """

    code: str
    name: str
    kind: Kind
    market: str
    posts: int
    mentions: int
    last_seen: str | None
    trend: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """A page of the directory, how many securities there are in all, and the trends' months."""

    rows: tuple[SecurityRow, ...]
    total: int
    months: tuple[str, ...]


def find_securities(
    connection: sqlite3.Connection, query: str = "", kind: str = "", skip: int = 0, limit: int = 50
) -> DirectoryPage:
    """Return the securities that a query finds, those with most mentions first.

    `query` is the beginning of a code, a part of any name the security has had, or the
    beginning of its initials in pinyin (`lsyh` for 岚山银行); '' finds all. `kind` is one of
    the kinds, or '' for all.
    """
    condition = "(? = '' or kind = ?)"
    parameters: list[object] = [kind, kind]
    if query := query.strip():
        escaped = query.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        condition += (
            r" and (code like ? escape '\' or code in (select code from security_names "
            r"where name like ? escape '\' or initials like ? escape '\'))"
        )
        parameters += [f"{escaped}%", f"%{escaped}%", f"{escaped}%"]
    total = connection.execute(
        f"select count(*) from securities where {condition}",  # noqa: S608
        parameters,
    ).fetchone()[0]
    rows = connection.execute(
        "select code, name, kind, market, stories, mentions, last_seen from securities "  # noqa: S608
        f"where {condition} order by mentions desc, stories desc, code limit ? offset ?",
        (*parameters, limit, max(0, skip)),
    ).fetchall()
    latest = _latest_months(connection)
    trends = _trends(connection, [row[0] for row in rows], latest)
    return DirectoryPage(tuple(SecurityRow(*(*row, trends[row[0]])) for row in rows), total, latest)


def find_trends(
    connection: sqlite3.Connection, codes: Sequence[str]
) -> Mapping[str, tuple[int, ...]]:
    """Return the articles on securities in each of the last months, by their codes."""
    return _trends(connection, codes, _latest_months(connection)) if codes else {}


def _latest_months(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the last months that hold articles with securities, in order."""
    latest: list[str] = []
    while len(latest) < TREND:
        (month,) = connection.execute(
            "select max(month) from security_months where month < ?",
            (latest[-1] if latest else "~",),
        ).fetchone()
        if month is None:
            break
        latest.append(month)
    return tuple(reversed(latest))


def _trends(
    connection: sqlite3.Connection, codes: Sequence[str], latest: Sequence[str]
) -> Mapping[str, tuple[int, ...]]:
    marks = ", ".join("?" * len(codes))
    rows = connection.execute(
        f"select code, month, stories from security_months where code in ({marks}) and month >= ?",  # noqa: S608
        (*codes, latest[0] if latest else "~"),
    )
    counts = {(code, month): posts for code, month, posts in rows}
    return {code: tuple(counts.get((code, month), 0) for month in latest) for code in codes}
