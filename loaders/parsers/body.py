"""The text of a post, as its source holds it, to Markdown and what else it contains."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement
from markdown_it.common.html_blocks import block_names

from loaders import archive_rules
from loaders.markup.edits import OTHER_TEXT
from loaders.markup.escape import escape, escape_opener
from loaders.markup.html import markdown_of
from loaders.markup.nesting import CUT_LINK, CUTS_LINK, OPEN_LINK, differences
from loaders.markup.quick import CheckedMarkdown
from loaders.markup.source import INDENTED, ConvertedDocument, Found, convert_source
from loaders.markup.tree import hidden_texts, lost_in, text_of, tree_of
from loaders.mentions import Segments, take_marks
from newsdb.exceptions import TooComplexError
from newsdb.models import Problem
from newsdb.text import Reading, plain_text, read_markdown

# A block that begins so is HTML up to the next blank line
# (https://spec.commonmark.org/0.31.2/#html-blocks, condition 6).
HTML_BLOCK = re.compile(rf" {{0,3}}</?(?:{'|'.join(block_names)})(?=[\s>]|/>)", re.IGNORECASE)
MARKDOWN_INSIDE = re.compile(
    r"<[a-z][^<>]*\smarkdown\s*=\s*[\"']?(?:1|block|span)\b", re.IGNORECASE
)
TEXT_BELOW = re.compile(rf"</(?:{'|'.join(block_names)})\s*>[ \t]*\n[ \t]*[^\s<]", re.IGNORECASE)
INDENTED_BLOCK = re.compile(r"\n[ \t]*\n(?: {4}|\t)\s*<")
LINE_ENDS = re.compile(r"\n\s*")
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
# Real text has no longer runs of white space; regular expressions are slow in them.
MAX_SPACE_LENGTH = 500
MAX_NAMED = 5
MAX_URL_LENGTH = 80
# What becomes of elements whose text stays.
SMALL_LOSSES = {
    "a": "a link became text, because its URL is none that a page may link to",
    "img": "an image was left out, because its URL is none that a page may show",
    "list": "a list without items became paragraphs",
    "text in a list": "text between the items of a list went into the item before",
    "ul": "a list right in a list went into the item before",
    "li": "items outside of a list became paragraphs",
    "pre": "links, images, marks, paragraphs or tables within code were left out of it",
    "table": "a table of one column, or with tables in it, became paragraphs",
}
HIDDEN_TAIL = 20
"""So many characters at the end of a hidden text tell whether it is shown."""
HIDDEN_SHOWN = "a hidden element is shown, because it is not closed where its block ends"
TWO_SPACES = re.compile(r"\s\s")
LONG_SPACE = re.compile(rf"\s(?<!\s\s)\s{{{MAX_SPACE_LENGTH - 1},}}")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as Markdown, what it says, the outlet it names, and its text with marks."""

    markdown: str
    reading: Reading
    outlet: str | None
    segments: Segments
    problems: list[Problem]


def convert_body(text: str, line: int, *, html: bool = False, archive: bool = False) -> Body:
    """Return the body of a post.

    `line` is the line of its file that it begins in. `html` says that it is HTML, not Markdown;
    `archive` that it has the archive's own marks (see `archive_rules`).
    """
    text = _without_long_space(text)
    if archive and "<" not in text:
        # What is no HTML there is plain text, a paragraph on each line.
        text = LINE_ENDS.sub("\n\n", text)
    outlets: list[str] = []
    lost: list[str] = []

    def prepare(tree: HtmlElement) -> Segments:
        lost.extend(lost_in(tree))
        if archive and (outlet := archive_rules.take_outlet(tree)):
            outlets.append(outlet)
        return take_marks(tree)

    problems: list[Problem] = []
    across = [CUT_LINK] if CUTS_LINK.search(text) else []
    indented = shows_hidden = False
    try:
        if html or is_html(text, archive=archive):
            indented = not html and INDENTED_BLOCK.search(text) is not None
            tree = tree_of(text)
            segments = prepare(tree)
            written: CheckedMarkdown | ConvertedDocument = markdown_of(tree)
        else:
            source = convert_source(archive_rules.with_stars(text) if archive else text, prepare)
            segments = segments_of(source.text, source.found)
            written = source
            shows_hidden = _shows_hidden(source)
            if source.elsewhere and not shows_hidden:
                changed, more = differences(source.html, source.markdown)
                across += changed
                if "a" in source.elsewhere:
                    across.append(OPEN_LINK)
                lost += more
        markdown, reading = written.markdown, written.reading
        details = [INDENTED] * indented + [HIDDEN_SHOWN] * shows_hidden
        details += [*_damages(written, lost), *across]
        problems = [Problem("conversion", each, line) for each in dict.fromkeys(details)]
    except (RecursionError, TooComplexError):
        text = text_of(text)
        segments = Segments([text])
        markdown = "\n".join(escape_opener(escape(each)) for each in text.split("\n"))
        detail = "the HTML is nested too deeply or too long; its text was kept without markup"
        problems = [Problem("html", detail, line)]
        reading = read_markdown(markdown)
    outlet = outlets[-1] if outlets else None
    if outlet is None:
        outlet, markdown = archive_rules.outlet_in_text(markdown, archive=archive)
        reading = read_markdown(markdown) if outlet else reading
    markdown = markdown.strip("\n").rstrip()
    if not segments.pieces:
        segments.pieces = [reading.prose]
    return Body(markdown, reading, outlet, segments, problems)


def _shows_hidden(source: ConvertedDocument) -> bool:
    """Return whether what a hidden element holds is shown, as where blank lines part it."""
    if not source.html:
        return False
    shown = "".join(source.reading.text.split())
    texts = hidden_texts(source.html)
    # Up to a blank line, the text may be hidden.
    return any(text and text[-HIDDEN_TAIL:] in shown for text in texts)


def _damages(written: CheckedMarkdown | ConvertedDocument, lost: list[str]) -> list[str]:
    """Return what does not show as its source does, in sentences."""
    details, reading = list(written.changed), written.reading
    if written.difference:
        details.append(f"{OTHER_TEXT}: {written.difference}")
    if written.fell_back:
        details.append("a block was kept as HTML, because Markdown would show it otherwise")
    if isinstance(written, ConvertedDocument) and written.unknown:
        tags = ", ".join(sorted({" ".join(tag.split()) for tag in written.unknown})[:MAX_NAMED])
        details.append(f"what looks like a tag, but is none, is shown as text: {tags}")
    for what, urls in (("a link", reading.unlinked), ("an image", reading.unshown)):
        if named := ", ".join(sorted({url[:MAX_URL_LENGTH] for url in urls})[:MAX_NAMED]):
            details.append(f"{what} is shown as text, because of the scheme of its URL: {named}")
    details += [detail for name, detail in SMALL_LOSSES.items() if name in lost]
    if names := ", ".join(sorted(set(lost) - SMALL_LOSSES.keys())):
        details.append(f"what is neither text nor an image was left out: {names}")
    return details


def is_html(text: str, *, archive: bool = False) -> bool:
    """Return whether a text has no Markdown, only blocks of HTML.

    Text right below a closing tag is Markdown, but for the archive. Within an element that is the
    whole text, HTML may be indented, as it may for kramdown, which reads Markdown where an
    attribute says so.
    """
    if HTML_BLOCK.match(text) is None:
        return False
    if "markdown" in text.lower() and MARKDOWN_INSIDE.search(text):  # the first is far quicker
        return False
    if not (archive or TEXT_BELOW.search(text) is None):
        return False
    blocks = BLANK_LINES.split(text)
    return all(map(HTML_BLOCK.match, blocks)) or (
        all(HTML_BLOCK.match(block.lstrip()) for block in blocks) and _is_one_element(text)
    )


def _is_one_element(text: str) -> bool:
    """Return whether what the first tag of a text opens is closed by its last tag."""
    opening = re.match(r"\s*<([a-z]\w*)\b", text, re.IGNORECASE)
    if opening is None:
        return False
    depth = 0
    for tag in re.finditer(rf"<(/?){opening[1]}(?=[\s/>])", text, re.IGNORECASE):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return not text[text.find(">", tag.end()) + 1 :].strip()
    return False


def segments_of(text: str, found: list[Found]) -> Segments:
    """Return the text around pieces of HTML and the pieces, where these have marks."""
    segments = Segments()
    if not any(
        each.segments.charts or any(not isinstance(piece, str) for piece in each.segments.pieces)
        for each in found
    ):
        return segments
    done = 0
    for each in sorted(found, key=lambda piece: piece.start):
        if each.start < done:
            continue
        segments.pieces += [plain_text(text[done : each.start]), *each.segments.pieces]
        segments.charts += each.segments.charts
        done = each.end
    segments.pieces.append(plain_text(text[done:]))
    return segments


def _without_long_space(text: str) -> str:
    # A long run has two of these in a row, which is found far faster.
    if not TWO_SPACES.search(text[:: MAX_SPACE_LENGTH // 2]):
        return text
    return LONG_SPACE.sub(lambda run: "\n\n" if "\n" in run[0] else " ", text)
