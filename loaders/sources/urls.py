"""URLs that fsspec knows, and messages for what goes wrong with them.

https://filesystem-spec.readthedocs.io/en/latest/api.html#other-known-implementations
"""

from __future__ import annotations

import asyncio
import errno
import re
from typing import Any

from fsspec.core import url_to_fs
from fsspec.registry import known_implementations

from loaders.sources.names import source_name
from newsdb.exceptions import SourceError
from newsdb.redaction import redact

TIMEOUT_SECONDS = 60
"""How long a web server may take to send something."""
WEB = ("http", "https")
# The packages that the protocols of fsspec itself need; for others its table names the package.
PACKAGES = {
    **dict.fromkeys(WEB, "aiohttp"),
    **dict.fromkeys(("github", "gist", "dbfs", "jupyter", "jlab", "webhdfs"), "requests"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    **dict.fromkeys(("hdfs", "arrow_hdfs"), "pyarrow"),
    "git": "pygit2",
    "libarchive": "libarchive-c",
    "smb": "smbprotocol",
}


def open_file_system(location: str) -> tuple[Any, str]:
    """Return the fsspec file system of a URL, and the path in it.

    Raises SourceError, naming the package to install if one is missing.
    """
    name = url_name(location)
    protocol = re.split(r"::|://", location)[0]
    options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    if protocol in WEB:
        options["client_kwargs"] = _timeout_options()
    try:
        system, path = url_to_fs(location, **options)
    except ImportError:
        package = PACKAGES.get(protocol, known_implementations[protocol]["class"].partition(".")[0])
        missing = f"{protocol}:// needs a package that is not installed: pip install {package}"
        raise SourceError(f"{name}: {missing}") from None
    except Exception as error:
        if protocol not in known_implementations:
            raise SourceError(f"{name}: unknown protocol {protocol}://") from None
        raise source_error(name, error) from None
    return system, path


def url_name(location: str) -> str:
    """Return what the source at a URL is called, without a slash at the end."""
    name = source_name(location)
    return name if name.endswith("://") else name.rstrip("/")


def concerns_one_file(error: Exception) -> bool:
    """Return whether an error concerns one file rather than the whole source."""
    return (
        isinstance(error, (FileNotFoundError, PermissionError))
        or getattr(error, "status", None) in (403, 404, 410)
        or getattr(error, "errno", None) == errno.EFBIG
    )


def describe_fsspec_error(error: Exception) -> str:
    """Return one line for an error of the packages behind fsspec, which have no common type."""
    status = getattr(error, "status", None)
    if isinstance(status, int):
        return f"the server answered {status} {getattr(error, 'message', '')}".rstrip()
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, PermissionError):
        return "access is denied"
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return str(error.strerror)
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "it timed out"
    return redact(str(error).partition("\n")[0]) or type(error).__name__


def source_error(name: str, error: Exception) -> SourceError:
    """Return the error to raise if a source cannot be read."""
    return SourceError(f"{name} cannot be read: {describe_fsspec_error(error)}")


def _timeout_options() -> dict[str, Any]:
    try:
        from aiohttp import ClientTimeout
    except ImportError:
        return {}
    timeout = ClientTimeout(total=None, sock_connect=TIMEOUT_SECONDS, sock_read=TIMEOUT_SECONDS)
    return {"timeout": timeout, "trust_env": True}  # proxies, as other programs use them
