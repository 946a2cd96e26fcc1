"""How the files of posts are divided into shares, each the work of one task and one Parquet file.

A share is a run of files in the order of their names, which begin with the date in most archives.
Where it ends depends on the names alone: a new file changes the share that it falls into, and no
other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TypeVar

from newsdb.search.filters import UNDATED

MEAN_SIZE = 1024
MAX_SIZE = 4 * MEAN_SIZE
"""How many slugs a share has, on average and at most, within a month."""
MONTH = re.compile(r"(?:.*/)?(\d{4}-(?:0[1-9]|1[0-2]))-\d\d(?!\d)[^/]*", re.ASCII | re.DOTALL)

Item = TypeVar("Item")


def month_in(path: str) -> str:
    """Return the month that the name of a file begins with, as `2022-01-31-title.md` does."""
    match = MONTH.fullmatch(path)
    return match[1] if match else UNDATED


def order_of(path: str) -> tuple[str, str]:
    """Return what files are sorted by: the name, then the whole path."""
    return path.rpartition("/")[2], path


def cut(
    items: Iterable[Item], path_of: Callable[[Item], str], mean_size: int = MEAN_SIZE
) -> Iterator[tuple[str, list[Item]]]:
    """Yield the month and the items of each share; items are sorted by `order_of` their paths."""
    month, share = "", list[Item]()
    for item in items:
        path = path_of(item)
        if share and month_in(path) != month:
            yield month, share
            share = []
        month = month_in(path)
        share.append(item)
        if _ends_share(path, mean_size) or len(share) == MAX_SIZE:
            yield month, share
            share = []
    if share:
        yield month, share


def _ends_share(path: str, mean_size: int) -> bool:
    digest = sha256(path.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % mean_size == 0
