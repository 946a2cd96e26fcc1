"""Where posts come from: each kind of source has paths, and the bytes of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from loaders.sources.archive import SUFFIXES, is_archive_name, open_archive
from loaders.sources.clones import is_repository_url, open_clone
from loaders.sources.directory import Directory
from loaders.sources.git import Git, is_bare_repository
from loaders.sources.git_commands import NOT_A_REPOSITORY
from loaders.sources.names import source_name
from loaders.sources.protocol import (
    MAX_SOURCE_BYTES,
    Source,
    Stateful,
    Versioned,
    require_regular_file,
)
from newsdb.exceptions import SourceError

__all__ = ["Source", "SourceError", "Stateful", "Versioned", "open_repository", "open_source"]


def open_repository(location: str, ref: str | None, directories: Sequence[str]) -> Git:
    """Return a git repository with its history, at a path or URL that a user typed.

    Raises SourceError if there is no such repository.
    """
    if (not Path(location).exists() and "://" in location) or is_repository_url(location):
        return open_clone(location, ref, directories, with_history=True)
    if not Path(location).exists():
        raise SourceError(f"{source_name(location)} does not exist")
    if not Path(location).is_dir():
        raise SourceError(f"{source_name(location)} is not a git repository")
    return Git(Path(location), ref, directories)


def open_source(
    location: str,
    ref: str | None = None,
    directories: Sequence[str] = (),
    max_bytes: int = MAX_SOURCE_BYTES,
) -> Source:
    """Return the source at a location that a user typed: a path, or a URL.

    A directory is read as it is on disk, even if it is a git work tree, with what is not
    committed. It is read as a git repository, at a commit, if a `ref` (a branch, tag or commit)
    or `directories` in it are given, or if it is a bare repository: then at HEAD. A directory in a
    work tree can be named, too, and is then the root. A file is read as an archive, by the
    suffix of its name. A repository at a URL is fetched first.

    Raises SourceError if there is no such source.
    """
    if location.startswith("file://"):
        location = url2pathname(urlsplit(location).path)
    name = source_name(location)
    as_git = ref is not None or bool(directories)
    if not Path(location).exists() and (
        is_repository_url(location) or (as_git and "://" in location)
    ):
        return open_clone(location, ref, directories)
    if "://" in location and not as_git:
        from loaders.sources.remote import open_remote  # slow import

        return open_remote(location, max_bytes)
    path = Path(location)
    if path.is_dir():
        if as_git or is_bare_repository(path):
            return Git(path, ref, directories)
        return Directory(path)
    if as_git and path.exists():
        raise SourceError(NOT_A_REPOSITORY.format(name))
    if not path.exists():
        raise SourceError(f"{name} does not exist")
    require_regular_file(path, name)
    if not is_archive_name(path.name):
        known = ", ".join(SUFFIXES)
        raise SourceError(f"{name} is neither a directory nor a supported archive ({known})")
    return open_archive(path, source_name(path.as_posix()), max_bytes)
