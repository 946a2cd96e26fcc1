"""What Markdown says after loading, compared with what specifications and kramdown say it does.

`make test-markdown` runs it. The examples are those of CommonMark's specification and of GFM's
tables, strikethrough and task lists, footnotes and definition lists, as the Debian package of
goldmark has them; kramdown renders what Jekyll's sites use beside. Compared are the text, the
blocks of code, links, list items and cells.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import html5lib
import pytest

from loaders.parsers.dispatch import convert
from newsdb.markup.parser import PARSER
from newsdb.models import Options, RawPost

GOLDMARK = Path("/usr/share/gocode/src/github.com/yuin/goldmark")
PACKAGE = "golang-github-yuin-goldmark-dev"
EXAMPLE = re.compile(
    r"^\d+[^\n]*\n//- [- ]+-//\n(.*?)\n//- [- ]+-//\n(.*?)//= [= ]+=//", re.DOTALL | re.MULTILINE
)
UNSEEN = ("script", "style", "textarea", "template")
# Boxes of tasks, and how a footnote is numbered and linked, are as each renderer has them.
OWN_SIGNS = re.compile(r"[☐☑]|(?<=\w|\.|!|\])\[?\d+(?::\d+)?\]?(?=\W|$|[A-Z])")
DIFFERENT = {
    "a table of one column only sets out a page: its cells become paragraphs": [
        *("HTML blocks 148", "HTML blocks 149", "HTML blocks 160", "HTML blocks 190"),
        "HTML blocks 191",
    ],
    "an unknown element is most often a placeholder such as <name>, and shown": [
        *("Raw HTML 612", "Raw HTML 613", "Link reference definitions 201", "Links 490"),
    ],
    "a link that is never closed is none": [
        *("HTML blocks 187", "Code spans 344"),
    ],
    "an element that is never closed does not hide the rest": ["HTML blocks 173"],
    "text right below a closing tag, or behind a comment, is Markdown, as for kramdown": [
        *("HTML blocks 151", "HTML blocks 161", "HTML blocks 177", "HTML blocks 186"),
    ],
    "indented HTML within an element that is open is HTML, as for kramdown": ["HTML blocks 184"],
    "a comment ends where browsers end it": ["Raw HTML 625", "Raw HTML 626", "Raw HTML 629"],
    "a body has no spaces at its end": ["Indented code blocks 118"],
    "code in a definition keeps two spaces of its indent": ["definition_list 5"],
}
"""What differs on purpose, or is known, with the examples."""
LISTED = {name for names in DIFFERENT.values() for name in names}


def stored(markdown: str) -> str:
    """Return the body that a post with this Markdown gets."""
    raw = RawPost("2024-01-01-a.md", f"---\ntitle: T\n---\n{markdown}".encode())
    post = convert(raw, Options()).post
    return post.body if post else ""


def shown(html: str) -> dict[str, Any]:
    """Return what HTML shows."""
    tree = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    for unseen in [each for name in UNSEEN for each in tree.iter(name)]:
        tail = unseen.tail
        unseen.clear()
        unseen.tail = tail
    for comment in [each for each in tree.iter() if not isinstance(each.tag, str)]:
        comment.text = ""
    return {
        "text": "".join(OWN_SIGNS.sub("", "".join(tree.itertext())).split()),
        "code": ["".join(code.itertext()).strip("\n") for code in tree.iter("pre")],
        "links": [
            quote(unquote(link.get("href") or ""))
            for link in tree.iter("a")
            if "".join(link.itertext()).strip() and not (link.get("href") or "").startswith("#fn")
        ],
        "items": sum(1 for _ in tree.iter("li")),
        "cells": [
            "".join(cell.itertext()).split() for cell in tree.iter() if cell.tag in ("td", "th")
        ],
    }


def examples() -> dict[str, tuple[str, str]]:
    """Return the examples of the specification, by section and number."""
    path = GOLDMARK / "_test" / "spec.json"
    if not path.exists():
        return {}
    every = json.loads(path.read_text("utf-8"))
    return {
        f"{each['section']} {each['example']}": (each["markdown"], each["html"]) for each in every
    }


def extensions() -> dict[str, tuple[str, str]]:
    """Return the examples of extensions, by name and number."""
    found = {}
    for name in ("table", "strikethrough", "tasklist", "footnote", "definition_list"):
        path = GOLDMARK / "extension" / "_test" / f"{name}.txt"
        text = path.read_text("utf-8") if path.exists() else ""
        for number, (markdown, html) in enumerate(EXAMPLE.findall(text), 1):
            found[f"{name} {number}"] = markdown, html
    return found


EXAMPLES, EXTENSIONS = examples(), extensions()


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) >= 649, f"examples are missing: apt-get install {PACKAGE}"
    assert len(EXTENSIONS) == 27


@pytest.mark.parametrize("name", {**EXAMPLES, **EXTENSIONS})
def test_an_example(name: str) -> None:
    markdown, html = {**EXAMPLES, **EXTENSIONS}[name]
    same = shown(PARSER.render(stored(markdown))) == shown(html)
    # One that is right now must leave the list.
    assert same == (name not in LISTED)


KRAMDOWN = """
require "json"
require "kramdown"
require "kramdown-parser-gfm"
texts = JSON.parse(STDIN.read)
puts JSON.generate(texts.map { |text| Kramdown::Document.new(text, input: "GFM").to_html })
"""
DIALECT = {
    "footnotes": "央行降息[^1]，市场反应[^two]。\n\n[^1]: 据央行公告\n[^two]: 见上文，*第二节*\n",
    "definitions": "债券\n: 可以转让的借款\n\n票据\n: 短期的\n: 也叫 *本票*\n",
    "headless table": "| 甲 | 1 |\n| 乙 | 2 |\n\n后文。\n",
    "table": "| 公司 | 营收 |\n|---|---:|\n| 甲 | `a_b` |\n",
    "attributes": "段落。\n{: .lead}\n\n## 小节 {#part}\n\n"
    '![图](https://e.example/a.png){: width="300"}\n',
    "abbreviation": "按 GDP 计。\n\n*[GDP]: 国内生产总值\n",
    "Markdown in HTML": '<div markdown="1">\n**重点**\n\n- 一\n</div>\n\n后文\n',
    "nested lists": "1. 一\n   - 甲\n   - 乙\n2. 二\n\n       code\n",
    "fences": "```xml\n<a>\n\n\n</a>\n```\n\n- x\n\n  ~~~\n  <b>\n  ~~~\n",
    "strikethrough": "~~旧~~新\n",
    "text below a break": "前文\n\n<br>\n**重点。**[甲](https://a.example/)\n\n后文\n",
    "text below an image": '<img src="https://e.example/a.png">\n*图一* 的说明\n',
    "bold beside a letter": "**Update:**more, **the party\u00a0**starts\n",
}


@pytest.mark.parametrize("name", DIALECT)
def test_the_dialect_of_kramdown(name: str) -> None:
    done = subprocess.run(
        ["ruby", "-e", KRAMDOWN], input=json.dumps([DIALECT[name]]), capture_output=True, text=True
    )
    assert done.returncode == 0, f"apt-get install ruby-kramdown-parser-gfm: {done.stderr}"
    found, expected = shown(PARSER.render(stored(DIALECT[name]))), shown(json.loads(done.stdout)[0])
    # kramdown marks the way back from a footnote with another sign.
    assert {**found, "text": found["text"].replace("↩︎", "↩")} == expected
