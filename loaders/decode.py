"""Bytes to text: the encodings that posts really come in."""

from __future__ import annotations

import codecs

from newsdb.exceptions import BinaryFileError
from newsdb.models import Problem
from newsdb.text import CONTROLS

# UTF-32 first: its little-endian mark begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A file with more control characters than this share of its text is not text.
MAX_CONTROL_SHARE = 0.05


def decode(content: bytes) -> tuple[str, list[Problem]]:
    """Return the text of a file with `\\n` line ends, and what had to be repaired.

    UTF-8 and UTF-16 or UTF-32 with a byte order mark are taken as they are; what is
    not UTF-8 is tried as GB18030. A UTF-8 text with some broken bytes keeps the rest:
    each broken byte becomes U+FFFD and the file's bytes are kept with the problem.
    Raises BinaryFileError for binary files.
    """
    text, problems = _decode(content)
    controls = len(CONTROLS.findall(text))
    if controls:
        if controls > MAX_CONTROL_SHARE * len(text):
            raise BinaryFileError("the file is binary, not text")
        problems.append(
            Problem("control characters", f"{controls} control characters removed", raw=content)
        )
        text = CONTROLS.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def _decode(content: bytes) -> tuple[str, list[Problem]]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_as(content[len(mark) :], encoding, content)
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as error:
        if _is_gb18030(content):
            problem = Problem("encoding", "the text is GB18030, not UTF-8; it was converted")
            return content.decode("gb18030"), [problem]
        if error.start == 0 and b"\0" in content:
            raise BinaryFileError("the file is binary, not text") from None
        return _decode_as(content, "utf-8", content)


def _decode_as(content: bytes, encoding: str, whole: bytes) -> tuple[str, list[Problem]]:
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        detail = f"bytes that are no {encoding.upper()} were replaced by U+FFFD"
        text = content.decode(encoding, errors="replace")
        return text, [Problem("broken bytes", detail, line, whole)]


def _is_gb18030(content: bytes) -> bool:
    """Tell GB18030 from broken UTF-8: it decodes whole, and little of it reads as UTF-8."""
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    lenient = content.decode("utf-8", errors="replace")
    foreign = sum(character > "\x7f" for character in lenient)
    return lenient.count("\ufffd") > foreign / 2
