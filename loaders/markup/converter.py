"""An HTML tree to Markdown with markdownify, on a tree that is put in order first.

markdownify joins strings from the bottom up, so an element cannot know its neighbours: what
depends on them (marks, spaces, lists, spanned cells) is settled in the tree before.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree
from lxml.html import HtmlElement
from markdownify import MarkdownConverter

from loaders.html_elements import BLOCK
from loaders.markup.escape import (
    balanced,
    destination,
    escape,
    escape_opener,
    safe_url,
)
from loaders.markup.inline_elements import AS_HTML
from newsdb.exceptions import TooComplexError
from newsdb.markup.allowed import clean_block
from newsdb.markup.details import details_in

FENCE = re.compile(r"(?:> ?)* *(?:[-*+] +|\d+[.)] +)*(`{3,})")
ALT_ESCAPE = re.compile(r"[\[\]\\*_`<&!~$]")
# With the marks of quotations, and maybe a break.
BLANK_LINE = re.compile(r"[> ]*\\?")
NARROW = " \t\r\n"
# markdownify takes minutes for more elements in a row than this.
MAX_ELEMENTS = 20_000


def to_markdown(tree: HtmlElement) -> str:
    """Return the Markdown of a tree in order. Raises TooComplexError for too many elements."""
    if next(islice(tree.iter(), MAX_ELEMENTS, None), None) is not None:
        raise TooComplexError
    text = etree.tostring(tree, encoding="unicode", method="html")
    return finished(str(CONVERTER.convert_soup(BeautifulSoup(text, "lxml"))))


def finished(markdown: str) -> str:
    """Return Markdown with blocks one blank line apart, and no breaks at the ends of paragraphs.

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
        line = line.rstrip(NARROW + "\u3000\xa0")
        blank = BLANK_LINE.fullmatch(line)
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
    return "" if run.startswith(fence) and line.strip("> ") == run else fence


def _without_break(line: str) -> str:
    """Return a line without the break at its end: a backslash that is not escaped."""
    slashes = line[len(line.rstrip("\\")) :]
    return line[:-1].rstrip() if len(slashes) % 2 else line


def image(attributes: Any) -> str:
    """Return the Markdown of an image with these attributes; its URL is safe already."""
    alt = " ".join(str(attributes.get("alt") or "").split())
    alt = ALT_ESCAPE.sub(r"\\\g<0>", alt)
    return f"![{alt}]({destination(safe_url(str(attributes['src'])))})"


class Converter(MarkdownConverter):
    """markdownify with the least escaping that CommonMark needs, and safe URLs."""

    def escape(self, text: str, parent_tags: Any) -> str:
        """Escape a text node."""
        return escape(text)

    def process_tag(self, node: Tag, parent_tags: Any = None) -> str:
        """Convert an element; what one holds that stays HTML is not converted."""
        if _stays_html(node, parent_tags or ()):
            return f"\n\n{clean_block(str(node))}\n\n"
        return str(super().process_tag(node, parent_tags=parent_tags))  # type: ignore[misc]

    def process_text(self, el: NavigableString, parent_tags: Any = None) -> str:
        """Convert a text node; where it opens a line, escape what would open a list or such."""
        text: str = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]
        if "_noformat" in (parent_tags or ()):
            return text
        if "a" in (parent_tags or ()):
            link = el.find_parent("a")
            if link is not None and not balanced(link.get_text()):
                text = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text)
        before = el.previous_sibling
        name = getattr(before, "name", None)
        opens = before is None or name == "br" or name in BLOCK
        return escape_opener(text) if opens else text

    def convert_br(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a break; in a cell only HTML has one."""
        if "td" in parent_tags or "th" in parent_tags:
            return "<br>"
        return str(super().convert_br(el, text, parent_tags))  # type: ignore[misc]

    def convert_img(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write an image with a URL that a reader's browser may fetch."""
        return image(el.attrs)

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a link; `order` has left those with a safe URL only."""
        url = destination(str(el.get("href") or ""))
        return f"[{text}]({url})" if url and text.strip() else text

    def convert_p(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a paragraph that opens no list, heading or quotation."""
        return str(super().convert_p(el, escape_opener(text.strip(NARROW)), parent_tags))  # type: ignore[misc]

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: Any) -> str:  # noqa: N802
        """Write a heading on one line, unless it is empty; signs at its end do not close it."""
        if "_inline" in parent_tags:
            return text
        text = re.sub(r"(?:^|(?<= ))(?=#+$)", r"\\", " ".join(text.replace("\\\n", " ").split()))
        return f"\n\n{'#' * min(n, 6)} {text}\n\n" if text else ""

    def convert_code(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write code between backticks; HTML has no other way to say that spaces are its edges."""
        if not text.strip():
            return text
        ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
        space = " " if "`" in (text[0], text[-1]) or (text[0] == text[-1] == " ") else ""
        return f"{ticks}{space}{text}{space}{ticks}"

    def convert_strong(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write bold text."""
        return _emphasis(el, text, "**")

    def convert_em(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write emphasis."""
        return _emphasis(el, text, "*")

    def convert_del(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write what is struck out."""
        return _emphasis(el, text, "~~")

    def convert_sup(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Keep an element that Markdown has no signs for."""
        return f"<{el.name}>{text}</{el.name}>" if text else ""

    convert_sub = convert_ins = convert_mark = convert_sup

    def convert_ruby(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Keep a text with its reading beside it."""
        return clean_block(str(el))

    convert_abbr = convert_ruby

    def convert_details(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Keep an element that a reader unfolds, with its summary; the rest is Markdown."""
        summary = el.find("summary", recursive=False)
        if summary is None or "_inline" in parent_tags or "td" in parent_tags:
            return f"\n\n{text.strip()}\n\n"
        if not text.strip():
            return f"\n\n{escape_opener(escape(' '.join(summary.get_text().split())))}\n\n"
        (opening,), _ = details_in(
            [(f"<details{' open' * el.has_attr('open')}>{summary}", 0), ("</details>", 0)]
        )
        return f"\n\n{opening}\n\n{text.strip()}\n\n</details>\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write the first line of what is folded; `convert_details` has it."""
        alone = el.parent is None or el.parent.name != "details" or "_inline" in parent_tags
        return f"\n\n{text.strip()}\n\n" if alone else ""

    def convert_dl(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write the definitions of a list that is in a cell or an item, or names nothing."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        return f"\n\n{text if 'li' in parent_tags else text.strip()}\n\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a definition outside of a list of them as a paragraph."""
        return f" {text.strip()} " if "_inline" in parent_tags else f"\n\n{text.strip()}\n\n"

    convert_dt = convert_dd

    def convert_pre(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write code between fences that are longer than any in it."""
        text = text.strip("\n").rstrip()
        if not text or "_inline" in parent_tags:
            return text
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
        return f"\n\n{fence}{el.get('language') or ''}\n{text}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a list's item; a number is that of the item before and one."""
        parent = el.parent
        is_blank = text.strip(NARROW) in ("", "\\")
        if is_blank and (parent is None or parent.name != "ol" or not _goes_on(el)):
            return ""
        other = parent is not None and parent.get("other")
        marker = "* " if other else "- "
        if parent is not None and parent.name == "ol":
            start = str(parent.get("start") or "")
            first = int(start) if re.fullmatch(r"[0-9]{1,8}", start) else 1
            before = el.find_previous_sibling("li", number=True)
            number = int(str(before.get("number"))) + 1 if isinstance(before, Tag) else first
            el["number"] = str(number)
            marker = f"{number}{')' if other else '.'} "
        if is_blank:
            return f"{marker.rstrip()}\n"
        return marker + text.strip(NARROW).replace("\n", "\n" + " " * len(marker)) + "\n"

    def convert_list(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a list; what follows it in an item is a block of its own."""
        return f"{super().convert_list(el, text, parent_tags)}\n\n"  # type: ignore[misc]

    convert_ul = convert_ol = convert_list

    def convert_td(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Write a cell on one line, its vertical bars escaped everywhere.

        https://github.github.com/gfm/#example-200
        """
        text = " ".join(text.replace("\\\n", "<br>").split())
        return f" {text.replace('|', chr(92) + '|')} |"

    convert_th = convert_td

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


def _goes_on(item: Tag) -> bool:
    """Return whether an item comes before one that shows something and is numbered after it."""
    others = (each for each in item.find_next_siblings("li") if isinstance(each, Tag))
    return any(each.get_text(strip=True) or each.find("img") for each in others)


def _emphasis(element: Tag, text: str, signs: str) -> str:
    if element.get(AS_HTML) is not None:
        return f"<{element.name}>{text}</{element.name}>"
    return f"{signs}{text}{signs}" if text.strip() else text


def _stays_html(element: Tag, parent_tags: Collection[str]) -> bool:
    """Return whether Markdown cannot say what an element says, which is no part of a line."""
    if "_inline" in parent_tags:
        return False
    if element.name == "dl":  # CommonMark has no syntax for definitions
        return "li" not in parent_tags and element.find("dt") is not None
    return element.name in ("table", "ul", "ol") and element.get(AS_HTML) is not None


def _cells(row: str) -> int:
    return row.count("|") - row.count("\\|")


CONVERTER = Converter(
    heading_style="ATX", bullets="-", newline_style="BACKSLASH", table_infer_header=True
)
