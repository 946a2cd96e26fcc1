"""Responses of a site as text that people can review: what the golden pages hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette.app import Datasette
from httpx import Response
from lxml import html

from newsdb import __version__

REQUEST = re.compile(
    r"^=== (GET|HEAD|POST|OPTIONS) (\S+)(?: <(\w+)>)?((?: [a-z-]+=\S+)*)$", re.MULTILINE
)
"""A request in a file of golden pages: method, URL, the only element of the page that is shown, if
any, and headers."""
HEADERS = (
    *("location", "link", "content-type", "content-language", "content-disposition"),
    *("cache-control", "vary", "etag", "allow", "access-control-allow-origin"),
)
CHANGING = (
    (re.compile(re.escape(__version__)), "VERSION"),
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"), "SHA256"),
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"), "HASH"),
    (re.compile(r"\?v=[0-9a-f]{8}"), "?v=HASH"),
    (re.compile(r"\b[\d,.]+ ?(KB|MB|bytes|B)\b"), r"N \1"),
    (re.compile(r'("?(?:bytes|query_ms)"?: )[\d.]+'), r"\1N"),
    (re.compile(r"[\d.]+ ms$", re.MULTILINE), "N ms"),
)
"""What other versions of newsdb, Python or SQLite make different."""
OF_A_PAGE = frozenset(
    {"canonical", "next", "prev", "alternate", "robots", "description", "og:type", "og:image"}
)
"""What the head of a page says of it alone, by name, rel or property."""
TARGETS = ("href", "src", "action")
SHOWN = frozenset(
    {"alt", "checked", "colspan", "datetime", "for", "hidden", "id", "label"}
    | {"lang", "list", "max", "maxlength", "method", "min", "name", "open", "pattern", "rel"}
    | {"required", "role", "rowspan", "scope", "selected", "type", "value"}
)
"""Attributes that people or their programs notice; others are for style."""
INLINE = frozenset(
    {"a", "abbr", "audio", "b", "bdi", "button", "code", "del", "em", "g", "i", "iframe", "img"}
    | {"input", "ins", "label", "line", "mark", "option", "output", "path", "q", "rect", "s"}
    | {"select", "small", "span", "strong", "sub", "sup", "svg", "td", "text", "th", "time"}
    | {"title", "tspan", "wbr"}
)
ENDED = frozenset({"mark", "del", "ins"})
NAMED = frozenset({"audio", "button", "iframe", "img", "input", "option", "select"}) | ENDED
"""Elements whose names are shown, and those of them whose ends are, too."""
SKIPPED = frozenset({"style", "script", "template", "noscript"})
WRAPPERS = frozenset(
    {"", "div", "figure", "header", "ol", "section", "tbody", "thead", "tr", "ul", "p", "dl", "nav"}
)
"""Lines that say nothing."""
SPACE = re.compile(r"\s+")


async def golden(datasette: Datasette, path: Path) -> str:
    """Return the content that a file of golden pages should have, for the requests in it."""
    answers = []
    for request in REQUEST.finditer(path.read_text("utf-8")):
        method, url, part, given = request.groups()
        headers = dict(each.split("=", 1) for each in given.split())
        response = await datasette.client.request(method, url, headers=headers)
        answers.append(f"{request[0]}\n{as_text(response, part)}\n")
    return "\n".join(answers)


def as_text(response: Response, part: str | None) -> str:
    """Return a response as text: status, headers, and content; of a page what is said on it.

    What stands above and below the content of all pages is only shown of the `part` html.
    """
    head = [f"{response.status_code}"]
    head += [f"{name}: {response.headers[name]}" for name in HEADERS if name in response.headers]
    content_type = response.headers.get("content-type", "")
    if content_type.startswith("text/html") and response.text:
        lines = [*page_lines(response.text, part)]
    elif "json" in content_type and "ndjson" not in content_type and response.text:
        lines = [*json_lines(response.json())]
    else:
        lines = response.text.splitlines()
    text = "\n".join((*head, "", *lines))
    for pattern, replacement in CHANGING:
        text = pattern.sub(replacement, text)
    return text


def page_lines(text: str, part: str | None) -> Iterator[str]:
    """Yield the lines of a page: of its head what concerns it alone, and its content; or a part."""
    root = html.fromstring(text)
    if part in (None, "html"):
        yield f"{root.get('lang')}: {root.findtext('head/title')}"
        for element in root.iterfind("head/*"):
            names = (element.get(name) for name in ("name", "rel", "property"))
            if part or not OF_A_PAGE.isdisjoint(names):
                values = (f"{name}={value}" for name, value in element.items())
                yield f"{element.tag} {' '.join(values)}"
        for script in root.iterfind(".//script[@type='application/ld+json']"):
            yield from json_lines(json.loads(script.text or ""))
    for content in root.iterfind("body" if part == "html" else f".//{part or 'main'}"):
        for line in "".join(pieces(content, is_drawing=part == "svg")).split("\n"):
            if line.strip() not in WRAPPERS:
                yield line.strip()


def pieces(
    element: html.HtmlElement, is_code: bool = False, is_drawing: bool = False
) -> Iterator[str]:
    """Yield an element as text: each block on a line, and attributes in braces, all of them in a
    drawing."""
    if element.tag in SKIPPED or not isinstance(element.tag, str):
        return
    is_code = is_code or element.tag in ("pre", "textarea")
    is_inline = element.tag in INLINE and not is_drawing
    shown = [element.tag] if element.tag in NAMED else []
    for name, value in element.items():
        if name in TARGETS:
            shown.append(unquote(value))
        elif name in SHOWN or name.startswith("aria-") or is_drawing:
            shown.append(f"{name}={value}" if value else name)
    yield " | " if element.tag in ("td", "th") else "" if is_inline else f"\n{element.tag} "
    yield f"{{{' '.join(shown)}}}" if shown else ""
    for text, child in ((element.text, None), *((child.tail, child) for child in element)):
        if child is not None:
            yield from pieces(child, is_code, is_drawing)
        yield text or "" if is_code else SPACE.sub(" ", text or "")
    yield f"{{/{element.tag}}}" if element.tag in ENDED else "" if is_inline else "\n"


def json_lines(value: Any, indent: str = "", key: str = "") -> Iterator[str]:
    """Yield JSON with what is short on one line."""
    line = f"{indent}{key}{json.dumps(value, ensure_ascii=False)}"
    if len(line) <= 180 or not value or not isinstance(value, list | dict):
        yield line
        return
    opening, closing = "[]" if isinstance(value, list) else "{}"
    yield f"{indent}{key}{opening}"
    named = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    for name, each in named:
        yield from json_lines(each, f"{indent} ", "" if name is None else f"{name}: ")
    yield f"{indent}{closing}"
