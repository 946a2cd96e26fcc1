"""What changed since the last load, as far as sources with revisions can tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from loaders.database.revisions import last_load_of, last_revision
from loaders.parsers import archive_rules
from loaders.sources import Source, Versioned
from newsdb.database.reading import open_read_only
from newsdb.models import Summary


def last_load_if_unchanged(
    database: Path, sources: list[Source], build_key: tuple[str, str]
) -> Summary | None:
    """Return the summary of a load that is the last one again, told by the revisions alone.

    `build_key` is the version and the options (JSON) of this load. None where there may be
    something to do. Raises NotANewsDatabaseError for a file that is no news.db.
    """
    revisions = [source.revision for source in sources if source.revision]
    if len(revisions) < len(sources) or not database.exists() or not database.stat().st_size:
        return None
    connection = open_read_only(database)
    names, scopes = [source.name for source in sources], [scope_of(source) for source in sources]
    summary = last_load_of(connection, names, scopes, revisions, build_key)
    connection.close()
    return summary


def changed_files(
    connection: sqlite3.Connection, source: Source, known: Iterable[str], paths: Iterable[str]
) -> frozenset[str] | None:
    """Return the paths that changed since the source's last load; None: any of them may have.

    `known` are the paths of earlier loads, `paths` those of this one.
    """
    if not isinstance(source, Versioned):
        return None
    # While there were posts folders, nobody looked at the files outside of them.
    if _in_posts_folders(known) and not _in_posts_folders(paths):
        return None
    revision = last_revision(connection, source.name, source.scope)
    return source.changed_since(revision) if revision else None


def scope_of(source: Source) -> str:
    """Return what `loads.source` calls a source."""
    return source.scope if isinstance(source, Versioned) else source.name


def _in_posts_folders(paths: Iterable[str]) -> bool:
    return any(not archive_rules.POSTS_FOLDERS.isdisjoint(path.split("/")[:-1]) for path in paths)
