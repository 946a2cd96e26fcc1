"""Markdown to the text of Hugo's HTML: of goldmark, without tags, with the entities that it writes.

https://github.com/yuin/goldmark, and StripHTML in Hugo's tpl/template.go.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from newsdb.markup.parser import html_with_place
from newsdb.markup.parser import text as take_text
from newsdb.markup.prose import take_prose_first
from newsdb.markup.shortcuts import take_shortcuts

# What the typographer writes, and what was typed. In capitals, for an author may write the entity.
SIGNS = {
    "&MDASH;": "---",
    "&NDASH;": "--",
    "&HELLIP;": "...",
    "&LAQUO;": "&lt;&lt;",
    "&RAQUO;": "&gt;&gt;",
}
QUOTES = {"&LDQUO;": '"', "&RDQUO;": '"', "&LSQUO;": "'", "&RSQUO;": "'"}
QUOTE = re.compile(r"[\"']")
STARS = re.compile(r"\*\*(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\*\*")
UNSEEN = "\ue000"
"""Stands for a star that goldmark shows beside Chinese, where other parsers see emphasis."""
PART_OF_ENTITY = re.compile(r"&#?\w*$")
HEADING_ID = re.compile(r"[ \t]*\{[ \t]*[.#][^{}\n]*\}[ \t]*$")
BOX = re.compile(r"\A\[[ xX]\](?=[ \t])")
NEWLINES = re.compile(r"</p>|<br>|<br />")
UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)"
    r"|</?[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL | re.IGNORECASE,
)


def text_of(markdown: str) -> str:
    """Return what Markdown says as Hugo has it: with entities, and `</p>` and `<br>` as line ends.

    As in Hugo, other line ends are spaces, and of several white spaces the first is kept. Entities
    that nobody wrote, for quotation marks and dashes, are in capitals.
    """
    return text_of_html(PARSER.render(markdown))


def text_of_html(html: str) -> str:
    """Return the text of HTML as Hugo has it, as `text_of`."""
    text = NEWLINES.sub("\n", html.replace("\n", " "))
    return re.sub(r"(\s)\s+", r"\1", UNREAD.sub("", text))


def readable(text: str) -> str:
    """Return a text without entities, as it was typed; one that is cut off at its end goes."""
    text = PART_OF_ENTITY.sub("", text)
    for entity, typed in (SIGNS | QUOTES).items():
        text = text.replace(entity, typed)
    return unescape(text).replace(UNSEEN, "")


def _text(
    renderer: RendererHTML, tokens: list[Token], at: int, options: Any, env: dict[str, Any]
) -> str:
    text = escape(STARS.sub(UNSEEN * 2, tokens[at].content), quote=False)
    for entity, typed in SIGNS.items():
        text = text.replace(typed, entity)
    if QUOTE.search(text) is None:
        return text
    before, after = (
        " " if token is None or token.type == "softbreak" else "*"
        for token in (tokens[at - 1] if at else None, tokens[at + 1] if tokens[at + 1 :] else None)
    )
    around = f"{before}{text}{after}"
    return QUOTE.sub(lambda mark: _quotation_mark(mark[0], mark.start(), around), around)[1:-1]


def _quotation_mark(mark: str, at: int, text: str) -> str:
    """Return what the typographer writes for a quotation mark in a text."""
    before, after = text[at - 1], text[at + 1]
    if mark == "'" and before.isalnum() and after.isascii() and after.isalnum():
        return "&RSQUO;"
    spaced, punctuated = (before.isspace(), after.isspace()), (_is_sign(before), _is_sign(after))
    opens = not spaced[1] and (not punctuated[1] or spaced[0] or punctuated[0])
    closes = not spaced[0] and (not punctuated[0] or spaced[1] or punctuated[1])
    if opens == closes:
        return "&quot;" if mark == '"' else mark
    side, kind = "L" if opens else "R", "D" if mark == '"' else "S"
    return f"&{side}{kind}QUO;"


def _is_sign(character: str) -> bool:
    return not (character.isalnum() or character.isspace())


def _fence(
    renderer: RendererHTML, tokens: list[Token], at: int, options: Any, env: dict[str, Any]
) -> str:
    return (
        escape(tokens[at].content, quote=False).replace('"', "&#34;").replace("'", "&#39;") + "\n"
    )


def _footnote(
    renderer: RendererHTML, tokens: list[Token], at: int, options: Any, env: dict[str, Any]
) -> str:
    return f"{tokens[at].meta['id'] + 1}"


def _back(
    renderer: RendererHTML, tokens: list[Token], at: int, options: Any, env: dict[str, Any]
) -> str:
    return "&#160;&#x21a9;&#xfe0e;"


def _finish(state: Any) -> None:
    """Take away what of headings and items of lists is no text."""
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or not token.children:
            continue
        if before.type == "heading_open" and token.children[-1].type == "text":
            last = token.children[-1]
            last.content = HEADING_ID.sub("", last.content)
        if before.type == "paragraph_open" and token.level > 2:
            first = token.children[0]
            first.content = BOX.sub("", first.content)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.inline.ruler.at("text", take_text)
    parser.inline.ruler.at("html_inline", html_with_place)
    parser.use(footnote_plugin, inline=False).use(deflist_plugin)
    parser.core.ruler.push("finish", _finish)
    take_prose_first(parser)
    take_shortcuts(parser)
    for name, rule in (
        ("text", _text),
        ("fence", _fence),
        ("footnote_ref", _footnote),
        ("footnote_anchor", _back),
    ):
        parser.add_render_rule(name, rule)
    return parser


PARSER = _make_parser()
