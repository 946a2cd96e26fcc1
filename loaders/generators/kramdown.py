"""Links that kramdown reads in another way than CommonMark, written as CommonMark reads them."""

from __future__ import annotations

import re
from collections.abc import Callable

from loaders.generators.code import code_in
from loaders.generators.links import DEFINED

# Each alternative begins with a character, not a group, so that `re` skips all others.
OTHERWISE = re.compile(
    # [a](https://a.example/b_(c\)), where the backslash hides the end of the URL.
    r"\](?P<open>\([^\s()<>\\]*\([^\s()<>\\]*)\\\)(?=\)|\s)"
    # A URL over two lines.
    r"|\](?P<start>\((?:https?:/)?/[^\s()<>]*)\n[ \t]*(?P<rest>[^\s()<>\"']+)(?=\))"
    # A URL with spaces.
    r"|\](?P<spaced>\()(?P<url>(?:https?:/)?/[^\s()<>\"']*(?: [^\s()<>\"']+)+)(?=\))"
    # [a\_b] or [a\_b][], with the definition [a_b]: URL.
    r"|\[(?<!!\[)(?=[^\[\]\n\\]*\\_)(?P<text>[^\[\]\n]*)\](?:\[\])?(?![(\[:])"
)
DEFINITION = re.compile(
    rf"{DEFINED}([^\[\]\n]+)\]:[ \t]+<?(?:\w+:|[/#?.])\S*>?(?:[ \t]+[\"'(][^\n]*)?[ \t]*$",
    re.MULTILINE,
)

WITH_INDENT = re.compile(rf"^ {{0,3}}{DEFINITION.pattern}", re.MULTILINE)


def as_kramdown_reads(markdown: str) -> str:
    """Return Markdown in which links are for CommonMark what they are for kramdown.

    Of the definitions of one name the last one counts, for CommonMark the first.
    """
    labels = [_folded(label) for label in DEFINITION.findall(markdown)]
    known = set(labels)
    if len(known) == len(labels) and OTHERWISE.search(markdown) is None:
        return markdown
    return _with_last_definitions(OTHERWISE.sub(_written(markdown, known), markdown))


def _written(markdown: str, labels: set[str]) -> Callable[[re.Match[str]], str]:
    is_code = code_in(markdown)

    def written(match: re.Match[str]) -> str:
        if is_code(match.start()):
            return match[0]
        if match["open"]:
            return f"]{match['open']})"
        if match["start"]:
            return f"]{match['start']}{match['rest']}"
        if match["spaced"]:
            return f"]{match['spaced']}<{match['url']}>"
        label = match["text"].replace("\\_", "_")
        return f"[{match['text']}][{label}]" if _folded(label) in labels else match[0]

    return written


def _with_last_definitions(markdown: str) -> str:
    is_code = code_in(markdown)
    replaced: set[int] = set()
    counted: dict[str, int] = {}
    for match in WITH_INDENT.finditer(markdown):
        if not is_code(match.start()):
            label = _folded(match[1])
            replaced |= {counted[label]} if label in counted else set()
            counted[label] = match.start()
    return WITH_INDENT.sub(lambda match: "" if match.start() in replaced else match[0], markdown)


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()
