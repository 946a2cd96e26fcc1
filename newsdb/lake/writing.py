"""Writes the rows of a share as files of the datasets, and finds those that are complete.

Nobody sees them before they are committed. The file of `files` comes last, and names the others: a
share that has it is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newsdb.lake.lake import Piece, piece_path
from newsdb.lake.storage import Storage
from newsdb.lake.tables import (
    FileRow,
    PostRow,
    ProblemRow,
    mention_rows,
    metadata_of,
    month_of,
    to_parquet,
)


@dataclass(frozen=True, slots=True)
class WrittenShare:
    """A complete share: its files, and what was said of it when they were written."""

    pieces: tuple[Piece, ...]
    about: Mapping[str, Any]


def write_share(
    storage: Storage,
    month: str,
    name: str,
    posts: Iterable[PostRow],
    problems: Iterable[ProblemRow],
    files: list[FileRow],
    about: Mapping[str, Any],
) -> WrittenShare:
    """Write a share; `name` follows from its content, and `about` (JSON) is kept with it.

    Posts and mentions are in the month of the post, the others in `month`. Raises LakeError.
    """
    rows: dict[tuple[str, str], list[Any]] = {("problems", month): list(problems)}
    for post in posts:
        of_post = month_of(post.date)
        rows.setdefault(("posts", of_post), []).append(post)
        rows.setdefault(("mentions", of_post), []).extend(mention_rows(post))
    pieces = []
    for (table, of_row), some in sorted(rows.items()):
        if some:
            content = to_parquet(table, some)
            storage.write(f"{table}/{piece_path(of_row, name)}", content)
            pieces.append([table, of_row, name, len(some), len(content)])
    metadata = {"about": about, "pieces": pieces, "rows": len(files)}
    content = to_parquet("files", files, metadata)
    storage.write(f"files/{piece_path(month, name)}", content)
    return _written(month, name, content)


def find_share(storage: Storage, month: str, name: str) -> WrittenShare | None:
    """Return a share that was written completely; None if there is none of this name."""
    content = storage.read(f"files/{piece_path(month, name)}")
    return _written(month, name, content) if content else None


def _written(month: str, name: str, content: bytes) -> WrittenShare:
    metadata = metadata_of(content)
    pieces = [Piece(*each) for each in metadata["pieces"]]
    pieces.append(Piece("files", month, name, metadata["rows"], len(content)))
    return WrittenShare(tuple(pieces), metadata["about"])
