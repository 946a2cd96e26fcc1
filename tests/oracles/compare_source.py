"""Counts the posts of real sites that show other than their sources do, as a browser reads them.

    python -m tests.oracles.compare_source SITE... [--most N] [--kramdown] [--show PART]

A SITE is a directory or a bare git repository. What is stored is compared with what the parser
makes of the source before anything is converted, or with what kramdown makes of it. These are the
figures in docs/loading.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from typing import Any

from loaders.decode import decode
from loaders.front_matter import split
from loaders.generators import Generator, generator_for
from loaders.markup.dialect import fence_highlights, part_markdown
from loaders.parsers.convert import HTML_SUFFIXES, convert_file
from loaders.sources import open_source
from newsdb.markup.parser import PARSER, parse_markdown
from newsdb.models import Options, RawPost
from tests.oracles.shown import PARTS, Shown, shown

SAID = ("conversion", "html")
# Elements that HTML blocks of kramdown and Blackfriday end with.
WHOLE = frozenset("article center details div dl figure form main ol p section table ul".split())
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?=[\s/>])", re.IGNORECASE)
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
class Pair:
    """A post: its path, what its source shows, what is shown of it, and what `problems` says."""

    path: str
    expected: Shown
    found: Shown
    said: list[str]


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
        own = text if is_html else parsed(text, whole_elements=_takes_whole_elements(generator))
        reference = references[at] if references and not is_html else own
        pairs.append(
            Pair(path, shown(reference, kramdown), shown(str(PARSER.render(body)), kramdown), said)
        )
    return pairs


def _takes_whole_elements(generator: Generator) -> bool:
    """Return whether a site was written for a parser whose HTML blocks end with their element.

    Those of Jekyll's kramdown do, and those of Blackfriday, which was Hugo's up to version 0.59
    and which configurations of that time name. To CommonMark, indented HTML behind a blank line is
    code, though no reader of these sites ever saw the tags.
    """
    return generator.name == "jekyll" or "blackfriday" in generator.site.config


def parsed(text: str, *, whole_elements: bool = False) -> str:
    """Return the HTML of Markdown before anything in it is converted, as kramdown parts it.

    With `whole_elements`, indented HTML within an element is no code.
    """
    text = fence_highlights(text)
    env: dict[str, Any] = {}
    tokens = parse_markdown(part_markdown(text, parse_markdown(text)), env)
    opened: list[str] = []
    for token in tokens if whole_elements else ():
        if token.type == "code_block" and opened and token.content.lstrip().startswith("<"):
            token.type = "html_block"
        if token.type != "html_block":
            continue
        for close, name in TAG.findall(token.content):
            if not close and name.lower() in WHOLE:
                opened.append(name.lower())
            elif close and name.lower() in opened:
                while opened.pop() != name.lower():
                    pass
    return str(PARSER.renderer.render(tokens, PARSER.options, env))


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
