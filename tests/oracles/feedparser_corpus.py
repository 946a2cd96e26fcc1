"""What the files of feedparser's test corpus expect, and what newsdb makes of the same files."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed
from loaders.parsers.dispatch import convert
from newsdb.exceptions import SourceError
from newsdb.models import Options, Post, RawPost
from newsdb.text import read_markdown

EXPECTED = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
HEADER = re.compile(r"^Header:\s+([^:]+):(.+)$", re.MULTILINE)
ENCODINGS = ("utf-8", "utf-16", "utf-32", "cp037", "latin-1")
ENTRIES = {
    "feed": "<entry><title>T</title><id>tag:a.example,2022:1</id></entry>",
    "channel": "<item><title>T</title></item>",
}
"""An entry for feeds of which only what they say about themselves is tested."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What feedparser's test says that a field of an entry, or of a feed, is."""

    entry: int
    field: str
    value: Any


def expectations(document: str) -> Iterator[Expectation]:
    """Yield what a file says that `entries[0]['title']` and the like are."""
    found = EXPECTED.search(document)
    try:
        tree = ast.parse(found[1], mode="eval") if found else None
    except SyntaxError:
        return
    for node in ast.walk(tree) if tree else ():
        if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)):
            continue
        path = _path(node.left)
        try:
            value = ast.literal_eval(node.comparators[0])
        except ValueError:
            continue
        if path[:1] == ["feed"]:
            yield Expectation(0, ".".join(path), value)
        elif path[:1] == ["entries"] and len(path) > 2:
            yield Expectation(int(path[1]), ".".join(path[2:]), value)


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file of the corpus, and an encoding that gives its bytes."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "Expect:" in text:
            return text, encoding
    return "", ""


def posts_of(path: Path, content: bytes, document: str, encoding: str) -> list[Post]:
    """Return the posts of a file, in the order of its entries; none if it is refused."""
    headers = {name.strip().lower(): value.strip() for name, value in HEADER.findall(document)}
    url, content_type = headers.get("content-location", ""), headers.get("content-type", "")
    fetched = Fetched(content, url, content_type)
    try:
        feed = read_feed(path.name, fetched)
        if not feed.paths() and document:
            with_entry = _with_entry(document).encode(encoding)
            feed = read_feed(path.name, replace(fetched, content=with_entry))
    except SourceError:
        return []
    posts = []
    for raw in reversed(list(feed.read(feed.paths()))):
        assert isinstance(raw, RawPost)
        entry = json.loads(raw.content)
        # Most files have one element only, and what has neither a title nor a text is no post.
        if not (entry["title"] or entry["body"] or entry["summary"]):
            raw = replace(raw, content=json.dumps({**entry, "title": "T"}).encode())
        converted = convert(raw, Options("UTC"))
        assert converted.post
        posts.append(converted.post)
    return posts


def is_alike(post: Post, field: str, value: Any) -> bool | None:
    """Return whether a post says what feedparser's test expects; None if it has no such field."""
    same_text = {letters(f"{value}"), letters(without_markup(f"{value}"))}
    match field.split("."):
        case ["title"] | ["title_detail", "value"]:
            # A title that is an image has no text.
            return letters(post.title) in same_text or "" in same_text
        case ["link"]:
            return post.url == value
        case ["description" | "summary"] | ["content", _, "value"] | ["summary_detail", "value"]:
            return bool(
                {letters(post.text or read_markdown(post.body).text), letters(post.summary)}
                & same_text
            )
        case ["published_parsed"]:
            return _instant(post.published) == (tuple(value[:6]) if value else None)
        case ["updated_parsed"]:
            return _instant(post.updated or post.published) == (tuple(value[:6]) if value else None)
        case ["language"] | ["content" | "summary_detail" | "title_detail", *_, "language"]:
            return post.lang == (value or None)
        case ["author"] | ["author_detail", "name"]:
            return value in post.authors
        case ["tags", _, "term"]:
            return value in post.tags
        case ["source" | "feed", "title"] | ["source" | "feed", "title_detail", "value"]:
            return letters(post.source or "") in same_text
        case ["enclosures", _, "href" | "url"]:
            return value in post.body
        case ["feed", "language"]:
            return post.lang == value
    return None


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(re.findall(r"\w", text))


def without_markup(text: str) -> str:
    """Return what HTML says."""
    return html.unescape(re.sub(r"<!--.*?-->|<[^<>]*>", " ", text, flags=re.DOTALL))


def _path(node: ast.expr) -> list[str]:
    parts: list[str] = []
    while isinstance(node, ast.Subscript | ast.Attribute):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        elif isinstance(node.slice, ast.Constant):
            parts.append(str(node.slice.value))
        node = node.value
    return [*([node.id] if isinstance(node, ast.Name) else []), *reversed(parts)]


def _with_entry(document: str) -> str:
    for name, entry in ENTRIES.items():
        document = re.sub(rf"</{name}>", f"{entry}</{name}>", document, count=1)
    return document


def _instant(time: Any) -> tuple[int, ...] | None:
    return (
        datetime.fromisoformat(f"{time}").astimezone(timezone.utc).timetuple()[:6] if time else None
    )
