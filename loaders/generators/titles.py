"""Titles as they are shown: without HTML, entities and Markdown."""

from __future__ import annotations

import re

from newsdb.text import unescape

MARKED = re.compile(r"[<&`*_~\[\\]")
TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|br|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
# A mark is at the edge of a word. The star of *ST before a share's name is none.
MARKS = tuple(
    re.compile(
        rf"(?<![\w\\{sign}]){re.escape(sign * times)}(?!S?ST[\u4e00-\u9fff])(?=\S)"
        rf"([^*_~]+?)(?<=\S){re.escape(sign * times)}(?![\w{sign}])"
    )
    for sign, times in (("*", 2), ("_", 2), ("*", 1), ("_", 1), ("~", 2))
)


def plain_title(title: str) -> str:
    """Return a title as plain text on one line: `&ldquo;The <em>new</em> `map`&rdquo;`."""
    if MARKED.search(title) is None:
        return title
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match[2])
        return f"\x00{len(codes) - 1}\x00"

    title = CODE.sub(keep, title)
    title = LINK.sub(r"\1", TAG.sub("", title))
    for mark in MARKS:
        title = mark.sub(r"\1", title)
    # A path of Windows or a formula keeps its backslashes: only marks are escaped with them.
    title = unescape(re.sub(r"\\([*_`\[\]<>~])", r"\1", title))
    title = re.sub("\x00(\\d+)\x00", lambda match: codes[int(match[1])], title)
    return " ".join(title.split())
