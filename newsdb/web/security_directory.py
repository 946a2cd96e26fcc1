"""The list of all securities, searched by code, name or initials, with trends by month."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsdb.models import Kind
from newsdb.search import Databases

TREND = 12
"""How many months a trend line has: the last that hold articles."""


SELECTED = """
from securities where (:kind = '' or kind = :kind)
and (:codes is null or code in (select value from json_each(:codes)))"""
ROWS = f"""
select code, name, kind, market, stories, mentions, last_seen {SELECTED}
order by mentions desc, stories desc, code limit :limit offset :skip"""
MATCHING = r"""
select code from securities where code like :begin escape '\' union
select code from security_names
where name like :contain escape '\' or initials like :begin escape '\'"""


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
    trend: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """A page of the directory, how many securities there are in all, and the trends' months."""

    rows: tuple[SecurityRow, ...]
    total: int
    months: tuple[str, ...]


def find_securities(
    databases: Databases, query: str = "", kind: str = "", skip: int = 0, limit: int = 50
) -> DirectoryPage:
    """Return the securities that a query finds, those with most mentions first.

    `query` is the beginning of a code, a part of any name the security has had, or the
    beginning of its initials in pinyin (`lsyh` for 岚山银行); '' finds all. `kind` is one of
    the kinds, or '' for all.
    """
    latest = _latest_months(databases)
    parameters: dict[str, object] = {
        "kind": kind,
        "codes": json.dumps(sorted(_matching_codes(databases, query))) if query.strip() else None,
    }
    if len(databases) == 1:
        (total,) = databases[0].execute(f"select count(*) {SELECTED}", parameters).fetchone()
        rows = _read_rows(databases[0], parameters, limit, skip)
    else:
        every = _merge([_read_rows(each, parameters, limit=-1) for each in databases])
        total, rows = len(every), every[max(0, skip) :][:limit]
    trends = _trends(databases, [row.code for row in rows], latest)
    shown = tuple(replace(row, trend=trends[row.code]) for row in rows)
    return DirectoryPage(shown, total, latest)


def _read_rows(
    connection: sqlite3.Connection, parameters: Mapping[str, object], limit: int, skip: int = 0
) -> list[SecurityRow]:
    page = {"limit": limit, "skip": max(0, skip)}
    return [SecurityRow(*row) for row in connection.execute(ROWS, {**parameters, **page})]


def _matching_codes(databases: Databases, query: str) -> set[str]:
    """Return the codes of the securities that a query finds in any database: a name may be that
    of some years only."""
    query = query.strip()
    escaped = query.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    patterns = {"begin": f"{escaped}%", "contain": f"%{escaped}%"}
    return {code for each in databases for (code,) in each.execute(MATCHING, patterns)}


def _merge(each: Sequence[Sequence[SecurityRow]]) -> list[SecurityRow]:
    """Return the securities of several databases with the sums of what they count, as they are
    called where they were seen last."""
    found: dict[str, SecurityRow] = {}
    for rows in each:
        for row in rows:
            if before := found.get(row.code):
                latest = max(before, row, key=lambda one: one.last_seen or "")
                posts, mentions = before.posts + row.posts, before.mentions + row.mentions
                found[row.code] = replace(latest, posts=posts, mentions=mentions)
            else:
                found[row.code] = row
    return sorted(found.values(), key=lambda row: (-row.mentions, -row.posts, row.code))


def find_trends(databases: Databases, codes: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """Return the articles on securities in each of the last months, by their codes."""
    return _trends(databases, codes, _latest_months(databases)) if codes else {}


def _latest_months(databases: Databases) -> tuple[str, ...]:
    """Return the last months that hold articles with securities, in order."""
    sql = "select max(month) from security_months where month < ?"
    latest: list[str] = []
    while len(latest) < TREND:
        before = latest[-1] if latest else "~"
        found = (each.execute(sql, (before,)).fetchone()[0] for each in databases)
        month = max(filter(None, found), default=None)
        if month is None:
            break
        latest.append(month)
    return tuple(reversed(latest))


def _trends(
    databases: Databases, codes: Sequence[str], latest: Sequence[str]
) -> Mapping[str, tuple[int, ...]]:
    marks = ", ".join("?" * len(codes))
    sql = f"select code, month, stories from security_months where code in ({marks}) and month >= ?"  # noqa: S608
    counts: Counter[tuple[str, str]] = Counter()
    for connection in databases:
        for code, month, posts in connection.execute(sql, (*codes, latest[0] if latest else "~")):
            counts[code, month] += posts
    return {code: tuple(counts[code, month] for month in latest) for code in codes}
