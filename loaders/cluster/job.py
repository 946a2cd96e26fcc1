"""What a load on a cluster is, as plain data that travels to the workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.plan import File, Plan
from newsdb.lake.lake import Piece
from newsdb.lake.shares import cut, order_of
from newsdb.models import Options, Summary


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source is, for workers, and its name and revision as the client found them."""

    location: str
    name: str
    revision: str | None
    ref: str | None = None
    directories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A load: its sources, its options, and the URL of the lake that it writes to.

    `id` differs for each load, since workers keep what they opened for one. `version` is that of
    newsdb.
    """

    id: str
    version: str
    places: tuple[Place, ...]
    options: Options
    max_bytes: int
    target: str


@dataclass(frozen=True, slots=True)
class Share:
    """The files that one task converts: for each slug those that have it, the one that wins last.

    `month` is the one that their names begin with.
    """

    month: str
    candidates: tuple[tuple[File, ...], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a share: the files that hold it, and its numbers as of a load."""

    pieces: tuple[Piece, ...]
    summary: Summary
    is_new: bool


def shares_of(plan: Plan) -> Iterator[Share]:
    """Yield the shares of a plan."""
    winners = sorted(plan.winners.values(), key=lambda file: order_of(file.path))
    for month, files in cut(winners, lambda file: file.path):
        yield Share(month, tuple((*plan.duplicates.get(each.slug, ()), each) for each in files))
