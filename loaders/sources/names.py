r"""Names of files as text that can be stored, shown on one line and turned back.

A byte that is not UTF-8, a control character and the backslash itself become `\x` and two
hexadecimal digits. No two names become the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsdb.exceptions import SourceError
from newsdb.redaction import redact

SPECIAL = re.compile(r"[\\\x00-\x1f\x7f\udc80-\udcff]")
SPECIAL_BYTES = bytes([*range(0x20), 0x7F, ord("\\")])
ESCAPE = re.compile(r"\\x([0-9a-f]{2})")
PARENT = r"\x2e\x2e"
"""What the part `..` of an untrusted name becomes: a name that does not exist."""


def escape_name(name: str) -> str:
    """Return a name, as `os.fsdecode` gives it, as text."""
    if name.isprintable() and "\\" not in name:  # as nearly all are: this is faster
        return name
    return SPECIAL.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02x}", name)


def are_plain(names: Iterable[str]) -> bool:
    """Return whether each of many names is its own text; faster than to ask for each."""
    try:
        text = "".join(names).encode()
    except UnicodeEncodeError:
        return False
    return len(text.translate(None, SPECIAL_BYTES)) == len(text)


def unescape_name(text: str) -> str:
    """Return the name that became `text`."""
    return ESCAPE.sub(
        lambda match: bytes.fromhex(match[1]).decode("utf-8", "surrogateescape"), text
    )


def source_name(location: str) -> str:
    """Return what a source at a location is called: one line, without passwords and tokens.

    Names of sources are stored in `files` and `loads`, shown in messages, and published.
    Raises SourceError for an empty location, as an unset variable of a shell gives.
    """
    if not location:
        raise SourceError("the name of a source is empty")
    return escape_name(redact(location))


def safe_path(name: str) -> str:
    """Return an untrusted name (`../a`, `/a`, `./a//b`) as the text of a path below a root."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return "/".join(PARENT if part == ".." else escape_name(part) for part in parts)


def leads_outside(path: str) -> bool:
    """Return whether a safe path was made from a name with `..` in it."""
    return PARENT in path.split("/")


def is_hidden(path: str) -> bool:
    """Return whether a file or directory on a path has a name that begins with a dot."""
    return path.startswith(".") or "/." in path


def decode_name(raw: bytes) -> str | None:
    """Return a name as UTF-8 or GB18030 (Chinese Windows writes it), or None if it is neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
