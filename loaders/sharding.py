"""Builds a database for each year of a lake, of those years alone that changed.

A year that is over costs nothing more: a daily load builds the current year again. Beside each
database, `2022.json` says what `2022.db` was made from.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain, starmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from loaders.building import Part, build_part, open_state
from loaders.cluster.run import MAX_LOST_WORKERS, RETRIES, connect
from newsdb import __version__
from newsdb.exceptions import ClusterError, LakeError
from newsdb.lake.lake import LakeState, select_slugs
from newsdb.lake.storage import Storage, open_storage
from newsdb.lake.tables import import_extra, year_of
from newsdb.search.filters import UNDATED

OF_SOURCES = ("sources", "scopes", "stages", "options")
"""What a load says of itself that is in every database."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The database of a year: its number of posts, and whether it had to be built."""

    year: str
    posts: int
    is_new: bool


def build_shards(url: str, target: str, address: str | None = None) -> Iterator[Shard]:
    """Bring the databases of the years of a lake up to date; yield each.

    They are in a directory, or in a bucket, called `2022.db` and so on. Databases of years that
    the lake no longer has are removed. They are built on the cluster at an `address`, or without
    one by this process, one after the other.
    Raises LakeError, also if the lake has no posts, ClusterError, and what `build` does.
    """
    state = open_state(open_storage(url), url)
    years = sorted({year_of(piece.month) for piece in state.pieces["posts"]})
    if not years:
        raise LakeError(f"{url} has no posts")
    # Files that are no post, of years without one, are in the database that changes most.
    last = max(years, key=lambda year: (year != UNDATED, year))
    others = {year_of(piece.month) for piece in state.pieces["files"]}.difference(years)
    parts = [(year, frozenset({year} | (others if year == last else set()))) for year in years]
    storage = open_storage(target)
    task = partial(build_shard, url, target, __version__)
    yield from starmap(task, parts) if address is None else _on_cluster(task, parts, address)
    for name in storage.names(".json"):
        year = name.removesuffix(".json")
        if year not in years and _made_from(storage, year):
            storage.remove(f"{year}.db")
            storage.remove(name)


def build_shard(url: str, target: str, version: str, year: str, of_files: frozenset[str]) -> Shard:
    """Build the database of a year, unless that is done; a task that can run any number of times.

    It has the posts of the year, and the files that are no post of the years `of_files`.

    Raises ClusterError if this is another version of newsdb than the client's.
    """
    if version != __version__:
        raise ClusterError(f"a worker has newsdb {__version__}, the client {version}")
    lake, storage = open_storage(url), open_storage(target)
    state = _state_of(open_state(lake, url), {year, *of_files})
    posts = sum(piece.rows for piece in state.pieces["posts"] if year_of(piece.month) == year)
    digest = _digest(state, of_files)
    if _made_from(storage, year) == digest:
        return Shard(year, posts, is_new=False)
    condition = f"month = '{year}' or month like '{year}-%'"
    part = Part(state, select_slugs(lake, condition), of_files)
    name = f"{year}.db"
    if storage.is_local:
        Path(storage.root).mkdir(parents=True, exist_ok=True)
        build_part(lake, part, Path(storage.root, name))
    else:
        with TemporaryDirectory(prefix="newsdb-shard-") as directory:
            build_part(lake, part, Path(directory, name))
            storage.upload(name, Path(directory, name))
    about = {"from": digest, "bytes": storage.size(name)}
    storage.write(f"{year}.json", json.dumps(about).encode())
    return Shard(year, posts, is_new=True)


def _on_cluster(
    task: Any, parts: list[tuple[str, frozenset[str]]], address: str
) -> Iterator[Shard]:
    distributed = import_extra("distributed")
    with connect(address) as client:
        for future in distributed.as_completed(
            client.map(task, *zip(*parts, strict=True), pure=False, retries=RETRIES),
            loop=client.loop,
        ):
            try:
                yield future.result()
            except distributed.KilledWorker:
                raise ClusterError(
                    f"a year ended {MAX_LOST_WORKERS} workers; have they enough memory?"
                ) from None


def _state_of(state: LakeState, years: Collection[str]) -> LakeState:
    """Return the state of a lake with those shares alone that have something of some years."""
    dated = chain(state.pieces["posts"], state.pieces["files"])
    shares = {piece.share for piece in dated if year_of(piece.month) in years}
    pieces = {
        name: frozenset(piece for piece in every if piece.share in shares)
        for name, every in state.pieces.items()
    }
    return LakeState(pieces, state.about)


def _digest(state: LakeState, of_files: Collection[str]) -> str:
    """Return what changes when a database would be built otherwise: shares are named by content."""
    pieces = [sorted(each) for _, each in sorted(state.pieces.items())]
    about = [state.about[name] for name in OF_SOURCES]
    return sha256(repr((__version__, about, pieces, sorted(of_files))).encode()).hexdigest()


def _made_from(storage: Storage, year: str) -> str | None:
    """Return what a database was made from; None if it is not there as it was made."""
    content = storage.read(f"{year}.json")
    about = json.loads(content) if content else {}
    is_there = "from" in about and storage.size(f"{year}.db") == about["bytes"]
    return about["from"] if is_there else None
