r"""Names of files as text that can be stored, shown on one line and turned back.

A byte that is not UTF-8, a control character and the backslash itself become `\x` and two
hexadecimal digits. No two names become the same text.
"""

from __future__ import annotations

import re

SPECIAL = re.compile(r"[\\\x00-\x1f\x7f\udc80-\udcff]")
ESCAPE = re.compile(r"\\x([0-9a-f]{2})")
UPWARD = r"\x2e\x2e"
"""What the part `..` of an untrusted name becomes: a name that leads nowhere."""


def text_of(name: str) -> str:
    """Return a name, as `os.fsdecode` gives it, as text."""
    return SPECIAL.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02x}", name)


def name_of(text: str) -> str:
    """Return the name that became `text`."""
    return ESCAPE.sub(
        lambda match: bytes.fromhex(match[1]).decode("utf-8", "surrogateescape"), text
    )


def safe_path(name: str) -> str:
    """Return an untrusted name (`../a`, `/a`, `./a//b`) as the text of a path below a root."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return "/".join(UPWARD if part == ".." else text_of(part) for part in parts)


def leads_out(path: str) -> bool:
    """Tell whether a safe path was made of a name with `..` in it."""
    return UPWARD in path.split("/")


def is_hidden(path: str) -> bool:
    """Tell whether a file or a folder on a path has a name that begins with a dot."""
    return path.startswith(".") or "/." in path


def decoded(raw: bytes) -> str | None:
    """Return a name as UTF-8 or GB18030 (Chinese Windows writes it), or None for neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
