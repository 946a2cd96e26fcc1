"""Edits of all articles, newest first, by kind, by what changed and by day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import parse_day, parse_number
from newsdb.search import Databases
from newsdb.versions.edits import EDITS, PARTS

PAGE_SIZE = 30
SEEN = 4
"""Which column of SELECT is the time of an edit."""
MAX_PAGE = 1000
PARAMETERS = ("kind", "change", "since", "until", "page", "lang")
SELECT = """
select slug, number, title, title_before, seen, revision, kind, changes, characters_added,
  characters_removed, (select name from posts join sources on sources.id = source_id
    where posts.id = edits.post_id) as source, post_id is not null as "exists"
from edits where (:kind = '' or kind = :kind)
  and (:change = '' or instr(changes, '"' || :change || '"'))
  and seen >= :since and seen < :until
order by seen desc, id desc limit :limit offset :offset
"""


@dataclass(frozen=True, slots=True)
class EditFilter:
    """Which edits are wanted: '' means all. Days are YYYY-MM-DD, in UTC."""

    kind: str = ""
    change: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the URL, without the page."""
        names = ("kind", "change", "since", "until")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class EditRow:
    """An edit: the version that it made, and the title before."""

    slug: str
    number: int
    title: str | None
    title_before: str | None
    seen: str
    revision: str | None
    kind: str
    changes: tuple[str, ...]
    characters_added: int
    characters_removed: int
    source: str | None
    exists: bool

    @property
    def name(self) -> str:
        """What to call the article: its title, or the end of its slug where that is not kept."""
        return self.title or self.title_before or self.slug.rpartition("/")[2]

    @property
    def old_title(self) -> str:
        """The title before, '' where it is the same."""
        changed = self.title and self.title_before and self.title != self.title_before
        return (self.title_before or "") if changed else ""


def parse_edit_filter(given: Mapping[str, str]) -> EditFilter:
    """Return what a URL asks for. Raises InvalidParameterError."""
    for name, known in (("kind", EDITS), ("change", PARTS)):
        if (value := given.get(name, "")) and value not in known:
            raise InvalidParameterError(
                f"{name} must be one of {', '.join(known)}, not {value[:40]!r}"
            )
    days = {name: parse_day(name, given[name]) for name in ("since", "until") if name in given}
    number = parse_number("page", given["page"], MAX_PAGE) if "page" in given else 1
    return EditFilter(given.get("kind", ""), given.get("change", ""), **days, page=number)


def find_edits_page(databases: Databases, wanted: EditFilter) -> tuple[list[EditRow], bool]:
    """Return a page of edits, newest first, and whether there are more."""
    start = (wanted.page - 1) * PAGE_SIZE
    # Of several databases, a page may begin anywhere in each.
    first = start if len(databases) > 1 else 0
    parameters = {
        "kind": wanted.kind,
        "change": wanted.change,
        "since": wanted.since,
        # "~" sorts after whatever a time goes on with.
        "until": f"{wanted.until}~" if wanted.until else "~",
        "limit": first + PAGE_SIZE + 1,
        "offset": start - first,
    }
    each = [connection.execute(SELECT, parameters).fetchall() for connection in reversed(databases)]
    rows = [row for rows in each for row in rows]
    rows = sorted(rows, key=itemgetter(SEEN), reverse=True)[first:]
    found = (EditRow(*row) for row in rows[:PAGE_SIZE])
    edits = [
        replace(each, changes=tuple(json.loads(f"{each.changes}")), exists=bool(each.exists))
        for each in found
    ]
    return edits, len(rows) > PAGE_SIZE
