"""What is fuzzed: functions of bytes that raise where something does not hold.

Each takes anything, and none may raise, hang or give what is not safe to publish.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from bs4 import BeautifulSoup

from loaders.parsers.convert import convert
from loaders.parsers.decode import decode
from loaders.parsers.front_matter import split
from loaders.parsers.html import fragments, tree_of
from loaders.parsers.markdown import finished, quick_markdown, slow_markdown, to_markdown
from newsdb.exceptions import BinaryFileError, TooComplexError
from newsdb.models import Options, RawPost
from newsdb.rendering.render import render
from newsdb.search import TABLE, mark, match_expression, parse, snippet, tokenize
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
    converted = convert(RawPost("2022-03-07-a.md", content), Options())
    if converted.post is None:
        assert converted.status in ("rejected", "unpublished")
        assert converted.status != "rejected" or converted.problems[0].raw == content
    else:
        assert converted.post.title
        converted.post.body.encode()


def html_to_markdown(content: bytes) -> None:
    """HTML, alone and among Markdown: made Markdown, and from that HTML that runs nothing."""
    html = clean(content.decode("utf-8", "replace"))
    assert "".join(piece for _, piece in fragments(html)) == html
    try:
        markdown = to_markdown(tree_of(html))
        quick = quick_markdown(tree_of(html))
        slow = slow_markdown(tree_of(html)) if quick is not None else None
    except (RecursionError, TooComplexError):
        return
    assert quick is None or finished(quick) == finished(slow or ""), (quick, slow)
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
    assert "".join(piece for piece, _ in mark(title, parse(query))) == title
    snippet(title * 20, parse(query))
    snippet(query, parse("央行"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (front_matter, html_to_markdown, search_grammar)
}
