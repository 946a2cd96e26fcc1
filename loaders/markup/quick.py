"""A quick way to Markdown for the bodies that most posts of the archive have.

It knows paragraphs of text, bold, breaks and images, and tables of text, and gives exactly what the
converter gives for them, with what the result says; for anything else it gives way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from loaders.markup.converter import image
from loaders.markup.escape import SUSPECT, escape, escape_opener
from loaders.markup.inline_elements import AS_HTML, flanks_anywhere
from loaders.markup.inline_runs import BLANK, joined_lines
from newsdb.markup.parser import parse_markdown
from newsdb.text import Reading, read_tokens

BLOCKS = ("p", "div", "dt", "dd")
EDGES = BLANK + "\t\r\n\f"


@dataclass(frozen=True, slots=True)
class CheckedMarkdown:
    """Markdown that was written for HTML, what it says, and where that differs, '' for nowhere.

    `fell_back` says whether a block stayed HTML, since as Markdown it would have said otherwise;
    `changed` says which links are not those of the HTML.
    """

    markdown: str
    reading: Reading
    difference: str = ""
    fell_back: bool = False
    changed: tuple[str, ...] = ()


@dataclass(slots=True)
class Block:
    """A paragraph as it is written: its Markdown, its text, and what is in it."""

    markdown: str = ""
    text: str = ""
    bold: int = 0
    images: list[tuple[str, str]] = field(default_factory=list)

    def add(self, text: str, *, opens: bool = False) -> None:
        """Add a text; `opens` says that it begins a line."""
        written = escape(text)
        self.markdown += escape_opener(written) if opens else written
        self.text += text


def quick_markdown(tree: HtmlElement) -> CheckedMarkdown | None:
    """Return a tree's Markdown, or None if it holds more than we know here."""
    blocks = []
    reading = Reading()
    if tree.text and tree.text.strip():
        return None
    for element in _leaves(tree):
        if element.tag == "table":
            rows = None if (element.tail or "").strip() else _rows(element)
            if rows is None:
                return None
            blocks.append(_table(rows))
            lines = (" ".join(filter(None, row)) for row in rows)
            reading.lines += [(line, line) for line in lines if line]
            continue
        if element.tag not in BLOCKS or (element.tail and element.tail.strip()):
            return None
        block = None if element.get("mark") else _block(element)
        if block is None:
            return None
        if not block.markdown:
            continue
        if SUSPECT.search(block.text) and not says_the_same(block):
            return None
        blocks.append(block.markdown)
        reading.images += block.images
        for line in block.text.split("\n"):
            if line := " ".join(line.split()):
                reading.lines.append((line, line))
    return CheckedMarkdown("\n\n".join(blocks), reading)


def _leaves(container: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the blocks of an element; in the place of one that holds nothing but blocks, those."""
    for element in container:
        if element.tag == "div" and _holds_blocks_alone(element):
            yield from _leaves(element)
        else:
            yield element


def _holds_blocks_alone(element: HtmlElement) -> bool:
    if not len(element) or element.get("mark") or (element.text or "").strip():
        return False
    parts = [each.tag in ("p", "div") and not (each.tail or "").strip() for each in element]
    return all(parts) and not (element.tail or "").strip()


def _rows(table: HtmlElement) -> list[list[str]] | None:
    """Return the texts in the cells of a table, None where it holds more than those."""
    if (
        table.get("mark")
        or table.get(AS_HTML) is not None
        or [part.tag for part in table]
        not in (
            ["tbody"],
            ["thead", "tbody"],
        )
    ):
        return None
    rows: list[list[str]] = []
    for part in table:
        for row in part:
            texts = [cell.text or "" for cell in row if cell.tag in ("td", "th") and not len(cell)]
            if row.tag != "tr" or len(texts) != len(row) or SUSPECT.search(" ".join(texts)):
                return None
            if any("|" in text or "\n" in text.strip(EDGES) for text in texts):
                return None
            rows.append([" ".join(text.split()) for text in texts])
    same_width = len({len(row) for row in rows}) == 1
    return rows if same_width and any(rows[0]) else None


def _table(rows: list[list[str]]) -> str:
    lines = ["|" + "".join(f" {escape_opener(text)} |" for text in row) for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def says_the_same(block: Block) -> bool:
    """Return whether a block's Markdown is read as what was written."""
    tokens = parse_markdown(block.markdown)
    found = Reading()
    read_tokens(tokens, found)
    marks = [child.type for token in tokens for child in token.children or []]
    return (
        "".join(found.text.split()) == "".join(block.text.split())
        and found.images == block.images
        and marks.count("strong_open") == block.bold
        and "em_open" not in marks
    )


def _block(element: HtmlElement) -> Block | None:
    """Return the content of an element, None if its elements are not as simple as that."""
    block = Block()
    last = len(element) - 1
    text = joined_lines(element.text or "").lstrip(EDGES)
    block.add(text.rstrip(EDGES) if last < 0 else text, opens=True)
    for position, child in enumerate(element):
        tail = child.tail or ""
        if child.tag == "br":
            # Breaks at the edges of a block or in a row are not simple.
            if not block.markdown or not tail.strip(EDGES):
                if position == last and not tail.strip(EDGES):
                    break
                return None
            block.markdown = f"{block.markdown.rstrip(EDGES)}\\\n"
            block.text += "\n"
            block.add(joined_lines(tail).lstrip(EDGES), opens=True)
            continue
        if child.tag == "img":
            block.markdown += image(child.attrib)
            alt = " ".join((child.get("alt") or "").split())
            block.images.append((child.get("src") or "", alt))
        elif child.tag in ("strong", "b") and not len(child):
            if not _add_bold(block, child, is_last=position == last):
                return None
        else:
            return None
        block.add(joined_lines(tail))
    block.markdown = block.markdown.rstrip(EDGES)
    return block


def _add_bold(block: Block, element: HtmlElement, *, is_last: bool) -> bool:
    whole, tail = element.text or "", element.tail or ""
    text = whole.rstrip(" ")
    space = " " if len(text) < len(whole) else ""
    written = block.markdown
    before = "\n" if not written or written.endswith("\\\n") else written[-1]
    simple = text and text.strip(EDGES) == text and joined_lines(text) == text and "\n" not in text
    if not simple or written.endswith(("**", ")")) or not (tail or is_last):
        return False
    if space and tail:
        return False
    written = escape_opener(escape(text))
    if flanks_anywhere(before, text[0]) and flanks_anywhere(tail[:1] or "\n", text[-1]):
        block.markdown += f"**{written}**{space}"
        block.bold += 1
    else:
        block.markdown += f"<strong>{written}</strong>{space}"
    block.text += text + space
    return True
