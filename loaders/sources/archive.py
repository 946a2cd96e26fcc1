"""Posts in an archive: the kinds there are, by the suffixes of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loaders.sources.members import Archive
from loaders.sources.protocol import MAX_SOURCE_BYTES
from loaders.sources.tars import open_tar
from loaders.sources.zips import open_zip
from newsdb.exceptions import SourceError

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst")
SHORT_SUFFIXES = (".tgz", ".tbz2", ".txz", ".tzst")


def is_archive_name(name: str) -> bool:
    """Return whether a name has the suffix of a supported archive."""
    return name.lower().endswith(SUFFIXES + SHORT_SUFFIXES)


def open_archive(path: Path, name: str, max_bytes: int = MAX_SOURCE_BYTES) -> Archive[Any]:
    """Return the files of the archive at `path`; `name` is what messages call it.

    The suffix of `name` distinguishes zip from tar; the file's first bytes say how a tar is
    compressed. Raises SourceError if it cannot be read, OSError if the disk is full.
    """
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror}") from None
    is_zip = name.partition("?")[0].lower().endswith(".zip")
    return (open_zip if is_zip else open_tar)(path, name, max_bytes)
