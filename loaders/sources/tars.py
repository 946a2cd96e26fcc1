"""Posts in a tar archive, compressed or not.

A compressed archive can only be read from its beginning, and a load reads in another order.
So the archive is read once, and its posts are kept in one temporary file without a name.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import weakref
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from loaders.post_paths import may_be_read
from loaders.sources.members import Archive
from loaders.sources.names import decode_name
from loaders.sources.protocol import MAX_BYTES, MAX_SOURCE_BYTES, SizeLimit, too_large
from newsdb.exceptions import MemberRejectedError, SourceError

DAMAGE_ERRORS = (
    *(tarfile.TarError, zlib.error, lzma.LZMAError, zstandard.ZstdError),
    *(EOFError, ValueError, OverflowError, RecursionError),
)
MAX_HEADER_BYTES = 2**20
EXTENSION_TYPES = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a member's bytes are in the temporary file, or why they are not there."""

    offset: int
    size: int
    reason: str = ""


class Header(tarfile.TarInfo):
    """A header that must be valid: tarfile takes a damaged one for the end of the archive."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Header:
        """Return the header in a block. Raises ReadError for any other but the end's zeros."""
        if buf.count(0) == tarfile.BLOCKSIZE:
            return super().frombuf(buf, encoding, errors)
        try:
            header = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"{error} before its end") from None
        # tarfile reads what describes the next member into memory, whatever its size.
        if header.type in EXTENSION_TYPES and header.size > MAX_HEADER_BYTES:
            raise tarfile.ReadError("the name of a member is too long")
        return header


def open_tar(path: Path, name: str, max_bytes: int = MAX_SOURCE_BYTES) -> Archive[Span]:
    """Return the files of a tar archive, which may have `max_bytes` when decompressed.

    Raises SourceError for a damaged archive: a part is not taken for the whole.
    Raises OSError if the disk has no room for its posts.
    """
    with ExitStack() as closing:
        posts = closing.enter_context(tempfile.TemporaryFile())

        def content_of(span: Span) -> bytes:
            if span.reason:
                raise MemberRejectedError(span.reason)
            posts.seek(span.offset)
            return posts.read(span.size)

        try:
            members = list(_members(path, posts, SizeLimit(name, max_bytes)))
        except SourceError:
            raise
        except (*DAMAGE_ERRORS, OSError) as error:
            # gzip and bz2 raise OSError for what they cannot read, without a number.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise SourceError(f"{name} is damaged, or not a tar archive: {error}") from None
        archive = Archive(name, members, content_of)
        weakref.finalize(archive, closing.pop_all().close)
        return archive


def _members(path: Path, posts: IO[bytes], limit: SizeLimit) -> Iterator[tuple[str, Span]]:
    """Yield the name and the place of each file, after appending its bytes to `posts`."""
    spans: dict[str, Span] = {}
    with (
        path.open("rb") as file,
        _decompressed(file) as stream,
        tarfile.open(
            fileobj=stream,
            mode="r|",
            tarinfo=Header,
            encoding="utf-8",
            errors="surrogateescape",
        ) as archive,
    ):
        for header in archive:
            limit.check(header.offset_data + header.size)
            archive.members = []  # type: ignore[attr-defined]  # it would keep them all
            if header.isreg():
                spans[header.name] = _keep(archive, header, posts)
            elif header.islnk():
                nowhere = Span(0, 0, "it is a link to a post that is not in the archive")
                spans[header.name] = spans.get(header.linkname, nowhere)
            else:
                continue
            yield _name(header.name), spans[header.name]
        # The checksum is at the very end.
        while chunk := stream.read(2**20):
            limit.add(len(chunk))


def _keep(archive: tarfile.TarFile, header: tarfile.TarInfo, posts: IO[bytes]) -> Span:
    """Append a post's bytes to `posts`; other files are never read, and not kept."""
    if header.size > MAX_BYTES:
        return Span(0, 0, too_large(header.size))
    if not may_be_read(header.name):
        return Span(0, 0, "it is not a post")
    member = archive.extractfile(header)
    content = member.read() if member else b""
    if len(content) != header.size:
        raise tarfile.ReadError("unexpected end of data")
    offset = posts.tell()
    posts.write(content)
    return Span(offset, len(content))


def _open_zst(file: IO[bytes]) -> Any:
    return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)


OPENERS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
    b"\x28\xb5\x2f\xfd": _open_zst,
}
"""How to decompress a file that begins with these bytes, whatever its suffix."""


def _decompressed(file: IO[bytes]) -> IO[bytes]:
    """Return a stream of a file's content, decompressed if it is compressed."""
    start = file.read(6)
    file.seek(0)
    for magic, opener in OPENERS.items():
        if start.startswith(magic):
            return cast(IO[bytes], opener(file))
    return file


def _name(name: str) -> str:
    """Return a member's name; one that is not UTF-8 may be GB18030."""
    return decode_name(name.encode("utf-8", "surrogateescape")) or name
