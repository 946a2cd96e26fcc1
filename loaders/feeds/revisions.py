"""The revision at which the last load left a feed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from newsdb.database.reading import is_current, open_read_only


def last_revision_of_feed(database: Path, name: str, build_key: tuple[str, str]) -> str | None:
    """Return the revision at which the last load left a feed, or None if it must be read again.

    That is also so if other stages or options (`build_key`) made the posts.
    """
    if not database.exists() or not database.stat().st_size:
        return None
    with closing(open_read_only(database, older=True)) as connection:
        if not is_current(connection):
            return None
        rows = connection.execute(
            "select source, revision, stages, options from loads order by id desc"
        )
        for source, revision, *made in rows:
            names, revisions = (source or "").split("\n"), (revision or "").split("\n")
            if name in names:
                at = names.index(name)
                fits = len(names) == len(revisions) and tuple(made) == build_key
                return (revisions[at] or None) if fits else None
    return None
