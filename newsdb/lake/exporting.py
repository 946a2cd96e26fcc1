"""Writes what a database holds as the datasets of a lake: those of a load on a cluster.

Files are divided into the same shares. The name of a share follows from what the database says of
its files, so that a share that is there already is not written again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from sys import intern
from typing import Any

from newsdb import __version__
from newsdb.database.file_contents import FileContents
from newsdb.database.stored_posts import read_posts
from newsdb.exceptions import LakeError
from newsdb.lake.lake import Piece, commit, read_lake
from newsdb.lake.shares import cut, order_of
from newsdb.lake.storage import Storage
from newsdb.lake.tables import FileRow, ProblemRow, post_row
from newsdb.lake.writing import find_share, write_share

NAME_LENGTH = 32
FILES = """
select files.id, source, files.path, files.slug, files.sha256, coalesce(bytes, 0), status, form,
case when status = 'post' then post_id end, coalesce(digest, ''),
(select group_concat(line || kind || detail) from problems where file_id = files.id)
from files left join file_contents on file_id = files.id
left join posts on posts.id = post_id and status = 'post'
order by files.id
"""
PROBLEMS = "select line, kind, detail, raw from problems where file_id = ? order by id"
LAST_LOAD = """
select source, revision, stages, options, ignored from loads
where stages is not null order by id desc limit 1
"""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A row of the table `files`; `state`, a digest, changes when what is exported of it does."""

    id: int
    row: FileRow
    post_id: int | None
    state: bytes


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: how many shares there are, and how many were not there before."""

    shares: int
    written: int
    posts: int


def export_to_lake(
    connection: sqlite3.Connection,
    storage: Storage,
    progress: Callable[[int], None] = lambda posts: None,
) -> Exported:
    """Make a lake hold what a database holds; return what was done.

    Nothing is seen of it before all is written. `progress` is called with the number of files
    written since the last call. Raises LakeError, also if the lake has other sources.
    """
    about, files = _about(connection), list(_read_files(connection))
    before = read_lake(storage, complete=False)
    if before and (others := set(before.about["sources"]) - set(about["sources"])):
        named = ", ".join(sorted(others))
        raise LakeError(f"{storage.url} was loaded from {named}; name another target")
    pieces: list[Piece] = []
    shares = written = 0
    for month, share in _shares(files, about["sources"]):
        name = _name(about, share)
        done = find_share(storage, month, name)
        if done is None:
            written += 1
            done = _write(connection, storage, month, name, share)
        pieces += done.pieces
        shares += 1
        progress(len(share))
    commit(storage, pieces, about)
    posts = sum(piece.rows for piece in pieces if piece.table == "posts")
    return Exported(shares, written, posts)


def _about(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return what a load on a cluster says of itself, of the loads of a database."""
    sources = [
        name
        for (name,) in connection.execute(
            "select source from files group by source order by min(id)"
        )
    ]
    row = connection.execute(LAST_LOAD).fetchone()
    if row is None or not sources:
        raise LakeError("the database has no files to export; load posts into it first")
    scopes, revision, stages, options, ignored = row
    scopes = scopes.split("\n")
    # Of several loads with different sources, no load says it all.
    is_whole = len(scopes) == len(sources)
    revisions = [each or None for each in (revision or "").split("\n")]
    return {
        "sources": sources,
        "scopes": scopes if is_whole else sources,
        "revisions": revisions if len(revisions) == len(sources) else [None] * len(sources),
        "stages": stages,
        "options": options,
        "version": __version__,
        "ignored": ignored if is_whole else 0,
    }


def _read_files(connection: sqlite3.Connection) -> Iterator[StoredFile]:
    for file_id, source, path, slug, *values, post_id, digest, problems in connection.execute(
        FILES
    ):
        sha256_of_file, size, status, form = values
        row = FileRow(intern(source), path, slug, sha256_of_file, size, status, form)
        yield StoredFile(file_id, row, post_id, _digest((row, digest, problems)))


def _shares(files: list[StoredFile], sources: list[str]) -> Iterator[tuple[str, list[StoredFile]]]:
    """Yield the shares of files, as a load on a cluster divides them, each with its month.

    Files of one slug belong together, where the one of them is that wins the slug.
    """
    numbers = {name: number for number, name in enumerate(sources)}
    by_slug: dict[str, list[StoredFile]] = {}
    for file in sorted(files, key=lambda each: (numbers[each.row.source], each.row.path)):
        by_slug.setdefault(file.row.slug, []).append(file)
    groups = sorted(by_slug.values(), key=lambda group: order_of(group[-1].row.path))
    for month, share in cut(groups, lambda group: group[-1].row.path):
        yield month, [file for group in share for file in group]


def _name(about: dict[str, Any], share: list[StoredFile]) -> str:
    key = "export", about["version"], about["stages"], about["options"]
    return _digest((key, sorted(file.state for file in share))).hex()[:NAME_LENGTH]


def _digest(value: object) -> bytes:
    return sha256(repr(value).encode("utf-8", "surrogatepass")).digest()


def _write(
    connection: sqlite3.Connection,
    storage: Storage,
    month: str,
    name: str,
    share: list[StoredFile],
) -> Any:
    contents = FileContents(connection)
    ids = [file.post_id for file in share if file.post_id is not None]
    posts = [post_row(*each) for each in read_posts(connection, ids)]
    problems = [
        ProblemRow(file.row.source, file.row.path, *values)
        for file in share
        for values in connection.execute(PROBLEMS, (file.id,))
    ]
    files = [
        replace(file.row, content=contents.read(file.id, file.row.size))
        if file.row.form
        else file.row
        for file in share
    ]
    return write_share(storage, month, name, posts, problems, files, {})
