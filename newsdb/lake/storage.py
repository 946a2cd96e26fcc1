"""A place that files are written to and read from: a directory, or a URL that fsspec knows.

https://filesystem-spec.readthedocs.io/en/latest/api.html#other-known-implementations
Credentials come from the environment of each process, as the packages for each store define.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from newsdb.exceptions import LakeError
from newsdb.redaction import redact


@dataclass(frozen=True, slots=True)
class Storage:
    """A directory, or a prefix of an object store."""

    url: str
    system: Any
    root: str

    def write(self, path: str, content: bytes) -> None:
        """Write a file as a whole: nobody sees a part of it, and it is there afterwards."""
        place = f"{self.root}/{path}"
        try:
            if self.is_local:
                _write_local(Path(place), content)
            else:
                # A PUT of an object store is atomic.
                self.system.pipe_file(place, content)
            size = self.system.info(place)["size"]
        except Exception as error:
            raise self._error("written", path, error) from None
        if size != len(content):
            raise LakeError(
                f"{self.url}/{path} lost bytes: {len(content):,} written, {size:,} there"
            )

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if it does not exist."""
        try:
            return bytes(self.system.cat_file(f"{self.root}/{path}"))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._error("read", path, error) from None

    def upload(self, path: str, file: Path) -> None:
        """Write a file that is on this machine, without reading it into memory as a whole."""
        try:
            self.system.put_file(f"{file}", f"{self.root}/{path}")
        except Exception as error:
            raise self._error("written", path, error) from None
        if (size := self.size(path)) != file.stat().st_size:
            raise LakeError(f"{self.url}/{path} lost bytes: {size or 0:,} are there")

    def size(self, path: str) -> int | None:
        """Return the size of a file in bytes; None if it does not exist."""
        try:
            return int(self.system.info(f"{self.root}/{path}")["size"])
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._error("read", path, error) from None

    def names(self, suffix: str) -> list[str]:
        """Return the names of the files directly here that end in a suffix."""
        try:
            paths = self.system.ls(self.root, detail=False)
        except FileNotFoundError:
            return []
        except Exception as error:
            raise self._error("listed", "", error) from None
        return sorted(path.rpartition("/")[2] for path in paths if path.endswith(suffix))

    def remove(self, path: str) -> None:
        """Remove a file, which may be gone already."""
        try:
            self.system.rm_file(f"{self.root}/{path}")
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._error("removed", path, error) from None

    @property
    def is_local(self) -> bool:
        """Whether this is a directory of this machine."""
        return "file" in self.system.protocol

    @property
    def delta_options(self) -> dict[str, str]:
        """The options of Delta tables here, beyond what the environment says."""
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
        return {"AWS_ALLOW_HTTP": "true"} if endpoint.startswith("http://") else {}

    def _error(self, done: str, path: str, error: Exception) -> LakeError:
        reason = redact(str(error).partition("\n")[0]) or type(error).__name__
        return LakeError(f"{self.url}/{path} cannot be {done}: {reason}")


def open_storage(url: str) -> Storage:
    """Return the place at a URL, or at a path. Raises LakeError if no package serves it."""
    from fsspec.core import url_to_fs

    if redact(url) != url:
        raise LakeError(f"{redact(url)}: leave user and password out; the environment has them")
    if "://" not in url:
        url = f"file://{Path(url).absolute()}"
    try:
        system, root = url_to_fs(url, skip_instance_cache=True, use_listings_cache=False)
    except ImportError as error:
        raise LakeError(f"{url} needs a package: {error}; see newsdb[cluster]") from None
    except ValueError as error:
        raise LakeError(f"{url}: {error}") from None
    return Storage(url.rstrip("/"), system, root.rstrip("/"))


def _write_local(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
