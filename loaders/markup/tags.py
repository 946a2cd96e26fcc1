"""HTML as text: its tags, and the elements whose content is no markup."""

from __future__ import annotations

import re

from loaders.html_elements import BLOCK
from loaders.markup.lists import LOST

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset(
    (
        "a abbr acronym audio b base bdi bdo big br button canvas cite code data del dfn em embed "
        "font i img input ins kbd label link mark meta noscript object q ruby rp rt s samp select "
        "small source span strike strong sub sup svg template textarea time tt u var video wbr "
        "caption col colgroup option param track"
    ).split()
)
NAMES = BLOCK | INLINE
# Quoted values may contain `>`. The group in a lookahead is atomic: no time is lost in it.
TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])
        (?:(?=(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*))(?P=attributes)>|[^<>]*>)""",
    re.VERBOSE,
)
# Of the elements that are left out, these show something; an attribute of that name marks where.
SHOWN = frozenset("frame frameset applet select button textarea input svg canvas xmp".split())
# Elements whose content is no markup: it ends at their closing tag, whatever it contains.
RAW = "script style textarea title noframes xmp iframe".split()
RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])[^<>]*>", re.IGNORECASE) for name in RAW}
RAW_END[""] = re.compile("-->")  # of a comment
RAW_START = re.compile(rf"<!--|<(?P<name>{'|'.join(RAW)})(?=[\s/>])", re.IGNORECASE)
# A script that shows a page of its own in its place.
SCRIPT_FILE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
EMBEDDING_SCRIPT = re.compile(r"""src=["']?((?:https?:)?//gist\.[^"'\s>]+)""", re.IGNORECASE)


def without_raw(html: str) -> str:
    """Return HTML without comments, scripts and the like; one that has no end becomes text."""
    kept: list[str] = []
    done = 0
    endless: set[str] = set()
    for match in RAW_START.finditer(html):
        if match.start() < done:
            continue
        end = _raw_end(html, match, endless)
        tag = TAG.match(html, match.start())
        embedded = _embedded(tag) if tag else ""
        if tag and embedded and not end:
            end = tag.end()
        kept += [html[done : match.start()], embedded or ("" if end else "&lt;")]
        done = end or match.start() + 1
    return "".join([*kept, html[done:]])


def _embedded(tag: re.Match[str]) -> str:
    """Return the tag of an embedded page without what it holds, a mark for what is lost, or ''."""
    name = tag["name"].lower()
    if name == "iframe":
        return f"{tag[0]}</iframe>"
    if script := EMBEDDING_SCRIPT.search(tag[0]):
        return f'<iframe src="{script[1]}"></iframe>'
    if SCRIPT_FILE.search(tag[0]) or name in SHOWN:
        return f'<span {LOST}="{name}"></span>'
    return ""


def _raw_end(text: str, opener: re.Match[str], endless: set[str]) -> int | None:
    """Return where a comment or an element without markup ends; `endless` learns which do not."""
    name = (opener["name"] or "").lower()
    if name in endless:
        return None
    # `<!-->` is a whole comment.
    closer = RAW_END[name].search(text, opener.end() if name else opener.start() + 2)
    if closer is None:
        endless.add(name)
        return None
    return closer.end()
