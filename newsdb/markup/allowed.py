"""The HTML that Markdown may hold: one list for what is stored and for what is shown."""

from __future__ import annotations

import re

import nh3

INLINE = frozenset("a abbr br code del em img ins kbd mark q rp rt ruby strong sub sup".split())
BLOCK = frozenset(
    "blockquote dd details div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody td tfoot "
    "th thead tr ul caption".split()
)
TAGS = INLINE | BLOCK
ATTRIBUTES = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "title"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"rowspan", "colspan"}),
    "th": frozenset({"rowspan", "colspan"}),
}
LINK_SCHEMES = ("http", "https", "mailto", "ftp", "irc", "ircs")
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")

STORED = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(LINK_SCHEMES),
    link_rel=None,
)
IMAGE_SCHEMES = ("http", "https")
PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)


def may_link(url: str) -> bool:
    """Return whether a link may have a URL: one with a scheme of `LINK_SCHEMES`, or without one."""
    scheme = SCHEME.match(url)
    return scheme is None or scheme[1].lower() in LINK_SCHEMES


def may_show(url: str) -> bool:
    """Return whether an image may have a URL: one with a scheme of `IMAGE_SCHEMES`, or without."""
    scheme = SCHEME.match(url)
    return scheme is None or scheme[1].lower() in IMAGE_SCHEMES


def clean_block(html: str) -> str:
    """Return HTML without all that is not allowed, as one block of Markdown.

    It has no line ends, for HTML in Markdown ends at the first blank line
    (https://spec.commonmark.org/0.31.2/#html-blocks).
    """
    html = PRE.sub(lambda code: code[0].replace("\n", "&#10;"), STORED.clean(html))
    return " ".join(html.split("\n")).strip()
