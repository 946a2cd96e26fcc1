"""SHA256SUMS: lines as `sha256sum` writes and checks them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

FILE_NAME = "SHA256SUMS"
LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)", re.ASCII)


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def format_sums(sums: Mapping[str, str]) -> str:
    """Return the lines of SHA256SUMS for file names and their sums, by name."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def names_in(text: str) -> list[str]:
    """Return the file names in the lines of SHA256SUMS; any other line counts as a name."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [match[2] if (match := LINE.fullmatch(line)) else line for line in lines]
