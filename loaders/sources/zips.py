"""Posts in a zip archive."""

from __future__ import annotations

import lzma
import stat
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from loaders.sources.members import Archive
from loaders.sources.names import decoded
from loaders.sources.protocol import MAX_BYTES, too_big
from newsdb.exceptions import MemberRejectedError, SourceError

ENCRYPTED = 0x1
UTF_8 = 0x800
DOS = 0
# What zipfile and the decompressors raise has nothing in common.
DAMAGE = (
    *(BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, ValueError, OverflowError),
)


def open_zip(path: Path, name: str) -> Archive[ZipInfo]:
    """Return the files of a zip archive. Raises SourceError for a broken one."""
    try:
        archive = ZipFile(path)
    except (*DAMAGE, NotImplementedError) as error:
        raise SourceError(f"{name} is damaged, or no zip archive: {error}") from None
    members = ((_name(info), info) for info in archive.infolist() if not _is_special(info))
    files = ((name, info) for name, info in members if not name.endswith("/"))
    return Archive(name, files, lambda info: _read(archive, info))


def _read(archive: ZipFile, info: ZipInfo) -> bytes:
    """Return a member's bytes: never more than its header says, which zipfile sees to."""
    if info.flag_bits & ENCRYPTED:
        raise MemberRejectedError("it is encrypted")
    if info.file_size > MAX_BYTES:
        raise MemberRejectedError(too_big(info.file_size))
    try:
        return archive.read(info)
    except NotImplementedError:
        raise MemberRejectedError(
            f"its compression is not known (method {info.compress_type})"
        ) from None
    except (*DAMAGE, OSError) as error:
        raise MemberRejectedError(f"it is damaged in the archive: {error}") from None


def _is_special(info: ZipInfo) -> bool:
    """Tell a link or a device, by the Unix mode in the upper half of the attributes."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in (0, stat.S_IFREG)


def _name(info: ZipInfo) -> str:
    """Return a member's name: where no flag says UTF-8, zipfile has read it as code page 437."""
    name = info.filename
    if not info.flag_bits & UTF_8:
        with suppress(UnicodeEncodeError):
            name = decoded(name.encode("cp437")) or name
    return name.replace("\\", "/") if info.create_system == DOS else name
