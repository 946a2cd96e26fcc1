"""Reads the history of a git repository, and records the versions of posts that it holds.

The commits are walked from the newest to the oldest. Of each post, states in a row that have the
same text apart from navigation are one; each other state is converted as a load converts files.
What that gives waits in a temporary table, so that memory does not grow with the history.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import abc, deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from loaders import archive_rules
from loaders.database.version_merging import DatedVersion, merge_versions
from loaders.database.versions import FirstSeen
from loaders.decode import decode
from loaders.generators import Generator
from loaders.plan import Plan
from loaders.sources.git import Git
from loaders.sources.git_history import Commit, is_ancestor, read_commits, spooled
from loaders.workers import converted
from newsdb.database.reading import open_read_only
from newsdb.exceptions import BinaryFileError
from newsdb.models import Options, RawPost
from newsdb.versions.content import Content, content_of, read_content

if TYPE_CHECKING:
    from loaders.database.writing import Writer

CHUNK = 5000
"""How many states are looked at with one process of git: their contents are read one by one."""
SPOOL = """
create temp table walked (
  position integer primary key, slug text, seen text, revision text, content text
)
"""
NEWEST = "newest"
"""The content that the post has now, which needs no conversion."""

FileState = tuple[str, str]
"""The path of a post's file, and the id of its content."""


@dataclass(frozen=True, slots=True)
class PostState:
    """What a post was from a commit on: its file, None where there was none."""

    slug: str
    seen: FirstSeen
    file: FileState | None


def record_history(source: Git, plan: Plan, writer: Writer, options: Options, jobs: int) -> None:
    """Record the versions of posts in a repository's history, after its last state was loaded.

    What earlier loads read of the history is not read again, unless it was rewritten.
    Raises SourceError if the history cannot be read.
    """
    connection = writer.connection
    last = last_history(connection, source)
    if last and last[0] == source.revision:
        return
    since = last[0] if last and is_ancestor(source, last[0]) else None
    generator = plan.generators[0]
    assert generator is not None  # noqa: S101 - a source of files has one
    connection.execute(SPOOL)
    with spooled(source, since) as log:
        head = HeadFiles(source, plan, generator, read_commits(source, log))
        states = distinct_states(read_post_states(read_commits(source, log), head), source)
        with closing(convert_states(states, source, generator, options, jobs)) as rows:
            connection.executemany(
                "insert into walked values (?, ?, ?, ?, ?)",
                (
                    (position, state.slug, state.seen.time, state.seen.revision, text)
                    for position, state, text in rows
                ),
            )
    connection.execute("create index temp.walked_slug on walked (slug)")
    seen = FirstSeen(writer.started)
    known_until = last[1] if since and last else 0
    for (slug,) in connection.execute("select distinct slug from walked").fetchall():
        walked = _walked(connection, slug)
        merge_versions(connection, writer.versions, slug, walked, seen, known_until)
    connection.execute("drop table temp.walked")
    connection.execute(
        "insert or replace into histories (scope, revision, load_id) values (?, ?, ?)",
        (source.scope, source.revision, writer.load_id),
    )


def last_history(connection: sqlite3.Connection, source: Git) -> tuple[str, int] | None:
    """Return the commit up to which a history was read, and by which load; None if it was not."""
    row = connection.execute(
        "select revision, load_id from histories where scope = ?", (source.scope,)
    ).fetchone()
    return (row[0], row[1]) if row else None


def has_new_commits(database: Path, source: Git) -> bool:
    """Return whether a database of this version lacks a part of a repository's history."""
    if not database.exists() or not database.stat().st_size:
        return True
    with closing(open_read_only(database)) as connection:
        last = last_history(connection, source)
    return last is None or last[0] != source.revision


class HeadFiles:
    """The files of each post in the newest state, and the slugs of all that ever were posts."""

    def __init__(
        self, source: Git, plan: Plan, generator: Generator, commits: Iterable[Commit]
    ) -> None:
        """Find all paths of the history."""
        paths = {change.path for commit in commits for change in commit.changes}
        head = set(plan.posts[0])
        ever = head | set(generator.posts(sorted(paths | source.objects.keys())))
        self.slugs = {path: generator.slug(path) for path in ever}
        self.files: dict[str, dict[str, str]] = {}
        for path in head:
            self.files.setdefault(self.slugs[path], {})[path] = source.objects[path]


def read_post_states(commits: Iterable[Commit], head: HeadFiles) -> Iterator[PostState]:
    """Yield the states of posts, newest first, each with the commit that it begins with.

    A post's file is the last of its paths (`old_post` after `_posts`): moved at once, it stays
    the same post.
    """
    for commit in commits:
        touched: dict[str, FileState | None] = {}
        for change in commit.changes:
            slug = head.slugs.get(change.path)
            if slug is None:
                continue
            files = head.files.setdefault(slug, {})
            touched.setdefault(slug, _winner(files))
            if change.before is None:
                files.pop(change.path, None)
            else:
                files[change.path] = change.before
        for slug, after in touched.items():
            if after != _winner(head.files[slug]):
                yield PostState(slug, FirstSeen(commit.time, commit.id), after)


def distinct_states(states: Iterable[PostState], source: Git) -> Iterator[tuple[PostState, bool]]:
    """Yield the states whose text differs from the one before, and whether it is the newest.

    Of states in a row with the same text, the oldest counts.
    """
    pending: dict[str, tuple[str, PostState]] = {}
    newest: dict[str, str] = {}
    for state, key in _keyed(states, source):
        before = pending.get(state.slug)
        if before and before[0] != key:
            yield before[1], newest[state.slug] == before[0]
        newest.setdefault(state.slug, key)
        pending[state.slug] = (key, state)
    for slug, (key, state) in pending.items():
        yield state, newest[slug] == key


def _keyed(states: Iterable[PostState], source: Git) -> Iterator[tuple[PostState, str]]:
    """Yield each state with the key of its text, '' for none; without those that are damaged."""
    states = iter(states)
    keys: dict[FileState, str | None] = {}
    while chunk := list(islice(states, CHUNK)):
        files = list(dict.fromkeys(state.file for state in chunk if state.file))
        keys = {
            file: text_key(raw) if isinstance(raw, RawPost) else None
            for file, raw in zip(files, source.read_objects(files), strict=True)
        }
        for state in chunk:
            key = keys[state.file] if state.file else ""
            if key is not None:
                yield state, key


def text_key(raw: RawPost) -> str:
    """Return a hash of what a file says apart from navigation: files with the same are converted
    to the same post."""
    try:
        text = decode(raw.content)[0].rstrip()
    except BinaryFileError:
        text = ""
    if text and archive_rules.has_marks(raw.path, text):
        parts = archive_rules.take_apart(text)
        text = f"{parts.url}\n{parts.text}"
    suffix = raw.path.rpartition(".")[2]
    content = f"{suffix}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def convert_states(
    states: Iterable[tuple[PostState, bool]],
    source: Git,
    generator: Generator,
    options: Options,
    jobs: int,
) -> abc.Generator[tuple[int, PostState, str], None, None]:
    """Yield each state with its position and its content as JSON.

    NEWEST means the content of the post now. States that need no conversion may come earlier.
    """
    numbered = enumerate(states)
    pending: deque[tuple[int, PostState]] = deque()
    done: deque[tuple[int, PostState, str]] = deque()

    def raws() -> Iterator[tuple[int, RawPost]]:
        while chunk := list(islice(numbered, CHUNK)):
            wanted: list[tuple[int, PostState, FileState]] = []
            for position, (state, is_newest) in chunk:
                if state.file is None or is_newest:
                    done.append((position, state, NEWEST if state.file else "null"))
                else:
                    wanted.append((position, state, state.file))
            files = source.read_objects([file for *_, file in wanted])
            for (position, state, _), raw in zip(wanted, files, strict=True):
                if isinstance(raw, RawPost):
                    pending.append((position, state))
                    yield 0, raw

    for result in converted(raws(), options, [generator], jobs):
        while done:
            yield done.popleft()
        content = content_of(result.post) if result.post else None
        yield *pending.popleft(), json.dumps(content, ensure_ascii=False)
    yield from done


def _walked(connection: sqlite3.Connection, slug: str) -> list[DatedVersion]:
    """Return the versions of a post in the history, oldest first."""
    newest = read_content(connection, slug)
    rows = connection.execute(
        "select seen, revision, content from walked where slug = ? order by position desc", (slug,)
    )
    return [
        DatedVersion(
            FirstSeen(seen, revision),
            newest if text == NEWEST else Content(*(json.loads(text) or ())),
        )
        for seen, revision, text in rows
    ]


def _winner(files: dict[str, str]) -> FileState | None:
    return max(files.items(), default=None)
