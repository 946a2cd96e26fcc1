"""Posts elsewhere, at any address that fsspec knows: `https://`, `s3://`, `github://` and more."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from fsspec import AbstractFileSystem
from fsspec.asyn import AsyncFileSystem

from loaders.sources.archive import is_archive_name, open_archive
from loaders.sources.names import is_hidden, leads_out, safe_path
from loaders.sources.protocol import MAX_BYTES, Source, too_big
from loaders.sources.urls import (
    failure,
    file_system,
    in_words,
    is_of_one_file,
    name_of_place,
    without_secrets,
)
from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable

MAX_DEPTH = 30
"""How deep folders are followed: the links of a web server may go round for ever."""
AT_ONCE = 64
"""How many files are asked for together, and how many in a row may be refused."""


def open_remote(location: str) -> Source:
    """Return the source at an address: an archive, which is fetched first, or a folder.

    Raises SourceError, with the package to install where one is missing, and OSError where
    the disk has no room for the archive.
    """
    name = name_of_place(location)
    system, path = file_system(location)
    if not is_archive_name(urlsplit(path).path if _is_web(system) else path):
        return Remote(system, path, name)
    with tempfile.NamedTemporaryFile() as fetched:
        try:
            system.get_file(path, fetched.name)
        except Exception as error:
            if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise failure(name, error) from None
        return open_archive(Path(fetched.name), name)


class Remote:
    """The files of a folder at an address, as they are listed there when it is opened."""

    revision = None

    def __init__(self, system: Any, root: str, name: str) -> None:
        """List the folder `root` of an fsspec file system. Raises SourceError.

        A folder without any file is an error, too: many stores know no folders, and list
        nothing for a name that is mistyped.
        """
        self.system = system
        self.name = name
        self._files = {
            path: place
            for path, place in _listed(system, root, name).items()
            if path and not is_hidden(path)
        }
        self._refused = 0
        if not self._files:
            raise SourceError(f"{name} holds no files")

    def paths(self) -> list[str]:
        """Return the paths of its files."""
        return list(self._files)

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, some at a time. Raises SourceError when the place does not answer."""
        rest = iter(paths)
        self._refused = 0
        while some := list(islice(rest, AT_ONCE)):
            yield from self._fetch(some)

    def _fetch(self, paths: list[str]) -> Iterator[RawPost | Unreadable]:
        reasons = {path: self._refusal(path) for path in paths}
        wanted = [path for path in paths if not reasons[path]]
        addresses = [self._files[path][0] for path in wanted]
        try:
            # Of all ways to read many files this one alone takes no name for a pattern.
            contents = self.system.cat_ranges(addresses, None, None, on_error="return")
        except Exception as error:
            raise failure(self.name, error) from None
        found = dict(zip(wanted, contents, strict=True))
        for path in paths:
            content = found.get(path)
            if content is None:
                yield Unreadable(path, reasons[path])
            elif not isinstance(content, Exception):
                self._refused = 0
                yield RawPost(path, bytes(content))
            else:
                self._refused += 1
                if self._refused >= AT_ONCE or not is_of_one_file(content):
                    raise failure(self.name, content)
                yield Unreadable(path, in_words(content))

    def _refusal(self, path: str) -> str:
        """Return why a file is not asked for, or an empty text."""
        if leads_out(path):
            return "its name leads out of the folder"
        size = self._files[path][1]
        return too_big(size) if size > MAX_BYTES else ""


def _is_web(system: Any) -> bool:
    return "https" in system.protocol


def _listed(system: Any, root: str, name: str) -> dict[str, tuple[str, int]]:
    """Return the address and the size (0 where it is not told) of each file, by safe path."""
    try:
        listed = dict(_files(system, root))
    except SourceError:
        raise
    except Exception as error:
        raise failure(name, error) from None
    if not _is_web(system):
        root = system._strip_protocol(root).rstrip("/")
        return {safe_path(each.removeprefix(root)): (each, size) for each, size in listed.items()}
    root = root.partition("?")[0].rstrip("/")
    return {
        safe_path(unquote(below, errors="surrogateescape")): (address, size)
        for address, size in listed.items()
        if (below := address.partition("?")[0].removeprefix(root))
    }


def _files(system: Any, root: str) -> Iterator[tuple[str, int]]:
    """Yield the address and the size of every file below a folder.

    Stores that know a way to list all at once are asked for that. For the others fsspec walks
    through the folders, and leaves out in silence those that it cannot list, which a load
    would take for removed: so they are walked through here.
    """
    kind = type(system)
    own = kind._find if issubclass(kind, AsyncFileSystem) else kind.find
    if own not in (AsyncFileSystem._find, AbstractFileSystem.find):
        for address, info in system.find(root, detail=True).items():
            yield address, info.get("size") or 0
        return
    folders = [(system._strip_protocol(root), 0)]
    while folders:
        folder, depth = folders.pop()
        if depth > MAX_DEPTH:
            raise SourceError(f"{without_secrets(folder)}: the folders go too deep to follow")
        for info in system.ls(folder, detail=True):
            address = info["name"]
            if info["type"] == "file":
                yield address, info.get("size") or 0
            elif info["type"] == "directory" and not is_hidden(PurePosixPath(address).name):
                folders.append((address, depth + 1))
