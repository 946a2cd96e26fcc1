"""Bytes to text: the encodings that posts and feeds really come in."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from newsdb.commands.output import count
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
UNMARKED = (
    *((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")),
    *((b"{\0", "utf-16-le"), (b"\0{", "utf-16-be")),
)
"""How XML and JSON begin in UTF-16 without a byte order mark.

https://www.w3.org/TR/xml/#sec-guessing, https://www.rfc-editor.org/rfc/rfc4627#section-3
"""
# A file with more control characters than this share of its text is not text.
MAX_CONTROL_SHARE = 0.05
EAST_ASIAN = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "cp932": "cp932",
    "x-sjis": "cp932",
    "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "cp949": "cp949",
}
"""Codecs for what is declared or detected, by the name in lower case: each reads its label and
what browsers read for it, too (https://encoding.spec.whatwg.org/#names-and-labels)."""
WESTERN = {"windows-1252": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252"}
WESTERN |= dict.fromkeys(("mac", "csmacintosh", "x-mac-roman"), "mac_roman")
LONE_BYTE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
"""A character of a Western encoding; most East Asian ones have two such bytes."""
NON_ASCII = re.compile(rb"[\x80-\xff]")
MIN_BYTES = 24
"""With fewer bytes that are not ASCII the detector is wrong in 3 of 100 texts; see decode()."""
COMMON = frozenset("的一是在不了有和中大为年上人这国个到会以时要来就出对可们地")
MIN_COMMON = 10
"""At least this many, and a tenth of what is not ASCII, are common in simplified Chinese only:
of 1,700 Japanese, Korean and traditional texts read as GB18030, none had more than 6 in 100."""
SAMPLE_BYTES = 2**16
"""How much of a text the detector sees."""
DECLARATION = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?[\w.:-]+""", re.IGNORECASE)
NAMES = {"gb18030": "GB18030", "big5hkscs": "Big5", "cp932": "Shift-JIS", "euc_jp": "EUC-JP"}
NAMES |= {"cp949": "EUC-KR", "cp1252": "Windows-1252"}


def decode(content: bytes) -> tuple[str, list[Problem]]:
    """Return the text of a file with `\\n` line ends, and what had to be repaired.

    UTF-8 and UTF-16 or UTF-32 with a byte order mark are taken as they are; of what is
    not UTF-8, the encoding is detected. A UTF-8 text with some broken bytes keeps the rest: each
    broken byte becomes U+FFFD. The file's bytes are kept with either problem.
    Raises BinaryFileError for binary files.
    """
    text, problems = _decode(content)
    controls = len(CONTROLS.findall(text))
    if controls:
        if controls > MAX_CONTROL_SHARE * len(text):
            raise BinaryFileError("the file is binary, not text")
        problems.append(
            Problem(
                "control characters", f"{count(controls, 'control character')} removed", raw=content
            )
        )
        text = CONTROLS.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def decode_declared(content: bytes, *declared: str) -> tuple[str, str]:
    """Return the text of a document that declares encodings, and '' or what was wrong with them.

    A byte order mark counts, and bytes that are UTF-8 are read as that, whatever is declared:
    other text hardly ever is UTF-8 by chance. Of several declarations that the bytes do not
    contradict, the one that is detected counts, else the first. Bytes that contradict all of
    them are read in the encoding that is detected.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            content = content[len(mark) :]
            if encoding == "utf-8":  # some programs write it before text of any encoding
                break
            return _decode_or_replace(content, encoding)
    else:
        for start, encoding in UNMARKED:
            if content.startswith(start):
                return _decode_or_replace(content, encoding)
    labels = [each for each in map(str.strip, declared) if each]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # The escapes of ISO-2022-JP and UTF-7 are ASCII, and so UTF-8.
        if not any(each.lower().startswith(("iso-2022", "hz")) for each in labels):
            return text, ""
    texts = _texts(content, labels)
    match list(texts.values()):
        case [only]:
            return only, ""
    found = detect_encoding(DECLARATION.sub(b"", content))  # the detector believes declarations
    if texts:
        return texts[found if found in texts else next(iter(texts))], ""
    said = f"declares {labels[0]}" if labels else "declares no encoding"
    if found:
        return content.decode(found), f"the text is {NAMES.get(found, found)}, but {said}"
    return _decode_or_replace(content, "utf-8")


def _texts(content: bytes, labels: list[str]) -> dict[str, str]:
    """Return the text in each encoding that is declared, and that the bytes do not contradict."""
    texts: dict[str, str] = {}
    for label in labels:
        codec = {**EAST_ASIAN, **WESTERN}.get(label.lower(), label.lower())
        if codec not in ("utf-8", "utf8"):
            with suppress(UnicodeDecodeError, LookupError, ValueError):
                texts.setdefault(codec, content.decode(codec))
    return texts


def _decode_or_replace(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode(encoding), ""
    except UnicodeDecodeError:
        name = encoding.removesuffix("-le").removesuffix("-be").upper()
        note = f"some bytes are not {name} and became U+FFFD"
        return content.decode(encoding, "replace"), note


def detect_encoding(content: bytes) -> str | None:
    """Return Python's name for the encoding of a text that is not UTF-8.

    None if it is UTF-8 with some broken bytes, or nothing that is known. A text too short to
    distinguish from GB18030 counts as that: most of what is loaded is simplified Chinese.
    """
    lenient = content.decode("utf-8", errors="replace")
    foreign = sum(not character.isascii() for character in lenient)
    if lenient.count("\ufffd") <= foreign / 2:
        return None
    lines = b"\n".join(line for line in content.splitlines() if not line.isascii())
    sample = lines[:SAMPLE_BYTES]
    high = len(NON_ASCII.findall(sample))
    if len(LONE_BYTE.findall(sample)) > high / 2:
        known, codec = WESTERN, None
    else:
        known, codec = EAST_ASIAN, "gb18030"
    if (high >= MIN_BYTES and not _is_simplified_chinese(sample)) or codec is None:
        import chardet  # slow import, and hardly ever needed

        codec = known.get((chardet.detect(sample)["encoding"] or "").lower(), codec)
    for each in () if codec is None else (codec, "gb18030"):
        try:
            content.decode(each)
        except UnicodeDecodeError:
            continue
        return each
    return None


def _is_simplified_chinese(content: bytes) -> bool:
    wide = [each for each in content.decode("gb18030", "replace") if not each.isascii()]
    common = sum(each in COMMON for each in wide)
    return common >= max(MIN_COMMON, len(wide) / 10)


def _decode(content: bytes) -> tuple[str, list[Problem]]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_as(content[len(mark) :], encoding, content)
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as error:
        if error.start == 0 and b"\0" in content:
            raise BinaryFileError("the file is binary, not text") from None
        if found := detect_encoding(content):
            name = NAMES.get(found, found)
            detail = f"the text is {name}, not UTF-8; it was converted"
            if len(NON_ASCII.findall(content)) < MIN_BYTES:
                detail = f"the text is too short to detect its encoding; it was read as {name}"
            return content.decode(found), [Problem("encoding", detail, raw=content)]
        return _decode_as(content, "utf-8", content)


def _decode_as(content: bytes, encoding: str, whole: bytes) -> tuple[str, list[Problem]]:
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        detail = f"bytes that are no {encoding.upper()} were replaced by U+FFFD"
        text = content.decode(encoding, errors="replace")
        return text, [Problem("broken bytes", detail, line, whole)]
