"""What a load remembers of each feed, in the table `feeds`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newsdb.database.reading import is_current, open_read_only

Status = Literal["ok", "incomplete", "failed", "gone", "waiting"]


@dataclass(frozen=True, slots=True)
class FeedState:
    """How the last request for a feed ended, and what the next one has to know.

    `url` is where the feed is now, '' for the location that names it. `detail` is a sentence.
    `retry_after` is when the server wants to be asked again (ISO 8601, UTC), '' for any time.
    `document` are the bytes of a document in another encoding than it declares.
    """

    source: str
    url: str = ""
    status: Status = "ok"
    detail: str = ""
    retry_after: str = ""
    document: bytes | None = None

    @property
    def is_good(self) -> bool:
        """Whether the feed was read, and nothing of it is missing."""
        return self.status == "ok"


def read_feed_states(database: Path) -> dict[str, FeedState]:
    """Return what a database remembers, by the name of the source."""
    if not database.exists() or not database.stat().st_size:
        return {}
    with closing(open_read_only(database, older=True)) as connection:
        if not is_current(connection):
            return {}
        rows = connection.execute(
            "select source, url, status, detail, retry_after, document from feeds"
        )
        return {
            source: FeedState(source, url or "", status, detail or "", retry_after or "", document)
            for source, url, status, detail, retry_after, document in rows
        }


def has_new_states(states: Iterable[FeedState], database: Path) -> bool:
    """Return whether something is known now that a database does not remember."""
    known = read_feed_states(database)
    return any(state != known.get(state.source, FeedState(state.source)) for state in states)


def write_states(connection: sqlite3.Connection, load_id: int, states: Iterable[FeedState]) -> None:
    """Write what is known now. A row that says the same keeps its load."""
    for state in states:
        values = (
            *(state.url or None, state.status, state.detail or None),
            *(state.retry_after or None, state.document),
        )
        connection.execute(
            """insert into feeds (url, status, detail, retry_after, document, load_id, source)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            on conflict (source) do update set
            url = ?1, status = ?2, detail = ?3, retry_after = ?4, document = ?5, load_id = ?6
            where (url, status, detail, retry_after, document) is not (?1, ?2, ?3, ?4, ?5)""",
            (*values, load_id, state.source),
        )
