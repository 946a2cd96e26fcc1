"""What Markdown would take for markup, escaped, and URLs that it may contain."""

from __future__ import annotations

import re

# What CommonMark or an extension would take for markup inside a text, and only that.
ESCAPE = re.compile(
    r"""[*`]|(?<![^\W_])_|_(?![^\W_])|~(?=~|\Z)|(?:(?<=~)|\A)~|<(?=[A-Za-z/!?])
      |&(?=\#?\w+;)|\](?=[(\[:])|\\(?=[!-/:-@\[-`{-~]|\Z)|!(?=\[|\Z)|\$(?=\$)|\{(?=:)
      |\[(?=\^|[ xX]\][ ])""",
    re.VERBOSE,
)
# A text without any of these needs no look at ESCAPE.
SUSPECT = re.compile(r"[*`_~<&\[\]\\!$]|\{:")
BLOCK_OPENER = re.compile(
    r"""\#{1,6}(?=\s|$)|>|[-+:~](?=\s|$)|-{3,}|={2,}|[|:-][|: -]*-[|: -]*$|:(?=-)
      |(?P<number>\d{1,9})(?=[.)](?:\s|$))""",
    re.VERBOSE,
)
# What begins no block. A quotation may be the title of a link that the line before defines.
PLAIN_START = re.compile(
    r"""[^ \t#>+*_=|:~`<\[{$^"'(\\\d-]|\#+[^\s\#]|_+[^\s_]|\*\*?[^\s*\[]|\{(?!:)|\\[^\w\s]
      |\d+(?![\d.)])|\d+[.)][^\s\d]|\[(?![ xX]\])[^\[\]\\^\n]+\](?!:)|\[[^\]\n]+\]\(
      |<(?!br>)\w+>.*\S""",
    re.DOTALL | re.VERBOSE,
)
QUOTATIONS = ('"', "'", "(")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# URLs that a link or image may have; all else (javascript:, data:) is dropped.
SAFE_ADDRESS = re.compile(
    r"^(?:(?:https?|ftp|ircs?)://|mailto:|//|/|\.|#|\?|[^:/?#]*(?:[/?#]|$))", re.IGNORECASE
)
NO_URL_CHARACTERS = re.compile(r"[\x00-\x20\x7f]+")
IMAGE_ADDRESSES = ("data-original", "data-src", "src")
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")


def escape(text: str) -> str:
    """Escape what would be read as inline markup; other characters stay as they are."""
    return ESCAPE.sub(r"\\\g<0>", text) if SUSPECT.search(text) else text


def escape_opener(text: str) -> str:
    """Escape what would open a list, a heading or a quotation at the beginning of a line."""
    if match := BLOCK_OPENER.match(text):
        at = match.end() if match["number"] else 0
        return f"{text[:at]}\\{text[at:]}"
    return text


def begin_alike(before: str, after: str, *, defining: bool) -> bool:
    """Return whether lines begin as they did, or with what begins no block.

    `defining` says whether the document defines links.
    """
    old, new = before.split("\n"), after.split("\n")
    if len(old) != len(new):
        return all(map(PLAIN_START.match, new))
    return all(
        left == right
        or (left[:1] == right[:1] and right[:1] not in "[<" and right[:2] != "*[")
        or PLAIN_START.match(right)
        or (right.startswith(QUOTATIONS) and not defining)
        or right == BREAK.sub("<br>", left)
        for left, right in zip(old, new, strict=True)
    )


def safe_url(url: str) -> str:
    """Return a URL without white space, or '' for one that must not be kept."""
    url = NO_URL_CHARACTERS.sub(lambda run: "%20" if " " in run[0] else "", url.strip())
    return url if SAFE_ADDRESS.match(url) else ""


def destination(url: str) -> str:
    """Return a safe URL as written between the parentheses of a Markdown link."""
    for character, escaped in (("<", "%3C"), (">", "%3E"), ("\\", "%5C")):
        url = url.replace(character, escaped)
    url = re.sub(r"&(?=#?\w+;)", "&amp;", url)
    return f"<{url}>" if "(" in url or ")" in url else url


def balanced(text: str) -> bool:
    """Return whether the square brackets of a text are pairs."""
    depth = 0
    for bracket in re.findall(r"[\[\]]", text):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            return False
    return not depth
