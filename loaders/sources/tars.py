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

from loaders.post_paths import is_post_name
from loaders.sources.members import Archive
from loaders.sources.names import decoded
from loaders.sources.protocol import MAX_BYTES, too_big
from newsdb.exceptions import MemberRejectedError, SourceError

DAMAGE = (
    *(tarfile.TarError, zlib.error, lzma.LZMAError, zstandard.ZstdError),
    *(EOFError, ValueError, OverflowError, RecursionError),
)
MAX_HEADER_BYTES = 2**20
ABOUT_THE_NEXT = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a member's bytes lie in the temporary file, or the reason why they do not."""

    offset: int
    size: int
    refusal: str = ""


class Header(tarfile.TarInfo):
    """A header that may not be broken: tarfile takes a broken one for the archive's end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Header:
        """Return the header in a block. Raises ReadError for any other but the end's zeros."""
        if buf.count(0) == tarfile.BLOCKSIZE:
            return super().frombuf(buf, encoding, errors)
        try:
            header = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"{error} before its end") from None
        # Tarfile keeps in memory, at whatever size, what tells of the next member.
        if header.type in ABOUT_THE_NEXT and header.size > MAX_HEADER_BYTES:
            raise tarfile.ReadError("a member's name has no end")
        return header


def open_tar(path: Path, name: str) -> Archive[Span]:
    """Return the files of a tar archive, compressed or not.

    Raises SourceError for a broken archive: a part of one is not taken for the whole.
    Raises OSError where the disk has no room for its posts.
    """
    with ExitStack() as closing:
        posts = closing.enter_context(tempfile.TemporaryFile())

        def content_of(span: Span) -> bytes:
            if span.refusal:
                raise MemberRejectedError(span.refusal)
            posts.seek(span.offset)
            return posts.read(span.size)

        try:
            members = list(_members(path, posts))
        except (*DAMAGE, OSError) as error:
            # gzip and bz2 raise OSError for what they cannot read, without a number.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise SourceError(f"{name} is damaged, or no tar archive: {error}") from None
        archive = Archive(name, members, content_of)
        weakref.finalize(archive, closing.pop_all().close)
        return archive


def _members(path: Path, posts: IO[bytes]) -> Iterator[tuple[str, Span]]:
    """Yield the name and the place of each file, after its bytes went to `posts`."""
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
            archive.members = []  # type: ignore[attr-defined]  # it would keep them all
            if header.isreg():
                spans[header.name] = _keep(archive, header, posts)
            elif header.islnk():
                nowhere = Span(0, 0, "it is a link to a post that the archive lacks")
                spans[header.name] = spans.get(header.linkname, nowhere)
            else:
                continue
            yield _name(header.name), spans[header.name]
        # The checksum is at the very end.
        while stream.read(2**20):
            pass


def _keep(archive: tarfile.TarFile, header: tarfile.TarInfo, posts: IO[bytes]) -> Span:
    """Append a post's bytes to `posts`; other files are not asked for, and not kept."""
    if header.size > MAX_BYTES:
        return Span(0, 0, too_big(header.size))
    if not is_post_name(header.name):
        return Span(0, 0, "it is no post")
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
"""How to decompress a file that begins with these bytes, whatever its name says."""


def _decompressed(file: IO[bytes]) -> IO[bytes]:
    """Return a stream of what a file holds, decompressed where it is compressed."""
    start = file.read(6)
    file.seek(0)
    for magic, opener in OPENERS.items():
        if start.startswith(magic):
            return cast(IO[bytes], opener(file))
    return file


def _name(name: str) -> str:
    """Return a member's name; one that is not UTF-8 may be GB18030."""
    return decoded(name.encode("utf-8", "surrogateescape")) or name
