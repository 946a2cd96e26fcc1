"""Posts in a zip archive.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT describes the format.
"""

from __future__ import annotations

import lzma
import stat
import struct
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from loaders.post_paths import is_post_name
from loaders.sources.members import Archive
from loaders.sources.names import decode_name, is_hidden
from loaders.sources.protocol import MAX_BYTES, MAX_SOURCE_BYTES, SizeLimit, too_large
from newsdb.exceptions import MemberRejectedError, SourceError

ENCRYPTED = 0x1
MAX_PATH_BYTES = 4096
UTF_8 = 0x800
DOS = 0
# zipfile and the decompressors have no common base class of errors.
DAMAGE_ERRORS = (
    *(BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, ValueError, OverflowError),
)
LOCAL_HEADER = struct.Struct("<4s22xH2x")
END_RECORD = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\5\6"
MAX_COMMENT_LENGTH = 0xFFFF
LOCATOR_64 = struct.Struct("<4sLQL")
END_RECORD_64 = struct.Struct("<4sQ2H2L4Q")


def open_zip(path: Path, name: str, max_bytes: int = MAX_SOURCE_BYTES) -> Archive[ZipInfo]:
    """Return the files of a zip archive, whose posts may have `max_bytes` when unpacked.

    Raises SourceError for a damaged archive: a part is not taken for the whole.
    """
    try:
        archive = ZipFile(path)
        with path.open("rb") as file:
            _check_members(archive, file)
    except (*DAMAGE_ERRORS, NotImplementedError) as error:
        raise SourceError(f"{name} is damaged, or not a zip archive: {error}") from None
    posts = (info.file_size for info in archive.infolist() if is_post_name(info.filename))
    SizeLimit(name, max_bytes).check(sum(size for size in posts if size <= MAX_BYTES))
    # Windows' own programs write backslashes, whatever system they say they run on.
    is_windows = not any("/" in info.filename for info in archive.infolist())
    members = ((_name(info, is_windows), info) for info in archive.infolist() if not _is_link(info))
    files = ((name, info) for name, info in members if not name.endswith("/"))
    return Archive(name, files, lambda info: _read(archive, info))


def _check_members(archive: ZipFile, file: IO[bytes]) -> None:
    """Raise BadZipFile if the directory at the end of the archive hides posts.

    It has no checksum, and zipfile takes what it finds: one wrong length in it hides the
    members behind, one wrong character in a name makes a post another kind of file.
    """
    expected, found = _member_count(file), len(archive.infolist())
    # Programs without zip64 count modulo 65,536.
    if expected not in (found, found & 0xFFFF):
        raise BadZipFile(f"it lists {found} of {expected} members")
    counts = Counter(info.orig_filename for info in archive.infolist())
    size = file.seek(0, 2)
    for info in archive.infolist():
        if not 0 <= info.header_offset < size:
            continue  # reported when it is read, as is a damaged header
        file.seek(info.header_offset)
        header = file.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\3\4"):
            continue
        name = file.read(LOCAL_HEADER.unpack(header)[1])
        local = name.decode("utf-8" if info.flag_bits & UTF_8 else "cp437", "replace")
        listed = info.orig_filename
        if local != listed and (counts[listed] > 1 or _is_hidden_post(local, listed)):
            raise BadZipFile(f"it lists {local!r} as {listed!r}")


def _is_hidden_post(name: str, listed: str) -> bool:
    """Return whether a post would be skipped, because it is listed under another name."""
    same_directory = name.rpartition("/")[0] == listed.rpartition("/")[0]
    return is_post_name(name) and not (
        same_directory and is_post_name(listed) and not is_hidden(listed)
    )


def _member_count(file: IO[bytes]) -> int:
    """Return how many members the record at the end of an archive counts."""
    size = file.seek(0, 2)
    start = max(0, size - END_RECORD.size - MAX_COMMENT_LENGTH)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(END_SIGNATURE)
    count = int(END_RECORD.unpack_from(tail, at)[4])
    at_locator = at - LOCATOR_64.size
    if at_locator >= 0 and tail.startswith(b"PK\6\7", at_locator):
        # The record is right before its locator: the offset is wrong if data was prepended.
        at_record = start + at_locator - END_RECORD_64.size
        file.seek(max(0, at_record))
        record = END_RECORD_64.unpack(file.read(END_RECORD_64.size))
        if record[0] == b"PK\6\6":
            return int(record[7])
    return count


def _read(archive: ZipFile, info: ZipInfo) -> bytes:
    """Return a member's bytes: zipfile never gives more than the header announces."""
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise MemberRejectedError("it is not a regular file")
    if info.flag_bits & ENCRYPTED:
        raise MemberRejectedError("it is encrypted")
    if info.file_size > MAX_BYTES:
        raise MemberRejectedError(too_large(info.file_size))
    try:
        return archive.read(info)
    except NotImplementedError:
        raise MemberRejectedError(
            f"its compression is not supported (method {info.compress_type})"
        ) from None
    except (*DAMAGE_ERRORS, OSError) as error:
        raise MemberRejectedError(f"it is damaged in the archive: {error}") from None


def _is_link(info: ZipInfo) -> bool:
    """Return whether a member is a link: its content is a path, which is not worth compressing."""
    is_path = info.compress_type == ZIP_STORED and info.file_size < MAX_PATH_BYTES
    return is_path and stat.S_ISLNK(info.external_attr >> 16)


def _name(info: ZipInfo, is_windows: bool) -> str:
    """Return a member's name: without the flag for UTF-8, zipfile decodes it as code page 437."""
    name = info.filename
    if not info.flag_bits & UTF_8:
        with suppress(UnicodeEncodeError):
            name = decode_name(name.encode("cp437")) or name
    return name.replace("\\", "/") if is_windows or info.create_system == DOS else name
