"""HTML as a tree of what a reader sees."""

from __future__ import annotations

import re
from typing import cast

from lxml.etree import ElementDefaultClassLookup, XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from loaders.html_elements import BLOCK
from loaders.markup.escape import IMAGE_ADDRESSES, safe_url
from loaders.markup.inline_elements import AS_HTML
from loaders.markup.inline_runs import MARKS
from loaders.markup.lists import LOST, settle_lists
from loaders.markup.tags import SHOWN, TAG, without_raw
from newsdb.markup.allowed import may_show
from newsdb.text import clean, unescape

# Elements whose content is no text for readers.
UNREAD = (
    "script style frame frameset applet template noscript noframes head title "
    "input button select textarea svg canvas annotation"
).split()
MEDIA = "iframe object embed video audio".split()
# Elements whose content is inline only.
INLINE_ONLY = frozenset("p h1 h2 h3 h4 h5 h6 dt".split())
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Of what code contains, only the text is kept; highlighters mark it with other elements.
IN_CODE = ("a", "img", "p", "table", "ul", "ol", "b", "strong", "i", "em")
WEB_URL = re.compile(r"(?:https?:)?//(?=[\w.-])", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MAY_HIDE = re.compile(rf"<[^<>]*(?:{HIDDEN.pattern}|\shidden[\s=>])", re.IGNORECASE)
REFERENCE = re.compile(r"&#(?:\d+|x[0-9a-f]+);?", re.IGNORECASE | re.ASCII)
PARSER = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
# Without it, lxml.html asks Python for the class of each element.
PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
# Real texts stay below these limits; beyond them attributes, or all markup, are dropped.
MAX_DEPTH = 100
MAX_TAG_LENGTH = 10_000
MAX_ATTRIBUTES = 500
# The body itself is at depth 2.
TOO_DEEP = XPath(f"boolean({'/'.join('*' * MAX_DEPTH)})")
MAY_BE_HIDDEN = XPath(".//*[@style or @hidden]")
# Blocks that only set out a page; markdownify does not part most of them.
WRAPPERS = "center figure address aside footer header main nav form fieldset".split()
# libxml2 ends these elements where a paragraph begins, but not others that show the same.
FONT_STYLES = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
# In such a value, what looks like a tag is the author's text.
ANGLE_IN_VALUE = re.compile(r"""=\s*(?:"[^"<>]*<|'[^'<>]*<)""")
FONT_STYLE = re.compile(rf"<(/?)({'|'.join(FONT_STYLES)})(?=[\s>])", re.IGNORECASE)
ROWS = ("thead", "tbody", "tfoot", "tr")
TABLE_PARTS = ("table", *ROWS, "td", "th")
NOT_BEFORE = (*TABLE_PARTS, "caption", "colgroup", "col")


def tree_of(html: str) -> HtmlElement:
    """Return the body of an HTML fragment as a tree, without what no reader sees.

    Media become links to their URLs. Raises RecursionError if elements are nested
    deeper than `MAX_DEPTH`.
    """
    # lxml reads references to control characters, but does not write such characters.
    html = REFERENCE.sub(lambda match: match[0] if clean(unescape(match[0])) else "", html)
    html = without_raw(html)
    if len(html) > MAX_TAG_LENGTH:
        html = TAG.sub(_without_bomb, html)
    if not ANGLE_IN_VALUE.search(html):
        html = FONT_STYLE.sub(lambda match: f"<{match[1]}{FONT_STYLES[match[2].lower()]}", html)
    tree = document_fromstring(f"<html><body>{html}", parser=PARSER).body  # type: ignore[attr-defined]
    if TOO_DEEP(tree):
        raise RecursionError
    drop_unread(tree)
    open_marks(tree)
    settle_lists(tree)
    for table in list(tree.iter("table")):
        _settle(table)
    return tree


def drop_unread(tree: HtmlElement) -> None:
    """Remove what no reader sees; leave links in the place of media."""
    for hidden in _hidden_in(tree):
        _drop(hidden)
    for element in list(tree.iter(*MEDIA)):
        if element.getparent() is not None:
            link_media(element)
    for button in list(tree.iter("button")):
        if next(button.iterancestors(*HEADINGS), None) is not None:
            button.tag = "span"  # the title of a part that it opens
    for element in list(tree.iter(*UNREAD)):
        shows = element.tag in SHOWN and element.get("type") != "hidden"
        _drop(element, lost=element.tag if shows else "")
    for image in list(tree.iter("image")):
        image.tag = "img"  # as browsers read it
    for image in list(tree.iter("img")):
        addresses = [image.get(name) or "" for name in IMAGE_ADDRESSES]
        addresses += [each.rstrip(",") for each in (image.get("srcset") or "").split()[:1]]
        urls = (url for url in map(safe_url, addresses) if url and may_show(url))
        if url := next(urls, ""):
            image.set("src", url)
        else:
            _drop(image, lost="img" if any(addresses) else "")
    for link in tree.iter("a"):
        if (url := link.get("href")) and not safe_url(url):
            link.set(LOST, "a")
    for code in tree.iter("pre"):
        if next(code.iterdescendants(*IN_CODE), None) is not None:
            code.set(LOST, "pre")


def _hidden_in(tree: HtmlElement) -> list[HtmlElement]:
    return [
        each
        for each in cast("list[HtmlElement]", MAY_BE_HIDDEN(tree))
        if each.get("hidden") is not None or HIDDEN.search(each.get("style") or "")
    ]


def may_hide(html: str) -> bool:
    """Return whether a tag in HTML may hide what it holds."""
    lower = html.lower()  # looking for words is far quicker than the expression
    return ("display" in lower or "hidden" in lower) and MAY_HIDE.search(html) is not None


def hidden_texts(html: str) -> list[str]:
    """Return the texts of hidden elements, without white space."""
    tree = document_fromstring(f"<html><body>{html}", parser=PARSER).body  # type: ignore[attr-defined]
    return ["".join(each.text_content().split()) for each in _hidden_in(tree)]


def open_marks(tree: HtmlElement) -> None:
    """Turn inline elements around blocks into blocks that say which mark is on all they hold."""
    for wrapper in tree.iter(*WRAPPERS):
        wrapper.tag = "div"
    for block in tree.iter(*BLOCK):
        outer = block.getparent()
        while outer is not None and outer.tag not in BLOCK:
            if name := MARKS.get(outer.tag):
                url = safe_url(outer.get("href") or "") if name == "a" else ""
                if url or name in ("strong", "em", "del"):
                    outer.set("mark", name)
                    outer.set("url", url)
            outer.tag, outer = "div", outer.getparent()


def link_media(element: HtmlElement) -> None:
    """Put a link in the place of a video, a sound or an embedded page, named by its URL.

    The signs before the name are those of MEDIA_KINDS in newsdb/text.py.
    """
    url = next(
        (
            each
            for holder in (element, *element.iterdescendants("source", "embed", "iframe"))
            for name in ("src", "data-src", "data")
            if (each := safe_url(holder.get(name) or "")) and each[0] not in "#?"
        ),
        "",
    )
    if not url:
        _drop(element, lost=element.tag)
        return
    if url.startswith("//"):
        url = f"https:{url}"
    title = " ".join((element.get("title") or "").split())
    sign = "♪" if element.tag == "audio" else "▶"
    link = element.makeelement("a", {"href": url})
    link.text = f"{sign} {title or WEB_URL.sub('', url).partition('?')[0].lstrip('./')}"
    if element.tag in BLOCK or element.tag in ("video", "audio"):
        holder = element.makeelement("p")
        holder.append(link)
        link = holder if element.getparent().tag in BLOCK - INLINE_ONLY else link
    element.addprevious(link)
    # A browser shows no text in it, but a block in a paragraph ends that, and it with it.
    blocks = [each for each in element if each.tag in BLOCK and each.text_content().strip()]
    holder = next((each for each in element.iterancestors() if each.tag in BLOCK), None)
    if element.tag in ("video", "audio") and holder is not None and holder.tag == "p":
        first = next(holder.iterdescendants(*BLOCK), None)
        is_open = first is not None and element in first.iterancestors()
        for block in blocks if is_open else ():
            element.addprevious(block)
        blocks = []
    # A body may be that of a line, which may be in a paragraph.
    _drop(element, lost=element.tag if blocks and element.getparent().tag == "body" else "")


def _settle(table: HtmlElement) -> None:
    """Make a table that only sets out a page, with tables in it or one column, blocks.

    A table that Markdown cannot say is marked with `AS_HTML`.
    """
    rows = [row for part in (table, *table) for row in part if row.tag == "tr"]
    _put_before(table, table)
    for row in rows:
        if next(row.iterdescendants("td", "th"), None) is None:
            row.getparent().remove(row)
    widest = max((sum(cell.tag in ("td", "th") for cell in row) for row in rows), default=0)
    if widest < 2 or next(table.iterdescendants("table"), None) is not None:
        cells = [cell for row in rows for cell in row]
        # Nothing else is renamed: lxml refuses names that its own parser lets in (`td3.t<`).
        for part in (table, *table, *rows, *cells):
            if part.tag in TABLE_PARTS:
                part.tag = "div"
        if widest:
            table.set(LOST, "table")
        return
    for caption in list(table.iterchildren("caption")):
        caption.tag = "p"
        table.addprevious(caption)
    for cell in table.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            span = cell.get(name)
            if span is None:
                continue
            if not re.fullmatch(r"[1-9]\d?", span, re.ASCII) or span == "1":
                del cell.attrib[name]
            else:
                table.set(AS_HTML, "")
        blocks = list(cell.iterdescendants(*BLOCK))
        if any(block.tag not in ("p", "div") for block in blocks):
            table.set(AS_HTML, "")
            continue
        for block in blocks:
            # In a row of Markdown, only breaks separate lines.
            block.addprevious(block.makeelement("br"))
            if (block.tail or "").strip():
                tail, block.tail = block.tail, None
                block.addnext(block.makeelement("br"))
                block.getnext().tail = tail
            block.tag = "span"


def _put_before(table: HtmlElement, part: HtmlElement) -> None:
    """Put what a part of a table holds beside its rows and cells before the table, as browsers do.

    https://html.spec.whatwg.org/multipage/parsing.html#foster-parent
    """
    if (part.text or "").strip():
        table.addprevious(_span(part, part.text))
        part.text = None
    for child in list(part):
        text, child.tail = child.tail, None
        if child.tag in ROWS:
            _put_before(table, child)
        elif next(child.iter(*NOT_BEFORE), None) is None:
            table.addprevious(child)
        if (text or "").strip():
            table.addprevious(_span(part, text))


def _span(parent: HtmlElement, text: str | None) -> HtmlElement:
    span = parent.makeelement("span")
    span.text = text
    return span


def _without_bomb(tag: re.Match[str]) -> str:
    if len(tag[0]) > MAX_TAG_LENGTH and len(tag[0].split()) > MAX_ATTRIBUTES:
        return f"<{tag['close']}{tag['name']}>"
    return tag[0]


def text_of(html: str) -> str:
    """Return the text of an HTML fragment, its blocks as lines; for what is no tree of people."""
    html = TAG.sub(lambda tag: "\n" if tag["name"].lower() in BLOCK else "", without_raw(html))
    return "\n\n".join(
        " ".join(line.split()) for line in unescape(html).split("\n") if line.strip()
    )


def lost_in(tree: HtmlElement) -> list[str]:
    """Return the names of the elements that were left out, though they show something."""
    return [str(name) for name in tree.xpath(f".//@{LOST}")]


def _drop(element: HtmlElement, lost: str = "") -> None:
    """Remove an element and what it holds. `drop_tree` would take long for thousands in a row.

    `lost` is its name if it shows something.
    """
    element.clear(keep_tail=True)
    if lost:
        element.set(LOST, lost)
    if element.tag not in BLOCK:
        element.tag = "span"
