"""Counts the posts of real sites that show other than their sources do, as a browser reads them.

    python -m tests.oracles.compare_source SITE... [--most N] [--kramdown] [--show PART]

A SITE is a directory or a bare git repository. What is stored is compared with what the parser
makes of the source before anything is converted, or with what kramdown makes of it. These are the
figures in docs/loading.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import html5lib

from loaders.decode import decode
from loaders.front_matter import split
from loaders.generators import Generator, generator_for
from loaders.markup.dialect import fence_highlights, part_markdown
from loaders.parsers.convert import HTML_SUFFIXES, convert_file
from loaders.sources import open_source
from newsdb.markup.parser import PARSER, parse_markdown
from newsdb.models import Options, RawPost
from newsdb.text import MEDIA_KINDS

SAID = ("conversion", "html")
UNSEEN = frozenset("script style noscript template head title".split())
MEDIA = frozenset("iframe video audio object embed".split())
# How a footnote is numbered, and the way back from it, are as each renderer has them.
# Raised digits have characters of their own in what is stored.
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "0123456789+-=()n")
NOTE_CLASSES = frozenset(("footnote-ref", "footnote-backref", "reversefootnote", "footnotes-sep"))
KRAMDOWN = """
require "json"
require "kramdown"
require "kramdown-parser-gfm"
straight = "apos,apos,quot,quot"
signs = { hellip: "...", mdash: "---", ndash: "--", laquo: "<<", raquo: ">>",
          laquo_space: "<< ", raquo_space: " >>" }
options = { input: "GFM", hard_wrap: false, syntax_highlighter: nil, auto_ids: false,
            smart_quotes: straight, typographic_symbols: signs }
puts JSON.generate(JSON.parse(STDIN.read).map { |text|
  Kramdown::Document.new(text, options).to_html
})
"""


@dataclass(slots=True)
class Shown:
    """What a reader sees of HTML: its text without white space, and its parts, in order."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


PARTS = tuple(Shown.__dataclass_fields__)


@dataclass(slots=True)
class Pair:
    """A post: its path, what its source shows, what is shown of it, and what `problems` says."""

    path: str
    expected: Shown
    found: Shown
    said: list[str]


def shown(html: str, kramdown: bool) -> Shown:
    """Return what a browser shows of HTML; to compare with kramdown's, without footnote marks."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    assert body is not None
    for note in [each for each in body.iter() if kramdown and _is_footnote_mark(each)]:
        note.set("hidden", "")
    result = Shown()
    result.text = _letters("".join(_texts(body, result)))
    return result


def _texts(element: Element, result: Shown) -> Iterator[str]:
    """Yield the texts of an element, without its tail; add its parts to a result."""
    name = element.tag
    if name == "script" and (url := element.get("src") or "").find("//gist.") >= 0:
        result.media.append(_canonical(url))  # it shows a page in its place
    if not isinstance(name, str) or name in UNSEEN or _is_hidden(element):
        return
    if name in MEDIA:
        names = ("src", "data-src", "data")
        urls = [each.get(name) for each in element.iter() for name in names]
        result.media += [_canonical(url) for url in urls if url][:1]
        return
    if name == "img" and (url := element.get("src") or _first_source(element)):
        result.images.append(_canonical(url))
    pieces: list[str] = [element.text or ""]
    if name in ("br", "p", "div"):
        pieces.append("\n")
    for child in element:
        pieces += [*_texts(child, result), child.tail or ""]
    text = "".join(pieces)
    letters = _letters(text)
    if name == "a" and (url := element.get("href")) and letters:
        if text[:2] in MEDIA_KINDS:
            result.media.append(_canonical(url))
            return
        result.links.append(_canonical(url))
    elif name == "li" and letters:
        result.items.append(letters)
    elif name == "ol":
        result.numbers += [f"{number}. {item}" for number, item in _numbered(element) if item]
    elif name in ("td", "th") and letters:
        result.cells.append(letters)
    elif name == "pre" and letters:
        result.code.append("\n".join(line.rstrip() for line in text.strip().split("\n")))
    yield text


def _first_source(image: Element) -> str:
    return (image.get("srcset") or "").partition(" ")[0].rstrip(",")


def _numbered(items: Element) -> Iterator[tuple[int, str]]:
    """Yield the items of a list, each with its number."""
    number = _number(items.get("start"), 1)
    for item in _items_of(items):
        number = _number(item.get("value"), number)
        # What is in lists below has numbers of its own.
        yield number, _letters("".join(_own_texts(item)))[:20]
        number += 1


def _items_of(items: Element) -> Iterator[Element]:
    """Yield the items that a list numbers, also within marks that are not closed."""
    for child in items:
        if child.tag == "li":
            yield child
        elif child.tag not in ("ol", "ul"):
            yield from _items_of(child)


def _own_texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in ("ol", "ul", *UNSEEN, *MEDIA) and isinstance(child.tag, str):
            yield from _own_texts(child)
        yield child.tail or ""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else otherwise


def _is_hidden(element: Element) -> bool:
    style = "".join((element.get("style") or "").lower().split())
    return (
        element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
    )


def _is_footnote_mark(element: Element) -> bool:
    return (
        not NOTE_CLASSES.isdisjoint((element.get("class") or "").split())
        or element.get("role") == "doc-noteref"
        or (element.tag == "sup" and (element.get("id") or "").startswith("fnref"))
    )


def _letters(text: str) -> str:
    return "".join(text.translate(LOWERED).split())


def _canonical(url: str) -> str:
    """Return a URL as a browser understands it, in one way of writing it."""
    url = "".join(url.strip().split("\n"))
    return quote(unquote(f"https:{url}" if url.startswith("//") else url))


def pairs_of(site: str, most: int, kramdown: bool) -> list[Pair]:
    """Return `most` posts of a site at the most, evenly chosen, with URLs as they are written."""
    source, options = open_source(site), Options()
    every = source.paths()
    generator = generator_for(source, every, options)
    generator.resolve = lambda path, markdown, meta, reading: markdown  # type: ignore[method-assign]
    paths = sorted(generator.posts(every))
    step = max(1, len(paths) // most)
    converted = []
    for raw in source.read(paths[::step]):
        if not isinstance(raw, RawPost):
            continue
        result = convert_file(raw, options, generator)
        if result.post:
            said = [each.detail for each in result.problems if each.kind in SAID]
            converted.append((raw.path, expanded(raw, generator), result.post.body, said))
    markdown = [text for _, text, _, _ in converted]
    references = rendered_by_kramdown(markdown) if kramdown else []
    pairs = []
    for at, (path, text, body, said) in enumerate(converted):
        is_html = path.lower().endswith(HTML_SUFFIXES)
        own = text if is_html else parsed(text)
        reference = references[at] if references and not is_html else own
        pairs.append(
            Pair(path, shown(reference, kramdown), shown(str(PARSER.render(body)), kramdown), said)
        )
    return pairs


def parsed(text: str) -> str:
    """Return the HTML of Markdown before anything in it is converted, as kramdown parts it."""
    text = fence_highlights(text)
    return str(PARSER.render(part_markdown(text, parse_markdown(text))))


def expanded(raw: RawPost, generator: Generator) -> str:
    """Return the body of a file as its author wrote it, with its templates expanded."""
    document = split(decode(raw.content)[0])
    body, _ = generator.expand(raw.path, document, generator.metadata(raw.path, document))
    return body


def rendered_by_kramdown(texts: list[str]) -> list[str]:
    """Return the HTML that kramdown makes of each text, as Jekyll calls it, quotes as typed."""
    command = ["ruby", "-e", KRAMDOWN]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"apt-get install ruby-kramdown-parser-gfm: {done.stderr}")
    found: list[str] = json.loads(done.stdout)
    return found


def differs(pair: Pair, part: str) -> bool:
    """Return whether a part of a post is not as in its source; of parts, the order is free."""
    one, other = getattr(pair.expected, part), getattr(pair.found, part)
    return bool(one != other if part == "text" else Counter(one) != Counter(other))


def difference(pair: Pair, part: str) -> str:
    """Return where a part differs first, as its source has it and as it is."""
    one, other = getattr(pair.expected, part), getattr(pair.found, part)
    if part == "text":
        both = enumerate(zip(one, other, strict=False))
        at = next((at for at, (a, b) in both if a != b), min(len(one), len(other)))
        return f"    - …{one[max(0, at - 25) : at + 45]}\n    + …{other[max(0, at - 25) : at + 45]}"
    counts: tuple[Counter[Any], Counter[Any]] = Counter(one), Counter(other)
    gone, new = counts[0] - counts[1], counts[1] - counts[0]
    return f"    - {list(gone)[:3]}\n    + {list(new)[:3]}"[:800]


def main() -> None:
    """Compare sites, and print a table of how many posts are the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", nargs="+")
    parser.add_argument("--most", type=int, default=300, help="posts of a site")
    parser.add_argument("--kramdown", action="store_true")
    parser.add_argument("--show", choices=PARTS, action="append", default=[])
    arguments = parser.parse_args()
    pairs = []
    for site in arguments.site:
        found = pairs_of(site, arguments.most, arguments.kramdown)
        pairs += found
        print(site, len(found), flush=True)
        for part in arguments.show:
            for pair in found:
                if differs(pair, part):
                    note = pair.said[0][:150] if pair.said else "SILENT"
                    print(f"[{part}] {pair.path}: {note}\n{difference(pair, part)}", flush=True)
    print(
        "| equal in | posts | others, said in `problems` | others |\n| --- | ---: | ---: | ---: |"
    )
    for part in PARTS:
        having = [
            each for each in pairs if getattr(each.expected, part) or getattr(each.found, part)
        ]
        others = [each for each in having if differs(each, part)]
        said = sum(bool(each.said) for each in others)
        share = 100 * (len(having) - len(others)) / len(having) if having else 100
        print(f"| {part}, {share:.1f} % | {len(having):,} | {said} | {len(others) - said} |")


if __name__ == "__main__":
    main()
