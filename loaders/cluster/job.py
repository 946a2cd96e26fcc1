"""What a load on a cluster is, as plain data that travels to the workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from loaders.plan import Plan, PlannedFile
from loaders.sources import Source, open_source
from loaders.sources.entry_source import EntrySource
from newsdb.lake.lake import Piece
from newsdb.lake.shares import cut, order_of
from newsdb.models import Options, Summary


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where a source is, for workers, and its name and revision as the client found them.

    It holds files, or JSON lines if `form` is `record`.
    """

    location: str
    name: str
    revision: str | None
    ref: str | None = None
    directories: tuple[str, ...] = ()
    form: Literal["file", "record"] = "file"

    def open(self, max_bytes: int) -> Source:
        """Return the source. Raises SourceError if it cannot be opened."""
        if self.form == "record":
            from loaders.parsers.record_files import open_json  # slow import

            return open_json(self.location, max_bytes)
        return open_source(self.location, self.ref, self.directories, max_bytes)


@dataclass(frozen=True, slots=True)
class Job:
    """A load: its sources, its options, and the URL of the lake that it writes to.

    `id` differs for each load, since workers keep what they opened for one. `version` is that of
    newsdb.
    """

    id: str
    version: str
    places: tuple[SourceLocation, ...]
    options: Options
    max_bytes: int
    target: str


@dataclass(frozen=True, slots=True)
class Share:
    """The files that one task converts: for each slug those that have it, the one that wins last.

    `month` is the one that their names begin with.
    """

    month: str
    candidates: tuple[tuple[PlannedFile, ...], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a share: the files that hold it, and its numbers as of a load."""

    pieces: tuple[Piece, ...]
    summary: Summary
    is_new: bool


def form_of(job: Job) -> Literal["file", "record"]:
    """Return the form of what the sources of a load hold, which is one."""
    return job.places[0].form


def shares_of(plan: Plan) -> Iterator[Share]:
    """Yield the shares of a plan.

    Lines of one file stay together, so that a worker reads few files of lines.
    """

    def part(file: PlannedFile) -> int:
        return file.source if isinstance(plan.sources[file.source], EntrySource) else -1

    winners = sorted(plan.winners.values(), key=lambda file: (part(file), order_of(file.path)))
    for _, of_part in groupby(winners, part):
        for month, files in cut(of_part, lambda file: file.path):
            yield Share(month, tuple((*plan.duplicates.get(each.slug, ()), each) for each in files))
