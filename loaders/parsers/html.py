"""The HTML in posts: found among Markdown, and made a tree of what a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml.etree import XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from loaders.html_elements import BLOCK

# Elements whose content is no text for readers.
UNREAD = (
    "script style iframe frame frameset object embed applet template noscript noframes head title "
    "input button select textarea svg canvas audio annotation"
).split()
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
# In Markdown, only their tags are HTML: what they hold is Markdown still.
PASSIVE = frozenset("span font u ins small big mark label time abbr acronym data bdi bdo".split())
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Elements whose content is no markup: it ends at their closing tag, whatever stands in it.
RAW = "script style textarea title iframe noframes xmp".split()
RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])[^<>]*>", re.IGNORECASE) for name in RAW}
# What stands in quotes may hold `>`. The group in a lookahead is atomic: no time is lost in it.
TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])
        (?:(?=(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*))(?P=attributes)>|[^<>]*>)""",
    re.VERBOSE,
)
SCAN = re.compile(
    r"(?P<fence>^[ ]{0,3}(?P<run>~{3,}|`{3,}(?=[^`\n]*$)))|(?P<ticks>`+)|(?P<comment><!--)|"
    r"(?P<doctype><!doctype[^<>]*>)|" + TAG.pattern,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
RAW_START = re.compile(rf"<!--|<(?P<name>{'|'.join(RAW)})(?=[\s/>])", re.IGNORECASE)
BLANK_LINE = re.compile(r"\n[ \t]*\n")
PARSER = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
# Beyond these no text of people goes; attributes, or all markup, are dropped then.
MAX_DEPTH = 100
MAX_TAG_LENGTH = 10_000
MAX_ATTRIBUTES = 500
MAX_COLUMNS = 100
TOO_DEEP = XPath(f"boolean(.//*[count(ancestor::*) > {MAX_DEPTH}])")
LISTS = ("ul", "ol", "menu", "dir")
TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")


def tree_of(html: str) -> HtmlElement:
    """Return the body of an HTML fragment as a tree, without what no reader sees.

    Raises RecursionError where elements are nested deeper than `MAX_DEPTH`.
    """
    html = without_raw(html)
    if len(html) > MAX_TAG_LENGTH:
        html = TAG.sub(_without_bomb, html)
    tree = document_fromstring(f"<html><body>{html}", parser=PARSER).body  # type: ignore[attr-defined]
    if TOO_DEEP(tree):
        raise RecursionError
    for element in list(tree.iter(*UNREAD)):
        _drop(element)
    for hidden in tree.xpath(".//*[@style or @hidden]"):
        if hidden.get("hidden") is not None or HIDDEN.search(hidden.get("style") or ""):
            _drop(hidden)
    for center in tree.iter("center"):
        center.tag = "div"
    for block in tree.iter(*BLOCK):
        # Marks cannot go around blocks: bold or a link around paragraphs is given up.
        outer = block.getparent()
        while outer is not None and outer.tag not in BLOCK:
            outer.tag, outer = "div", outer.getparent()
    for item in tree.iter("li"):
        if item.getparent().tag not in LISTS:
            item.tag = "div"
    for table in list(tree.iter("table")):
        _settle(table)
    return tree


def _settle(table: HtmlElement) -> None:
    """Make a table that only sets out a page, with tables in it or one column, blocks."""
    rows = [row for part in (table, *table) for row in part if row.tag == "tr"]
    widest = max((sum(cell.tag in ("td", "th") for cell in row) for row in rows), default=0)
    if widest < 2 or next(table.iterdescendants("table"), None) is not None:
        cells = [cell for row in rows for cell in row]
        # Nothing else is named anew: lxml refuses names that its own parser lets in (`td3.t<`).
        for part in (table, *table, *rows, *cells):
            if part.tag in TABLE_PARTS:
                part.tag = "div"
        return
    for caption in list(table.iterchildren("caption")):
        caption.tag = "p"
        table.addprevious(caption)
    for cell in table.iter("td", "th"):
        span = cell.get("colspan") or "1"
        if not re.fullmatch(r"[1-9]\d?", span, re.ASCII):
            cell.set("colspan", str(MAX_COLUMNS) if span.isdecimal() else "1")


def text_of(html: str) -> str:
    """Return the text of an HTML fragment, its blocks as lines; for what is no tree of people."""
    html = TAG.sub(lambda tag: "\n" if tag["name"].lower() in BLOCK else "", without_raw(html))
    return "\n\n".join(
        " ".join(line.split()) for line in unescape(html).split("\n") if line.strip()
    )


def _drop(element: HtmlElement) -> None:
    """Remove an element and what it holds. `drop_tree` would take long for thousands in a row."""
    element.clear(keep_tail=True)
    if element.tag not in BLOCK:
        element.tag = "span"


def _without_bomb(tag: re.Match[str]) -> str:
    if len(tag[0]) > MAX_TAG_LENGTH and len(tag[0].split()) > MAX_ATTRIBUTES:
        return f"<{tag['close']}{tag['name']}>"
    return tag[0]


def without_raw(html: str) -> str:
    """Return HTML without comments, scripts and the like; one that has no end becomes text."""
    kept: list[str] = []
    done = 0
    endless: set[str] = set()
    for match in RAW_START.finditer(html):
        if match.start() < done:
            continue
        end = _raw_end(html, match, endless)
        kept += [html[done : match.start()], "" if end else "&lt;"]
        done = end or match.start() + 1
    return "".join([*kept, html[done:]])


def _raw_end(text: str, opener: re.Match[str], endless: set[str]) -> int | None:
    """Return where a comment or an element without markup ends; `endless` learns which do not."""
    name = (opener["name"] or "").lower()
    if name in endless:
        return None
    if name:
        closer = RAW_END[name].search(text, opener.end())
        end = closer.end() if closer else 0
    else:
        # `<!-->` is a whole comment.
        end = text.find("-->", opener.start() + 2) + 3
        end = end if end > 2 else 0
    if not end:
        endless.add(name)
    return end or None


def fragments(text: str) -> Iterator[tuple[bool, str]]:
    """Cut a body into Markdown and HTML: pairs of (is it HTML, the text), in order.

    An element is HTML from its opening to its closing tag; elements that follow each
    other are one fragment. Code blocks and code spans are Markdown, whatever they hold.
    A block element goes on to the next blank line at least
    (https://spec.commonmark.org/0.31.2/#html-blocks).
    """
    opener = SCAN.match(text)
    if opener and (opener["name"] or "").lower() in BLOCK and not BLANK_LINE.search(text):
        yield True, text
        return
    done = 0
    spans = _merged(text, _element_spans(text))
    for start, end in spans:
        if text[done:start]:
            yield False, text[done:start]
        yield True, text[start:end]
        done = end
    if text[done:]:
        yield False, text[done:]


def _element_spans(text: str) -> Iterator[tuple[int, int]]:
    tokens = list(_tokens(text))
    ends = _element_ends(tokens)
    ticks = _next_ticks(text) if "`" in text else {}
    done = 0
    for start, end, match in tokens:
        name = (match["name"] or "").lower()
        if start < done:
            continue
        if match["ticks"] or match["fence"]:
            done = _end_of_code(text, match, ticks)
            continue
        whole = match["comment"] or match["doctype"] or match["close"] or match[0].endswith("/>")
        bare = name in PASSIVE and "data-code" not in match[0] and "id=" not in match[0]
        if whole or bare or name in RAW or name in VOID:
            done = end
        elif start in ends:
            done = ends[start]
        else:
            # An element that is not closed ends with its paragraph, as in CommonMark.
            ending = BLANK_LINE.search(text, start)
            done = ending.start() if ending else len(text)
        yield start, done


def _tokens(text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield where tags, comments and the beginnings of code stand."""
    done = 0
    endless: set[str] = set()
    for match in SCAN.finditer(text):
        if match.start() < done:
            continue
        name = (match["name"] or "").lower()
        end: int | None = match.end()
        if match["comment"] or (name in RAW and not match["close"]):
            end = _raw_end(text, match, endless)
        if end and (not name or name in NAMES):
            yield match.start(), end, match
            done = end


def _element_ends(tokens: list[tuple[int, int, re.Match[str]]]) -> dict[int, int]:
    """Return by the beginning of each element where it ends, for those that are closed."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for start, end, match in tokens:
        name = (match["name"] or "").lower()
        before = opened.setdefault(name, [])
        # A paragraph ends where the next one begins.
        if before and (match["close"] or name == "p"):
            ends[before.pop()] = end if match["close"] else start
        if not match["close"]:
            before.append(start)
    return ends


def _end_of_code(text: str, opener: re.Match[str], ticks: dict[int, int]) -> int:
    """Return where a code block or span ends; a span that is not closed is none."""
    if opener["fence"]:
        closer = re.compile(rf"^[ ]{{0,3}}{opener['run']}[`~]*[ \t]*$", re.MULTILINE)
        end = closer.search(text, opener.end())
        return end.end() if end else len(text)
    return ticks.get(opener.start(), opener.end())


def _next_ticks(text: str) -> dict[int, int]:
    """Return for each run of backticks where the code span ends that it opens, if it does."""
    ends: dict[int, int] = {}
    after: dict[int, int] = {}
    for match in reversed(list(re.finditer(r"`+|\n[ \t]*(?=\n)", text))):
        if match[0][0] == "\n":
            # No span goes on into the next paragraph.
            after.clear()
            continue
        length = len(match[0])
        if length in after:
            ends[match.start()] = after[length]
        after[length] = match.end()
    return ends


def _merged(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last and start < last[1]:
            continue
        if last and not text[last[1] : start].strip():
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def is_block(html: str) -> bool:
    """Tell whether an HTML fragment holds a block element, so that it stands apart."""
    return any((match["name"] or "").lower() in BLOCK for match in SCAN.finditer(html))
