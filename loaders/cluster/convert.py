"""The task of a worker: one share of the sources to the files of a lake.

A task can run any number of times, also at once: the names of what it writes follow from what it
reads, and the file that says that a share is complete comes last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from loaders.apply import apply_changes
from loaders.cluster.job import Done, Job, Share, form_of
from loaders.earlier import Earlier
from loaders.generators import Generator, generator_for
from loaders.outcomes import find_changes
from loaders.plan import Plan
from loaders.sources import Source
from loaders.sources.entry_source import EntrySource, FeedEntries
from loaders.stages import build_key
from newsdb import __version__
from newsdb.exceptions import ClusterError, SourceError
from newsdb.lake.shares import order_of
from newsdb.lake.storage import open_storage
from newsdb.lake.tables import FileRow, PostRow, ProblemRow, post_row
from newsdb.lake.writing import find_share, write_share
from newsdb.models import Post, Problem, RawPost, Summary, Tokens, Unreadable

if TYPE_CHECKING:
    from loaders.database.writing import Writer

MAX_HELD_BYTES = 128 * 2**20
"""How much of a share's content stays in memory, so that it is read once."""
NAME_LENGTH = 32
OPEN_PARTS = 4
"""How many files of JSON lines a worker keeps open: of each it remembers where all lines are."""
NOTHING = FeedEntries("", None)
"""A source that a share has no files of."""


def convert_share(job: Job, share: Share) -> Done:
    """Convert a share, unless that is done already, and return what holds it.

    Raises ClusterError if this is another version of newsdb than the client's, SourceError or
    LakeError if what it reads or writes cannot be reached: the task can be run again.
    """
    if job.version != __version__:
        raise ClusterError(f"a worker has newsdb {__version__}, the client {job.version}")
    plan = _plan(job, share)
    storage = open_storage(job.target)
    name = _name(job, plan)
    if written := find_share(storage, share.month, name):
        return Done(written.pieces, Summary(**written.about), is_new=False)
    rows, summary = Rows(), Summary()
    nothing = [Earlier() for _ in plan.sources]
    changes = find_changes(plan, nothing, (), job.options, 1, lambda done, total: None)
    names = [place.name for place in job.places]
    apply_changes(changes, names, summary, lambda: cast("Writer", rows))
    content = rows.posts, rows.problems, rows.files
    written = write_share(storage, share.month, name, *content, asdict(summary))
    return Done(written.pieces, summary, is_new=True)


@dataclass(slots=True)
class Rows:
    """The rows of a share: takes what a load writes, in place of a database's Writer."""

    posts: list[PostRow] = field(default_factory=list)
    problems: list[ProblemRow] = field(default_factory=list)
    files: list[FileRow] = field(default_factory=list)

    def put_post(
        self,
        post: Post,
        path: str,
        sha256: str,
        commit: str | None = None,
        tokens: Tokens | None = None,
    ) -> tuple[int, bool]:
        """Take a post; return its number, and that it is new. Its tokens are made later."""
        self.posts.append(post_row(post, path, sha256))
        return len(self.posts), True

    def put_file(
        self,
        source: str,
        path: str,
        slug: str,
        sha256: str | None,
        size: int,
        status: Any,
        problems: Iterable[Problem] = (),
        post_id: int | None = None,
        kept: RawPost | None = None,
    ) -> None:
        """Take a file, with its problems and what it holds."""
        form, content = (kept.form, kept.content) if kept else (None, None)
        self.files.append(FileRow(source, path, slug, sha256, size, status, form, content))
        self.problems += [
            ProblemRow(source, path, each.line, each.kind, each.detail, each.raw)
            for each in problems
        ]


@dataclass(slots=True)
class Held:
    """A source of which a worker reads the files of one share, under the name of the client's.

    What was read stays in memory for the next time, as far as there is room.
    """

    name: str
    source: Source
    held: dict[str, RawPost | Unreadable] = field(default_factory=dict)
    size: int = 0

    @property
    def revision(self) -> str | None:
        """The revision of the source."""
        return self.source.revision

    def paths(self) -> list[str]:
        """Return the paths of all files of the source."""
        return self.source.paths()

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files at `paths`."""
        paths = list(paths)
        for raw in self.source.read([path for path in paths if path not in self.held]):
            self.size += len(raw.content) if isinstance(raw, RawPost) else 0
            if self.size >= MAX_HELD_BYTES:
                yield raw
            else:
                self.held[raw.path] = raw
        yield from (self.held[path] for path in paths if path in self.held)


@lru_cache(1)
def _opener(job: Job) -> Callable[[int], tuple[Source, Generator | None]]:
    """Return what opens the sources of a load, with their rules, once for all shares of a worker.

    Of JSON lines, the last files stay open: shares come in the order of the files.
    """

    @lru_cache(OPEN_PARTS if form_of(job) == "record" else None)
    def open_place(number: int) -> tuple[Source, Generator | None]:
        place = job.places[number]
        source = place.open(job.max_bytes)
        if place.revision and source.revision != place.revision:
            raise SourceError(f"{place.name} changed during the load; run it again")
        if isinstance(source, EntrySource):
            return source, None
        return source, generator_for(source, source.paths(), job.options)

    return open_place


def _plan(job: Job, share: Share) -> Plan:
    """Return the plan of a share: that of the whole load, with fewer files.

    Of JSON lines, a worker opens those files alone that it reads.
    """
    used = {file.source for files in share.candidates for file in files}
    open_place = _opener(job)
    opened = [
        open_place(number) if number in used or place.form == "file" else (NOTHING, None)
        for number, place in enumerate(job.places)
    ]
    paths: list[list[str]] = [[] for _ in job.places]
    plan = Plan(
        [Held(place.name, source) for place, (source, _) in zip(job.places, opened, strict=True)],
        job.max_bytes,
        paths,
        [generator for _, generator in opened],
        paths,
    )
    for files in share.candidates:
        for file in files:
            plan.add(file)
            paths[file.source].append(file.path)
    for each in paths:
        each.sort(key=order_of)
    return plan


def _name(job: Job, plan: Plan) -> str:
    """Return a name for a share, from all that decides what becomes of it."""
    sites = [generator.site.described() for generator in plan.generators if generator]
    digest = sha256(json.dumps(build_key(job.options, form_of(job), sites)).encode())
    for source, paths in zip(plan.sources, plan.paths, strict=True):
        for raw in source.read(paths):
            is_readable = isinstance(raw, RawPost)
            content = raw.content if isinstance(raw, RawPost) else raw.reason.encode()
            named = json.dumps([source.name, raw.path, is_readable])
            digest.update(named.encode() + sha256(content).digest())
    return digest.hexdigest()[:NAME_LENGTH]
