"""Where posts lie: each kind of source gives paths, and the bytes behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from loaders.sources.archive import ENDINGS, is_archive_name, open_archive
from loaders.sources.directory import Directory
from loaders.sources.git import Git, is_bare_repository
from loaders.sources.names import text_of
from loaders.sources.protocol import Source, Versioned
from newsdb.exceptions import SourceError

__all__ = ["Source", "SourceError", "Versioned", "open_source"]


def open_source(location: str, ref: str | None = None, folders: Sequence[str] = ()) -> Source:
    """Return the source at a location that a person typed: a path, or an address with `://`.

    A directory is read as it lies on the disk, also where it is a git work tree, with what is
    not committed. It is read as a git repository, at a commit, where a `ref` (a branch, tag or
    commit) or `folders` in it are given, or where it is a bare repository: then at HEAD. A
    folder in a work tree can be named, too, and is then the root. A file is read as an archive,
    by the ending of its name.

    Raises SourceError, with a sentence, where there is no such source.
    """
    if location.startswith("file://"):
        location = url2pathname(urlsplit(location).path)
    name = text_of(location)
    of_git = ref is not None or bool(folders)
    if location.rstrip("/").endswith(".git") and not Path(location).exists():
        raise SourceError(f"{name} does not exist here; load a clone of it (git clone --mirror)")
    if "://" in location and not of_git:
        from loaders.sources.remote import open_remote  # its packages take time to import

        return open_remote(location)
    path = Path(location)
    if path.is_dir():
        if of_git or is_bare_repository(path):
            return Git(path, ref, folders)
        return Directory(path)
    if of_git and ("://" in location or path.exists()):
        raise SourceError(f"{name} is no git repository; --ref and --path are for those")
    if not path.exists():
        raise SourceError(f"{name} does not exist")
    if not is_archive_name(path.name):
        known = ", ".join(ENDINGS)
        raise SourceError(f"{name} is no directory and no archive ({known})")
    return open_archive(path, text_of(path.as_posix()))
