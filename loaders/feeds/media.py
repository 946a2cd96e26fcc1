"""Media RSS: which of the renditions of one and the same content is shown.

https://www.rssboard.org/media-rss#media-group
"""

from __future__ import annotations

import re

from lxml import etree

from loaders.feeds.document import media_family

GROUP = re.compile(r"<[\w.-]+:group[\s>]")
NAMESPACES = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")


def other_renditions(text: str) -> set[str]:
    """Return the URLs of the files of a feed that are other renditions of one that is shown.

    Of each medium in a group, that is the default; without one, not a sample, and the largest.
    """
    if not GROUP.search(text):
        return set()
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, recover=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # there is nothing that could be recovered
        return set()
    if root is None:
        return set()
    shown: set[str] = set()
    others: set[str] = set()
    names = [f"{each}content" for each in NAMESPACES]
    for content in root.iter(*names):
        group = content.getparent()
        if group is None or group.tag not in [f"{each}group" for each in NAMESPACES]:
            shown.add(content.get("url", ""))
    for group in root.iter(*(f"{each}group" for each in NAMESPACES)):
        best: dict[str, etree._Element] = {}
        for content in group.iter(*names):
            medium = _medium(content)
            others.add(content.get("url", ""))
            if medium not in best or _rank(content) > _rank(best[medium]):
                best[medium] = content
        shown |= {each.get("url", "") for each in best.values()}
    return others - shown


def _medium(content: etree._Element) -> str:
    kind = content.get("type", "") or content.get("medium", "")
    return media_family(content.get("url", ""), kind)


def _rank(content: etree._Element) -> tuple[bool, bool, float, float, float]:
    """Return what renditions are compared by: the more, the better."""
    return (
        content.get("isDefault") == "true",
        content.get("expression") != "sample",
        _number(content, "width") * _number(content, "height") or _number(content, "width"),
        _number(content, "bitrate"),
        _number(content, "fileSize"),
    )


def _number(content: etree._Element, name: str) -> float:
    text = content.get(name, "").strip()
    return float(text) if re.fullmatch(r"\d{1,15}(\.\d{1,15})?", text) else 0
