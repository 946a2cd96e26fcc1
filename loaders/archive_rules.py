"""The archive's own ways, apart from what every Jekyll post has in common.

Posts of this archive are written by a script: a digest as a blockquote, the
article as HTML, the URL of the original between angle brackets, navigation
links. What its marks say of shares and boards is read in `loaders/mentions`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import basename, splitext
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from newsdb.text import plain_text

# A URL may have brackets in it: those of an outlet's name.
NAVIGATION = re.compile(r"(?:\[返回[^\]\n]*\]\((?:[^()\n]|\([^()\n]*\))*\)[｜|\s]*)+")
ORIGINAL = re.compile(r"<(https?://[^<>\s]*)?>")
OUTLET = re.compile(r"[（(]\s*(?:文章)?来源\s*[：:]\s*(.+)[）)]")
LABEL = re.compile(r"^\s*(?:文章)?来源\s*[：:]")
MAX_OUTLET_LENGTH = 200
# Names of shares under warning begin with a star, which is no mark of emphasis.
FIRST_LINE = re.compile(r"\s*([^\n]+)\s*")
STARRED_NAME = re.compile(r"\*(?<![\\*]\*)(?=S?ST[\u4e00-\u9fff])")
# A name in brackets at the end of a digest is the outlet where it is named like one.
OUTLET_AT_END = re.compile(
    r"[（(]([^（()）\n]{2,20}?(?:报|社|网|网站|刊|新闻|客户端|财经|APP|资讯|在线|周刊|电视台|公众号"
    r"|见闻|经济报道)|e公司|券商中国|东方财富Choice数据)[）)]\s*$"
)
PARAGRAPHS_WITH_SOURCE = XPath(".//p[contains(., '来源')]")
ARTICLE_DATE = re.compile(r"(?:^|[-_])(?:NW)?(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])\d{10}$")
TAG_ENDING = "新闻"
# What the site calls its news as they come in, whoever wrote them.
NO_OUTLET = frozenset({"东财滚动"})


# What only the archive's writer puts into a text.
OWN_MARKS = re.compile(
    r"""^\[返回[^\]\n]*\]\(|\sdata-code=|\sclass=["']?em_|EM_StockImg|\sid=["']?(?:stock|bk|Info)[_.]""",
    re.MULTILINE,
)
# Without one of these there is none of them; looking for a string is much faster.
IN_OWN_MARKS = "[返回 data-code= em_ EM_StockImg stock_ stock. bk_ bk. Info_ Info.".split()

ZONE = "Asia/Shanghai"
"""The time zone of the archive's dates: those of its first day name none."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A body taken apart: digest (or ''), text, and the URL of the original."""

    digest: str
    text: str
    url: str | None


def has_article_name(path: str) -> bool:
    """Return whether a file is named after an article of the archive, by its id."""
    return ARTICLE_DATE.search(splitext(basename(path))[0]) is not None


def has_marks(path: str, body: str) -> bool:
    """Return whether a post is one of the archive: by its name, navigation or the site's HTML.

    What else the archive does (a URL in the last line, `（来源：…）`) others do as well.
    """
    if has_article_name(path):
        return True
    may_have = any(part in body for part in IN_OWN_MARKS)
    return may_have and OWN_MARKS.search(body) is not None


def take_apart(body: str) -> Parts:
    """Return the digest, the article and the original's URL; navigation is dropped.

    Only a post that ends with its original's URL, if an empty one, begins with a digest.
    """
    end = len(body)
    while (line := _last_line(body, end))[0] and NAVIGATION.fullmatch(line[0]):
        end = line[1]
    url, digest, start = None, "", 0
    last, before = _last_line(body, end)
    if original := ORIGINAL.fullmatch(last):
        url, end = original[1], before
        first = FIRST_LINE.match(body, 0, end)
        if first and first[1].startswith(">") and (first.end() == end or body[first.end()] == "<"):
            digest, start = first[1][1:].strip(), first.end()
    return Parts(digest, body[start:end].strip("\n").rstrip(), url)


def _last_line(body: str, end: int) -> tuple[str, int]:
    """Return the last line with text before `end`, and where it begins."""
    while end and body[end - 1].isspace():
        end -= 1
    start = body.rfind("\n", 0, end) + 1
    return body[start:end].strip(), start


def outlet_in_text(text: str, *, archive: bool) -> tuple[str | None, str]:
    """Return the outlet that a `（文章来源：…）` line names, and Markdown without the line.

    In a post that is not the archive's only the last line can name it, and only as 文章来源:
    `（来源：…）` occurs under images, too.
    """
    lines = text.rstrip().split("\n")
    for number in reversed(range(len(lines))):
        line = lines[number]
        outlet = outlet_of_line(plain_text(line)) if "来源" in line else None
        if outlet and (archive or "文章来源" in line):
            return outlet, "\n".join(lines[:number] + lines[number + 1 :]).strip("\n")
        if not archive and line.strip():
            break
    return None, text


def outlet_of_line(line: str) -> str | None:
    """Return the outlet that a line names which says nothing else, or None."""
    line = line.strip()
    match = OUTLET.fullmatch(line) if len(line) < MAX_OUTLET_LENGTH else None
    return _one_line(match[1]) or None if match else None


def with_stars(text: str) -> str:
    """Return Markdown in which the star of `*ST` before a name is a star."""
    return STARRED_NAME.sub(r"\\*", text)


def outlet_at_end(text: str) -> str | None:
    """Return the outlet named in brackets at the end of a digest, or None."""
    match = OUTLET_AT_END.search(text)
    return LABEL.sub("", match[1]).strip() if match else None


def outlet_of_tags(tags: list[str]) -> str | None:
    """Return the outlet that a tag such as `湖南日报新闻` names, or None."""
    names = (tag.removesuffix(TAG_ENDING) for tag in tags if tag.endswith(TAG_ENDING))
    return next((name for name in names if name and name not in NO_OUTLET), None)


def date_in_name(name: str) -> str | None:
    """Return the day (YYYY-MM-DD) that an article id in a file name begins with, or None."""
    match = ARTICLE_DATE.search(name)
    return "-".join(match.groups()) if match else None


def take_outlet(tree: HtmlElement) -> str | None:
    """Remove the paragraph that names the outlet, and return the name.

    It goes before the marks are read: 证券 in 上海证券报 names no board.
    """
    outlet = None
    for paragraph in cast("list[HtmlElement]", PARAGRAPHS_WITH_SOURCE(tree)):
        if name := outlet_of_line(_one_line(paragraph.text_content())):
            outlet = name
            paragraph.drop_tree()
    return outlet


def _one_line(text: str) -> str:
    return " ".join(text.split())
