"""An HTML tree to Markdown: markdownify, and a quick way for the bodies that most posts have.

The quick way knows paragraphs of text, bold, breaks and pictures, and gives exactly what
markdownify gives for them; for anything else it gives way.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree
from markdownify import MarkdownConverter

from loaders.html_elements import BLOCK
from newsdb.exceptions import TooComplexError
from newsdb.text import clean

# What CommonMark would take for markup inside a text, and only that.
ESCAPE = re.compile(
    r"""[*`]|(?<![^\W_])_|_(?![^\W_])|~~|<(?=[A-Za-z/!?])|&(?=\#?\w+;)
      |\](?=[(\[:])|\\(?=[!-/:-@\[-`{-~]|\Z)|!(?=\[|\Z)""",
    re.VERBOSE,
)
# A text without any of these needs no look at ESCAPE.
SUSPECT = re.compile(r"[*`_~<&\[\\!]")
BLOCK_OPENER = re.compile(
    r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-{3,}|={2,}|(?P<number>\d{1,9})(?=[.)](?:\s|$)))"
)
# Addresses that a link or picture may have; all else (javascript:, data:) is dropped.
SAFE_ADDRESS = re.compile(r"^(?:https?://|mailto:|//|/|\.|#|\?|[^:/?#]*(?:[/?#]|$))", re.IGNORECASE)
IMAGE_ADDRESSES = ("data-original", "data-src", "src")
NEWLINES = re.compile(r"[\t \r\n]*[\r\n][\t \r\n]*")
SPACES = re.compile(r"[\t ]+")
# The indent that Chinese paragraphs begin with, after that of a list or a quotation.
INDENT = re.compile(r"((?:> ?)* *)[\u3000\xa0][\u3000\xa0 ]*")
FENCE = re.compile(r"(?:> ?)* *(?:[-+] +|\d+[.)] +)*(`{3,})")
MARKED = ("b", "strong", "em", "i", "del", "s", "a", "span")
NARROW = " \t\r\n"
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
# markdownify takes minutes for more elements in a row than this.
MAX_ELEMENTS = 20_000


def to_markdown(tree: etree._Element) -> str:
    """Return the Markdown of a tree's body: blocks apart by one blank line, no indents.

    Raises TooComplexError.
    """
    markdown = quick_markdown(tree)
    if markdown is None:
        markdown = slow_markdown(tree)
    return finished(clean(markdown))


def finished(markdown: str) -> str:
    """Return Markdown without indents and without breaks at the ends of paragraphs.

    Two breaks in a row end a paragraph. Code stays as it is.
    """
    lines: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        opener = FENCE.match(line)
        if fence or opener:
            lines.append(line)
            fence = _fence_after(fence, opener[1] if opener else "", line)
            continue
        line = INDENT.sub(r"\1", line, count=1) if line[:1] in "\u3000\xa0 >" else line
        line = line.rstrip(NARROW + "\u3000\xa0")
        blank = line.strip("> ") in ("", "\\")
        if blank and lines:
            lines[-1] = _without_break(lines[-1])
        if not blank:
            lines.append(line)
        elif lines and lines[-1]:
            lines.append(line.rstrip("\\ ") if ">" in line else "")
    return "\n".join([*lines[:-1], _without_break(lines[-1])] if lines else []).strip("\n")


def _fence_after(fence: str, run: str, line: str) -> str:
    """Return the run of the code block that a line is in, once the line is over, or ''."""
    if not fence:
        return run
    return "" if run.startswith(fence) and line.strip() == run else fence


def _without_break(line: str) -> str:
    """Return a line without the break at its end: a backslash that is not escaped."""
    slashes = len(line) - len(line.rstrip("\\"))
    return line[:-1].rstrip() if slashes % 2 else line


def slow_markdown(tree: etree._Element) -> str:
    """Convert a tree with markdownify. Raises TooComplexError if it has too many elements."""
    if sum(1 for _ in islice(tree.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise TooComplexError
    text = etree.tostring(tree, encoding="unicode", method="html")
    return str(CONVERTER.convert_soup(BeautifulSoup(text, "lxml")))


def quick_markdown(tree: etree._Element) -> str | None:
    """Return what markdownify would make of a tree, or None where it holds more than we know."""
    blocks = []
    if tree.text and tree.text.strip():
        return None
    for block in tree:
        if block.tag not in ("p", "div") or (block.tail and block.tail.strip()):
            return None
        pieces = _inline(block)
        if pieces is None:
            return None
        text = _joined(pieces)
        text = escape_opener(text.strip(NARROW)) if block.tag == "p" else text.strip()
        if text:
            blocks.append(text)
    return "\n\n".join(blocks)


def _inline(block: etree._Element) -> list[str] | None:
    last = len(block) - 1
    pieces = [_text(block.text, opens=True, first=True, last=last < 0)]
    opens = not block.text
    for position, child in enumerate(block):
        # A text that follows nothing, or nothing but empty marks, opens a block.
        opens = child.tag == "br" or (
            opens and child.tag != "img" and not (child.text or "").strip()
        )
        if child.tag == "br":
            pieces.append("\\\n")
        elif child.tag == "img":
            pieces.append(image(child.attrib))
        elif child.tag in ("strong", "b") and not len(child):
            pieces.append(_bold(child.text or ""))
        else:
            return None
        pieces.append(_text(child.tail, opens=opens, first=False, last=position == last))
        opens = opens and not child.tail
    return pieces


def _text(text: str | None, *, opens: bool, first: bool, last: bool) -> str:
    """Return a text node of a block; white space alone at the block's edges is nothing."""
    if not text or ((first or last) and not text.strip()):
        return ""
    text = escape(_narrowed(text))
    if first:
        text = text.lstrip(NARROW)
    if last:
        text = text.rstrip()
    return escape_opener(text) if opens else text


def _narrowed(text: str) -> str:
    """Return a text with one space or line end for each run of white space."""
    if "\n" in text or "\r" in text:
        text = NEWLINES.sub("\n", text)
    return SPACES.sub(" ", text) if "\t" in text or "  " in text else text


def _bold(text: str) -> str:
    text = escape_opener(escape(_narrowed(text)))
    inner = text.strip()
    if not inner:
        return ""
    return f"{' ' * (text[0] == ' ')}**{inner}**{' ' * (text[-1] == ' ')}"


def _joined(pieces: list[str]) -> str:
    """Join pieces; where two meet with line ends, the longer run of them stays, two at most."""
    text = ""
    for piece in pieces:
        if piece.startswith("\n") and text.endswith("\n"):
            stripped, rest = text.rstrip("\n"), piece.lstrip("\n")
            ends = max(len(text) - len(stripped), len(piece) - len(rest))
            text = f"{stripped}{chr(10) * min(2, ends)}{rest}"
        else:
            text += piece
    return text


def escape(text: str) -> str:
    """Escape what would be read as inline markup; other signs stay as they are."""
    return ESCAPE.sub(r"\\\g<0>", text) if SUSPECT.search(text) else text


def escape_opener(text: str) -> str:
    """Escape what would open a list, a heading or a quotation at the beginning of a block."""
    if match := BLOCK_OPENER.match(text):
        at = match.end() if match["number"] else 0
        return f"{text[:at]}\\{text[at:]}"
    return text


def image(attributes: Any) -> str:
    """Return the Markdown of a picture with these attributes; '' without a safe address."""
    address = next((str(attributes[key]) for key in IMAGE_ADDRESSES if attributes.get(key)), "")
    address = safe_address(address)
    alt = re.sub(r"([\[\]\\])", r"\\\1", " ".join(str(attributes.get("alt") or "").split()))
    return f"![{alt}]({address})" if address else ""


def safe_address(address: str) -> str:
    """Return an address fit for a Markdown link, or '' for one that must not be kept."""
    address = re.sub(
        r"[\x00-\x20\x7f]+", lambda run: "%20" if " " in run[0] else "", address.strip()
    )
    if not SAFE_ADDRESS.match(address):
        return ""
    return address.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


class Converter(MarkdownConverter):
    """markdownify with the least escaping that CommonMark needs, and safe addresses."""

    def escape(self, text: str, parent_tags: Any) -> str:
        """Escape a text node."""
        text = escape(text)
        in_table = parent_tags and not parent_tags.isdisjoint(("td", "th"))
        return text.replace("|", r"\|") if in_table else text

    def process_text(self, el: NavigableString, parent_tags: Any = None) -> str:
        """Convert a text node; where it opens a block, escape what would open a list or such."""
        text: str = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]
        before = el.previous_sibling
        while isinstance(before, Tag) and before.name in MARKED and not before.get_text(strip=True):
            before = before.previous_sibling
        name = getattr(before, "name", None)
        opens = before is None or name == "br" or name in BLOCK
        return escape_opener(text) if opens and "_noformat" not in (parent_tags or ()) else text

    def convert_img(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a picture with an address that a reader's browser may fetch."""
        return image(el.attrs)

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a link; one without a safe address or a text is its text."""
        address = safe_address(str(el.get("href") or ""))
        inner = text.strip()
        if not address or not inner or "_noformat" in parent_tags:
            return text
        left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{left}[{inner}]({address}){right}"

    def convert_p(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a paragraph that opens no list, heading or quotation."""
        text = escape_opener(text.strip(NARROW))
        return str(super().convert_p(el, text, parent_tags))  # type: ignore[misc]

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: Any) -> str:  # noqa: N802
        """Write a heading on one line, unless it is empty; signs at its end do not close it."""
        if "_inline" in parent_tags:
            return text
        text = re.sub(r"(?:^|(?<= ))(?=#+$)", r"\\", " ".join(text.replace("\\\n", " ").split()))
        return f"\n\n{'#' * min(n, 6)} {text}\n\n" if text else ""

    def convert_code(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Mark code; two spans in a row would be one with their backticks."""
        before = getattr(el.previous_sibling, "name", None) in ("code", "kbd", "samp")
        code = str(super().convert_code(el, text, parent_tags))  # type: ignore[misc]
        return f" {code}" if before and "_noformat" not in parent_tags else code

    convert_kbd = convert_samp = convert_code

    def convert_b(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Mark bold text, but not once more within bold text: the marks would part."""
        inside = not parent_tags.isdisjoint(("b", "strong"))
        return text if inside else str(super().convert_b(el, text, parent_tags))  # type: ignore[misc]

    def convert_em(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Mark emphasis, but not once more within it."""
        inside = not parent_tags.isdisjoint(("em", "i"))
        return text if inside else str(super().convert_em(el, text, parent_tags))  # type: ignore[misc]

    def convert_del(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Mark what is struck out, but not once more within it."""
        inside = not parent_tags.isdisjoint(("del", "s"))
        return text if inside else str(super().convert_del(el, text, parent_tags))  # type: ignore[misc]

    convert_strong, convert_i, convert_s = convert_b, convert_em, convert_del

    def convert_sup(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write raised digits as such: 10⁸ is not 108."""
        return text.translate(RAISED) if all(ord(sign) in RAISED for sign in text) else text

    def convert_q(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write the quotation marks that a browser shows."""
        return f"“{text}”"

    def convert_dd(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a definition as a paragraph: CommonMark knows no lists of them."""
        return f" {text.strip()} " if "_inline" in parent_tags else f"\n\n{text.strip()}\n\n"

    convert_dt = convert_dd

    def convert_pre(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write code between fences that are longer than any in it."""
        text = text.strip("\n").rstrip()
        if not text or "_inline" in parent_tags:
            return text
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
        return f"\n\n{fence}\n{text}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a list's item; a number is that of the item before and one."""
        if text.strip(NARROW) in ("", "\\"):
            return ""
        if el.parent is None or el.parent.name != "ol":
            return str(super().convert_li(el, text, parent_tags))  # type: ignore[misc]
        before = el.find_previous_sibling("li", value=True)
        start = str(el.parent.get("start") or "")
        first = int(start) if re.fullmatch(r"[0-9]{1,8}", start) else 1
        number = int(str(before.get("value"))) + 1 if isinstance(before, Tag) else first
        el["value"] = str(number)
        marker = f"{number}. "
        return marker + text.strip().replace("\n", "\n" + " " * len(marker)) + "\n"

    def convert_list(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a list; a text that goes on after it in an item stands apart."""
        written = str(super().convert_list(el, text, parent_tags))  # type: ignore[misc]
        goes_on = el.next_sibling is not None and el.next_sibling.get_text(strip=True)
        return f"{written}\n\n" if goes_on and "li" in parent_tags else written

    convert_ul = convert_ol = convert_list

    def convert_table(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a table whose head is as wide as its widest row: renderers cut the rest."""
        text = text.strip()
        lines = text.split("\n")
        rule = next((at for at, line in enumerate(lines) if not line.strip("|- ")), None)
        if not rule:
            return f"\n\n{text}\n\n"
        missing = max(map(_cells, lines[rule - 1 :])) - _cells(lines[rule - 1])
        lines[rule - 1] += "  |" * missing
        lines[rule] += " --- |" * missing
        return "\n\n" + "\n".join(lines) + "\n\n"


def _cells(row: str) -> int:
    return row.count("|") - row.count("\\|")


CONVERTER = Converter(
    heading_style="ATX", bullets="-", newline_style="BACKSLASH", table_infer_header=True
)
