"""Posts in an archive: which kinds there are, by the endings of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loaders.sources.members import Archive
from loaders.sources.tars import open_tar
from loaders.sources.zips import open_zip
from newsdb.exceptions import SourceError

ENDINGS = (".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst")
SHORT_ENDINGS = (".tgz", ".tbz2", ".txz", ".tzst")


def is_archive_name(name: str) -> bool:
    """Tell whether a name ends as that of an archive that can be read."""
    return name.lower().endswith(ENDINGS + SHORT_ENDINGS)


def open_archive(path: Path, name: str) -> Archive[Any]:
    """Return the files of the archive at `path`, which is `name` for a person.

    The name tells zip from tar; the file's first bytes tell how a tar is compressed.
    Raises SourceError where it cannot be read, OSError where the disk is full.
    """
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror}") from None
    return open_zip(path, name) if name.lower().endswith(".zip") else open_tar(path, name)
