"""What is fuzzed: functions of bytes that raise where something does not hold.

Each takes anything, and none may raise, hang or give what is not safe to publish.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from bs4 import BeautifulSoup

from loaders.decode import decode
from loaders.front_matter import split
from loaders.markup.converter import to_markdown
from loaders.markup.html import markdown_of, visible
from loaders.markup.order import order
from loaders.markup.quick import quick_markdown
from loaders.markup.source import convert_source
from loaders.markup.tree import tree_of
from loaders.mentions import Segments
from loaders.parsers.convert import convert_file
from newsdb.exceptions import BinaryFileError, TooComplexError
from newsdb.models import Options, RawPost
from newsdb.rendering.render import render
from newsdb.search import TABLE, mark_words, match_expression, parse_query, snippet, tokenize
from newsdb.text import clean

RUNNING = ["script", "style", "iframe", "object", "embed", "base", "form", "svg", "math", "link"]


def front_matter(content: bytes) -> None:
    """A post's file: it becomes a post, or is rejected with every byte kept."""
    try:
        text, _ = decode(content)
    except BinaryFileError:
        text = ""
    document = split(text)
    document.body.encode()
    converted = convert_file(RawPost("2022-03-07-a.md", content), Options())
    if converted.post is None:
        assert converted.status in ("rejected", "unpublished")
        assert converted.status != "rejected" or converted.problems[0].raw == content
    else:
        assert converted.post.title
        converted.post.body.encode()


def html_to_markdown(content: bytes) -> None:
    """HTML made Markdown, quickly or not, and from that HTML that runs nothing."""
    html = clean(content.decode("utf-8", "replace"))
    try:
        markdown = markdown_of(tree_of(html)).markdown
        quick = quick_markdown(tree_of(html))
        tree = tree_of(html)
        order(tree)
        slow = to_markdown(tree) if quick is not None else None
    except (RecursionError, TooComplexError):
        return
    assert quick is None or quick.markdown == slow, (quick, slow)
    runs_nothing(markdown)


def markdown_source(content: bytes) -> None:
    """Markdown with HTML in it: what is stored shows the same, or says where it does not."""
    text = clean(content.decode("utf-8", "replace"))
    try:
        source = convert_source(text, lambda tree: Segments())
        if not source.difference and "<" in source.text:
            assert visible(source.markdown) == visible(source.text)
    except (RecursionError, TooComplexError):
        return
    runs_nothing(source.markdown)


def runs_nothing(markdown: str) -> None:
    soup = BeautifulSoup(f"{render(markdown)}", "lxml")
    assert not soup(RUNNING), soup(RUNNING)
    for element in soup(True):
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
        for name in ("href", "src"):
            address = f"{element.get(name, '')}".strip().lower()
            assert not address.startswith(("javascript:", "data:", "vbscript:")), address


connection = sqlite3.connect(":memory:")
connection.execute(TABLE)
connection.execute(
    "insert into posts_fts (rowid, title, summary, body) values (1, ?, ?, ?)",
    [tokenize("央行宣布降息"), tokenize("LPR 下调 0.25%"), tokenize("中国人民银行 announces")],
)


def search_grammar(content: bytes) -> None:
    """What a person types: an expression that FTS5 takes, and marks that lose no letter."""
    query = content.decode("utf-8", "replace")
    expression = match_expression(query)
    if expression:
        connection.execute(
            "select rowid from posts_fts where posts_fts match ?", [expression]
        ).fetchall()
    tokenize(query)
    title = "央行宣布降息：LPR 下调 0.25% announces"
    assert "".join(piece for piece, _ in mark_words(title, parse_query(query))) == title
    snippet(title * 20, parse_query(query))
    snippet(query, parse_query("央行"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (front_matter, html_to_markdown, markdown_source, search_grammar)
}
