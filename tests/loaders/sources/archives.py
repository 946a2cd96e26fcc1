"""Archives as tests need them: real ones, hostile ones, broken ones."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

from loaders.sources import open_source
from newsdb.models import RawPost

POST = b"---\ntitle: Title\n---\nText\n"


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tar_bytes(*members: tuple[str, bytes] | tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            header = tarfile.TarInfo(member[0])
            header.size = len(member[1])
            archive.addfile(header, io.BytesIO(member[1]))
    return buffer.getvalue()


def make_tar(path: Path, *members: tuple[str, bytes] | tarfile.TarInfo) -> Path:
    path.write_bytes(tar_bytes(*members))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, target
    return header


def read(path: Path) -> dict[str, bytes | str]:
    """Return what an archive gives: bytes, or why a file is refused."""
    source = open_source(str(path))
    return {
        file.path: file.content if isinstance(file, RawPost) else file.reason
        for file in source.read(source.paths())
    }


GOOD_TAR = tar_bytes(*((f"2020-01-{day:02d}-a.md", os.urandom(2000)) for day in range(1, 29)))


def renamed(path: Path, old: bytes, new: bytes) -> None:
    assert len(old) == len(new)
    path.write_bytes(path.read_bytes().replace(old, new))
