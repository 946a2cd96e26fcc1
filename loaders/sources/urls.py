"""Addresses that fsspec knows, and what goes wrong with them, in words.

https://filesystem-spec.readthedocs.io/en/latest/api.html#other-known-implementations
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from fsspec.core import url_to_fs
from fsspec.registry import known_implementations

from loaders.sources.names import text_of
from newsdb.exceptions import SourceError

ANSWER_SECONDS = 60
"""How long a web server may be silent."""
WEB = ("http", "https")
# The packages that fsspec's own kinds of addresses need; for others its table names the package.
PACKAGES = {
    **dict.fromkeys(WEB, "aiohttp"),
    **dict.fromkeys(("github", "gist", "dbfs", "jupyter", "jlab", "webhdfs"), "requests"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    **dict.fromkeys(("hdfs", "arrow_hdfs"), "pyarrow"),
    "git": "pygit2",
    "libarchive": "libarchive-c",
    "smb": "smbprotocol",
}


def file_system(location: str) -> tuple[Any, str]:
    """Return the fsspec file system of an address, and the path in it.

    Raises SourceError, with the package to install where one is missing.
    """
    name = name_of_place(location)
    protocol = re.split(r"::|://", location)[0]
    options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    if protocol in WEB:
        options["client_kwargs"] = _timeout_options()
    try:
        system, path = url_to_fs(location, **options)
    except ImportError:
        package = PACKAGES.get(protocol, known_implementations[protocol]["class"].partition(".")[0])
        missing = f"for {protocol}:// a package is missing: pip install {package}"
        raise SourceError(f"{name}: {missing}") from None
    except Exception as error:
        if protocol not in known_implementations:
            raise SourceError(f"{name}: there is no kind of address {protocol}://") from None
        raise failure(name, error) from None
    return system, path


def name_of_place(location: str) -> str:
    """Return what an address is called: it is published, and no secret may be in it."""
    name = text_of(without_secrets(location))
    return name if name.endswith("://") else name.rstrip("/")


def without_secrets(text: str) -> str:
    """Return a text with addresses, without their users, passwords and queries."""
    # github://owner:repository@ref/ looks like a password, and is none.
    text = re.sub(r"(?<!\bgithub)(?<!\bgit)://[^/@\s]*@", "://", text)
    return re.sub(r"(\bhttps?://[^\s?]*)\?\S*", r"\1", text)


def is_of_one_file(error: Exception) -> bool:
    """Tell what is wrong with one file from what is wrong with the place."""
    return isinstance(error, (FileNotFoundError, PermissionError)) or (
        getattr(error, "status", None) in (403, 404, 410)
    )


def in_words(error: Exception) -> str:
    """Return what went wrong, of the many kinds that the packages behind fsspec raise."""
    status = getattr(error, "status", None)
    if isinstance(status, int):
        return f"the server says {status} {getattr(error, 'message', '')}".rstrip()
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, PermissionError):
        return "access is denied"
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "it does not answer in time"
    return without_secrets(str(error).partition("\n")[0]) or type(error).__name__


def failure(name: str, error: Exception) -> SourceError:
    """Return what to raise where a place cannot be read."""
    return SourceError(f"{name} cannot be read: {in_words(error)}")


def _timeout_options() -> dict[str, Any]:
    try:
        from aiohttp import ClientTimeout
    except ImportError:
        return {}
    timeout = ClientTimeout(total=None, sock_connect=ANSWER_SECONDS, sock_read=ANSWER_SECONDS)
    return {"timeout": timeout, "trust_env": True}  # proxies, as every other program
