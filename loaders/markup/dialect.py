"""What Jekyll and kramdown write beside Markdown, said in Markdown before it is parsed."""

from __future__ import annotations

import re

from markdown_it.common.html_blocks import block_names
from markdown_it.token import Token

MARKDOWN_INSIDE = re.compile(r"<[a-z][\w-]*(?=\s)[^<>]*\smarkdown\s*=[^<>]*>", re.IGNORECASE)
AFTER_COMMENT = re.compile(r"^( {0,3}<!--(?:(?!-->)[^\n])*-->)[ \t]*(?=[^\s<])")
NO_MARKDOWN = re.compile(r"^[ \t]*\{::?/?nomarkdown\}[ \t]*$", re.MULTILINE)
CLOSING_TAG = re.compile(rf"</(?:{'|'.join(block_names)})\s*>", re.IGNORECASE)
HIGHLIGHT = re.compile(
    r"^(?P<indent>[ \t]*)\{%-?\s*highlight\s+(?P<language>[\w+#.-]+)[^%\n]*-?%\}[ \t]*\n"
    r"(?P<code>.*?)^[ \t]*\{%-?\s*endhighlight\s*-?%\}[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


def fence_highlights(text: str) -> str:
    """Return a text in which Jekyll's `highlight` tags are fences.

    https://jekyllrb.com/docs/liquid/tags/#code-snippet-highlighting
    """
    if "{%" not in text:
        return text

    def fence(match: re.Match[str]) -> str:
        code = match["code"].strip("\n")
        ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code) or [""]))
        indent = match["indent"]
        return f"{indent}{ticks}{match['language']}\n{code}\n{indent}{ticks}"

    return HIGHLIGHT.sub(fence, text)


def is_parted(html: str) -> bool:
    """Return whether there is Markdown in a block of HTML, or behind the comment that it is."""
    if AFTER_COMMENT.match(html):
        return True
    return any((MARKDOWN_INSIDE.search(html), NO_MARKDOWN.search(html)))


def part_markdown(text: str, tokens: list[Token]) -> str:
    """Return a text in which Markdown in HTML that says `markdown="1"` is between blank lines.

    So is what follows a comment on its line, such as `<!-- more -->`. Lines in HTML that say where
    it begins and ends, for those there is `{::nomarkdown}`, become blank.

    https://kramdown.gettalong.org/syntax.html#html-blocks
    """
    lines = text.split("\n")
    for token in tokens:
        if token.type != "html_block" or not token.map or not is_parted(token.content):
            continue
        first, last = token.map
        if token.level == 0:
            lines[first] = AFTER_COMMENT.sub(r"\1\n\n", lines[first])
        for number in range(first, min(last, len(lines))):
            lines[number] = NO_MARKDOWN.sub("", lines[number])
        if MARKDOWN_INSIDE.search(token.content):
            # As deep in lists and quotations as the block is.
            before = re.sub(r"[^>\s]", " ", lines[first][: lines[first].find("<")])
            apart = f"\n{before.rstrip()}\n{before}"
            for number in range(first, min(last, len(lines))):
                line = MARKDOWN_INSIDE.sub(rf"\g<0>{apart}", lines[number])
                parted = rf"{apart}\g<0>{apart}"
                lines[number] = CLOSING_TAG.sub(parted, line)
    return "\n".join(lines)
