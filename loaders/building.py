"""Builds a database from a lake: what a load of the sources would write, without converting them.

Files come in the order in which such a load writes them, so that ids are the same, too. A database
can also have a part of the lake: the posts of a year, or those for which a condition is true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeAlias

from loaders.apply import apply_changes
from loaders.changes import Duplicate, Outcome, Result
from loaders.database.replacing import replacing
from loaders.plan import Plan, PlannedFile
from newsdb.database.reading import loads_of, open_read_only
from newsdb.exceptions import LakeError
from newsdb.lake.lake import LakeState, Piece, read_lake, read_piece, select_slugs
from newsdb.lake.shares import order_of
from newsdb.lake.storage import Storage, open_storage
from newsdb.lake.tables import FileRow, PostRow, ProblemRow, from_parquet, year_of
from newsdb.models import Converted, Problem, RawPost, Summary

OPEN_SHARES = 4
"""How many shares are in memory: each is read as a whole, and used in the order of its files."""
PROGRESS_STEP = 100
ACCOUNT = ["source", "path", "slug", "sha256", "size", "status", "form"]
"""The columns of `files` other than the content."""


class Listed(NamedTuple):
    """A file of a lake: its slug and its share, and its row if it is a duplicate.

    Of others the row is read with the share: of a million files, they are most of a gigabyte.
    """

    slug: str
    share: str
    duplicate: FileRow | None


Files: TypeAlias = dict[tuple[int, str], Listed]
"""Files, by the number of their source and their path."""


@dataclass(frozen=True, slots=True)
class ShareRows:
    """The rows of a share: posts by slug; files and problems by source and path."""

    posts: dict[str, PostRow]
    files: dict[tuple[str, str], FileRow]
    problems: dict[tuple[str, str], list[Problem]]


@dataclass(frozen=True, slots=True)
class Part:
    """What a database has of a lake: the posts with one of the `slugs`, or all if that is None.

    Files that are no post are in it if all posts are, or if they are of one of its `years`.
    """

    state: LakeState
    slugs: frozenset[str] | None = None
    years: frozenset[str] = frozenset()

    @property
    def is_all(self) -> bool:
        """Whether it is the whole lake."""
        return self.slugs is None

    def has(self, file: FileRow, month: str) -> bool:
        """Return whether a file, which is in `month` of the dataset `files`, belongs to it."""
        if self.slugs is None:
            return True
        return file.slug in self.slugs if file.status == "post" else year_of(month) in self.years


def build(
    url: str,
    database: Path,
    where: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
    waiting: Callable[[], None] = lambda: None,
) -> Summary:
    """Make a database of a lake, in place of one that is there; return what it has.

    `where` is a condition in SQL on the columns of `posts`: then only the files of posts for
    which it is true are in the database. `progress` is called with the number of files done and
    of all files; `waiting` once if a load has to finish first.
    Raises LakeError, NotANewsDatabaseError if another kind of file is there, OSError or
    sqlite3.Error if the disk fails; then nothing has changed.
    """
    storage = open_storage(url)
    part = Part(open_state(storage, url), select_slugs(storage, where) if where else None)
    return build_part(storage, part, database, progress, waiting)


def open_state(storage: Storage, url: str) -> LakeState:
    """Return what the lake at a URL holds. Raises LakeError if there is none that can be read."""
    state = read_lake(storage)
    if state is None:
        raise LakeError(f"{url} has no datasets; `newsdb load posts … --cluster` writes them")
    return state


def build_part(
    storage: Storage,
    part: Part,
    database: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    waiting: Callable[[], None] = lambda: None,
) -> Summary:
    """Make a database of a part of a lake, as `build` does."""
    from loaders.database.writing import Writer  # slow import

    last_load = 0
    if database.exists() and database.stat().st_size:
        with closing(open_read_only(database, older=True)) as replaced:
            _, last_load = loads_of(replaced)
    about = part.state.about
    summary = Summary(ignored=about["ignored"] if part.is_all else 0)
    started = datetime.now(timezone.utc).isoformat(timespec="seconds")
    with (
        replacing(database, waiting) as replacement,
        closing(
            Writer(replacement.begin(), started, "\n".join(about["scopes"]), last_load=last_load)
        ) as writer,
    ):
        outcomes = find_outcomes(storage, part, progress)
        apply_changes(outcomes, about["sources"], summary, lambda: writer)
        writer.mark_duplicates()
        revisions = "\n".join(revision or "" for revision in about["revisions"])
        key = about["stages"], about["options"]
        writer.finish(summary, revisions if revisions.strip() else None, *key)
    return summary


def list_files(storage: Storage, part: Part) -> Files:
    """Return the files that a database has of a lake."""
    numbers = {name: number for number, name in enumerate(part.state.about["sources"])}
    return {
        (numbers[row.source], row.path): Listed(
            row.slug, piece.share, row if row.status == "duplicate" else None
        )
        for piece in part.state.pieces["files"]
        for row in from_parquet(FileRow, read_piece(storage, piece), ACCOUNT)
        if part.has(row, piece.month)
    }


def find_outcomes(
    storage: Storage, part: Part, progress: Callable[[int, int], None]
) -> Iterator[Outcome]:
    """Yield what became of each file, in the order of a load of the sources.

    Such a load first writes the files that win their slug, in the order of their names; then
    those that took the place of one that was refused, and those that are duplicates.
    """
    listed, shares = list_files(storage, part), ShareReader(storage, part.state)
    plan = Plan([])
    for number, path in sorted(listed):
        plan.add(PlannedFile(number, path, listed[number, path].slug))
    winners = sorted(plan.winners.values(), key=lambda file: (file.source, order_of(file.path)))
    others = [file for files in plan.duplicates.values() for file in reversed(files)]
    others.sort(key=lambda file: (1 + file.source) * bool(listed[file[:2]].duplicate))
    for done, file in enumerate((*winners, *others), 1):
        _, share, duplicate = listed[file[:2]]
        if duplicate:
            yield Duplicate(file, duplicate.sha256, duplicate.size, is_new=True)
        else:
            yield _result(file, part.state.about["sources"][file.source], shares.read(share))
        if done % PROGRESS_STEP == 0 or done == len(listed):
            progress(done, len(listed))


def _result(file: PlannedFile, source: str, share: ShareRows) -> Result:
    row = share.files[source, file.path]
    post = share.posts[row.slug] if row.status == "post" else None
    kept = (
        RawPost(row.path, row.content, row.form) if row.content is not None and row.form else None
    )
    assert row.status != "duplicate"  # noqa: S101 - for mypy
    problems = tuple(share.problems.get((source, file.path), ()))
    return Result(file, row.sha256, row.size, Converted(row.path, post, problems, row.status), kept)


class ShareReader:
    """Reads shares of a lake, and keeps the last ones: most files follow each other in one."""

    def __init__(self, storage: Storage, state: LakeState) -> None:
        """Remember where the shares of a lake are."""
        self._storage = storage
        self._pieces: dict[str, list[Piece]] = {}
        for piece in chain.from_iterable(state.pieces.values()):
            self._pieces.setdefault(piece.share, []).append(piece)
        self.read = lru_cache(OPEN_SHARES)(self._read)

    def _read(self, name: str) -> ShareRows:
        share = ShareRows({}, {}, {})
        for piece in self._pieces[name]:
            if piece.table == "mentions":
                continue  # posts have them, too
            content = read_piece(self._storage, piece)
            if piece.table == "posts":
                share.posts.update((each.slug, each) for each in from_parquet(PostRow, content))
            elif piece.table == "files":
                for file in from_parquet(FileRow, content):
                    share.files[file.source, file.path] = file
            else:
                for each in from_parquet(ProblemRow, content):
                    problem = Problem(each.kind, each.detail, each.line, each.raw)
                    share.problems.setdefault((each.source, each.path), []).append(problem)
        return share
