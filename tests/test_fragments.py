"""Fragments of Markdown and HTML, and all that becomes of each: what is stored, read and shown.

A file in `golden/fragments/` has fragments of a theme. `=== md`, `=== html` or `=== archive` begins
one, by the kind of file that it is in (`archive`: one with the marks of the archive's own
writer); `=== page` is `md` with the article's page. Below are, each only where it says something:

    --- stored     the Markdown, where that is not the fragment itself
    --- text       its plain text, where that is not the Markdown
    --- summary    the summary, where that is not the text on one line
    --- post       the outlet, the original's URL, images, media and mentions
    --- problems   what is reported
    --- page       its HTML, where that is not the Markdown in one paragraph

`␠`, `⍽`, `␉` and `␍` stand for a space at the end of a line, a no-break space, a tab, and a
carriage return. `NEWSDB_REWRITE_GOLDEN=1 pytest tests/test_fragments.py` rewrites all below the
fragments: read the diff before you commit it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from loaders.parsers.convert import convert_file
from newsdb.models import Options, Post, RawPost, Security
from newsdb.rendering.render import render
from newsdb.text import read_markdown
from tests.paths import GOLDEN

THEMES = sorted((GOLDEN / "fragments").glob("*.txt"))
PATHS = {
    "md": "2024-03-01-a.md",
    "page": "2024-03-01-a.md",
    "html": "2024-03-01-a.html",
    "archive": "2024-03-01-202403011234567890.md",
}
FRAGMENT = re.compile(
    r"^=== (\w+)\n(.*?)(?=^--- (?:stored|text|summary|post|problems|page)$|^=== |\Z)",
    re.MULTILINE | re.DOTALL,
)
INVISIBLE = {"⍽": "\xa0", "␉": "\t", "␍": "\r"}
SECURITIES = {"澄川化工": Security("609011.SH", "澄川化工", "share", "", "/security/609011.SH")}


@pytest.mark.parametrize("theme", THEMES, ids=lambda path: path.stem)
def test_fragments(theme: Path) -> None:
    before = theme.read_text("utf-8")
    now = "".join(map(described, *zip(*FRAGMENT.findall(before), strict=True)))
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        theme.write_text(now, "utf-8")
        return
    assert now == before


def described(kind: str, shown: str) -> str:
    """Return a fragment of a kind of file, as its theme has it, with all that becomes of it."""
    fragment = shown.removesuffix("\n").replace("␠", " ")
    for name, character in INVISIBLE.items():
        fragment = fragment.replace(name, character)
    raw = RawPost(PATHS[kind], f"---\ntitle: t\n---\n{fragment}\n".encode())
    converted = convert_file(raw, Options())
    assert converted.post is not None
    problems = "\n".join(f"{each.kind}: {each.detail}" for each in converted.problems)
    sections = [*sections_of(converted.post, fragment), ("problems", problems, "")]
    if kind == "page":
        page = render(converted.post.body, SECURITIES)
        sections.append(("page", page, f"<p>{escape(converted.post.body, quote=False)}</p>"))
    below = [f"--- {name}\n{visible(text)}\n" for name, text, usual in sections if text != usual]
    return "".join([f"=== {kind}\n{shown}", *below])


def sections_of(post: Post, fragment: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name of a section, its text, and the text where it may be left out."""
    text = read_markdown(post.body).text
    yield "stored", post.body, fragment
    yield "text", text, post.body
    yield "summary", post.summary, " ".join(text.split())
    yield "post", "\n".join(facts_of(post)), ""


def facts_of(post: Post) -> Iterator[str]:
    if post.source:
        yield f"source: {post.source}"
    if post.url:
        yield f"url: {post.url}"
    for image in post.images:
        yield f"image: {image.url} {image.alt}".rstrip()
    for media in post.media:
        yield f"{media.kind}: {media.url} {media.name}"
    for mention in post.mentions:
        found = mention.security
        yield f"{mention.found_by}: {mention.mentions} × {found.code} {found.name}".rstrip()


def visible(text: str) -> str:
    for name, character in INVISIBLE.items():
        text = text.replace(character, name)
    return re.sub(r" +$", lambda spaces: "␠" * len(spaces[0]), text, flags=re.MULTILINE)
