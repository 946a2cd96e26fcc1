"""Posts at any URL that fsspec knows: `https://`, `s3://`, `github://` and more."""

from __future__ import annotations

import asyncio
import errno
import json
import tempfile
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from fsspec import AbstractFileSystem
from fsspec.asyn import AsyncFileSystem, sync
from fsspec.callbacks import Callback

from loaders.sources.archive import is_archive_name, open_archive
from loaders.sources.names import is_hidden, leads_outside, safe_path
from loaders.sources.protocol import MAX_BYTES, MAX_SOURCE_BYTES, SizeLimit, Source, too_large
from loaders.sources.urls import (
    concerns_one_file,
    describe_fsspec_error,
    open_file_system,
    source_error,
    url_name,
)
from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable
from newsdb.redaction import redact

MAX_DEPTH = 30
"""How deep directories are followed: the links of a web server may be circular."""
BATCH_SIZE = 64
"""How many files are requested together, and how many in a row may be refused."""
VALIDATORS = ("ETag", "etag", "md5Hash", "Last-Modified", "LastModified")
"""Names under which file systems of fsspec report the state of a file: HTTP, S3, Google's."""
SPOOL_BYTES = 2**20
"""Up to which size a download stays in memory."""


def open_remote(location: str, max_bytes: int = MAX_SOURCE_BYTES) -> Source:
    """Return the source at a URL: an archive, or a directory.

    At most `max_bytes` of an archive are downloaded. Raises SourceError, naming the package to
    install if one is missing.
    """
    name = url_name(location)
    system, path = open_file_system(location)
    if is_archive_name(urlsplit(path).path if _is_web(system) else path):
        return RemoteArchive(system, path, name, max_bytes)
    return Remote(system, path, name)


class RemoteArchive:
    """An archive at a URL, which is downloaded when its files are needed.

    A load that finds the `revision` of the load before needs none of them.
    """

    def __init__(self, system: Any, path: str, name: str, max_bytes: int) -> None:
        """Request the revision of the archive at a path of an fsspec file system."""
        self.system, self.path, self.name, self.max_bytes = system, path, name, max_bytes
        self.revision = _revision(system, path)

    def paths(self) -> list[str]:
        """Return the paths of its files.

        Raises SourceError if it cannot be downloaded, OSError if the disk has no room for it.
        """
        return self._archive.paths()

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, or why one cannot be read."""
        return self._archive.read(paths)

    @cached_property
    def _archive(self) -> Source:
        with tempfile.NamedTemporaryFile() as fetched:
            download_file(self.system, self.path, Path(fetched.name), self.name, self.max_bytes)
            return open_archive(Path(fetched.name), self.name, self.max_bytes)


def download_file(system: Any, path: str, target: Path, name: str, max_bytes: int) -> None:
    """Download the file at a path of an fsspec file system.

    Raises SourceError, which calls it `name`, if that fails or it has more than `max_bytes`,
    OSError if the disk has no room for it.
    """
    limit = SizeLimit(name, max_bytes, state="")

    def check(size: int | None, fetched_bytes: int) -> None:
        limit.check(max(size or 0, fetched_bytes))

    try:
        system.get_file(path, f"{target}", callback=Callback(hooks={"size": check}))
    except SourceError:
        raise
    except Exception as error:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise source_error(name, error) from None


def _revision(system: Any, path: str) -> str | None:
    """Return what a server says of a file that changes with its content, as JSON; else None.

    None is returned for errors, too: the download will report them.
    """
    try:
        info = system.info(path)
    except Exception:
        return None
    found = {key: f"{info[key]}" for key in VALIDATORS if info.get(key)}
    return json.dumps({**found, "size": info.get("size")}) if found else None


class Remote:
    """The files of a directory at a URL, as listed when it is opened."""

    revision = None

    def __init__(self, system: Any, root: str, name: str) -> None:
        """List the directory `root` of an fsspec file system. Raises SourceError.

        A directory without any file is an error, too: many stores have no directories, and
        list nothing for a mistyped name.
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
            raise SourceError(f"{name} is empty")

    def paths(self) -> list[str]:
        """Return the paths of its files."""
        return list(self._files)

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, in batches. Raises SourceError if the server does not answer."""
        rest = iter(paths)
        self._refused = 0
        while some := list(islice(rest, BATCH_SIZE)):
            yield from self._fetch(some)

    def _fetch(self, paths: list[str]) -> Iterator[RawPost | Unreadable]:
        reasons = {path: self._refusal(path) for path in paths}
        wanted = [path for path in paths if not reasons[path]]
        urls = [self._files[path][0] for path in wanted]
        try:
            if _is_web(self.system):
                contents = sync(self.system.loop, _download_all, self.system, urls)
            else:
                # The only way to read many files that does not take names for patterns.
                contents = self.system.cat_ranges(urls, None, None, on_error="return")
        except Exception as error:
            raise source_error(self.name, error) from None
        found = dict(zip(wanted, contents, strict=True))
        for path in paths:
            content = found.get(path)
            if content is None:
                yield Unreadable(path, reasons[path])
            elif not isinstance(content, Exception):
                self._refused = 0
                yield RawPost(path, _content(content))
            else:
                self._refused += 1
                if self._refused >= BATCH_SIZE or not concerns_one_file(content):
                    raise source_error(self.name, content)
                yield Unreadable(path, describe_fsspec_error(content))

    def _refusal(self, path: str) -> str:
        """Return why a file is not requested, or an empty text."""
        if leads_outside(path):
            return "its name leads out of the directory"
        size = self._files[path][1]
        return too_large(size) if size > MAX_BYTES else ""


class DownloadedFile(tempfile.SpooledTemporaryFile[bytes]):
    """A file that is downloaded: in memory while it is small, at most MAX_BYTES of it."""

    def write(self, data: Any) -> int:
        """Append data. Raises OSError (EFBIG) if it becomes too large."""
        if self.tell() + len(data) > MAX_BYTES:
            raise OSError(errno.EFBIG, too_large(None))
        return super().write(data)


async def _download_all(system: Any, urls: list[str]) -> list[DownloadedFile | Exception]:
    """Download files from the web, whose size nobody knows before."""
    return await asyncio.gather(*(_download(system, url) for url in urls))


async def _download(system: Any, url: str) -> DownloadedFile | Exception:
    content = DownloadedFile(max_size=SPOOL_BYTES)
    try:
        await system._get_file(url, content)
    except Exception as error:
        content.close()
        return error
    content.seek(0)
    return content


def _content(found: Any) -> bytes:
    """Return the bytes of a file that was read or downloaded."""
    if not isinstance(found, DownloadedFile):
        return bytes(found)
    with found:
        return found.read()


def _is_web(system: Any) -> bool:
    return "https" in system.protocol


def _listed(system: Any, root: str, name: str) -> dict[str, tuple[str, int]]:
    """Return the URL and the size (0 if unknown) of each file, by safe path."""
    try:
        listed = dict(_files(system, root))
    except SourceError:
        raise
    except Exception as error:
        raise source_error(name, error) from None
    if not _is_web(system):
        root = system._strip_protocol(root).rstrip("/")
        return {safe_path(each.removeprefix(root)): (each, size) for each, size in listed.items()}
    root = root.partition("?")[0].rstrip("/")
    return {
        safe_path(unquote(below, errors="surrogateescape")): (url, size)
        for url, size in listed.items()
        if (below := url.partition("?")[0].removeprefix(root))
    }


def _files(system: Any, root: str) -> Iterator[tuple[str, int]]:
    """Yield the URL and the size of every file below a directory.

    Stores that can list everything at once are asked for that. For the others fsspec's `find`
    walks through the directories and silently skips those that it cannot list, whose posts a
    load would take for removed; so they are walked through here.
    """
    kind = type(system)
    own = kind._find if issubclass(kind, AsyncFileSystem) else kind.find
    if own not in (AsyncFileSystem._find, AbstractFileSystem.find):
        for url, info in system.find(root, detail=True).items():
            yield url, info.get("size") or 0
        return
    directories = [(system._strip_protocol(root), 0)]
    while directories:
        directory, depth = directories.pop()
        if depth > MAX_DEPTH:
            raise SourceError(
                f"{redact(directory)}: directories are nested more than {MAX_DEPTH} deep"
            )
        for info in system.ls(directory, detail=True):
            url = info["name"]
            if info["type"] == "file":
                yield url, info.get("size") or 0
            elif info["type"] == "directory" and not is_hidden(PurePosixPath(url).name):
                directories.append((url, depth + 1))
