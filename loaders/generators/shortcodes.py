"""Shortcodes of Hugo and Zola, and tags of Hexo: what replaces them in the text of a post.

Those that come with the generator become Markdown or HTML; of others the text between a pair
stays. What is taken out is recorded with its line.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from loaders.generators.code import code_in
from loaders.generators.shortcode_texts import KNOWN, Arguments
from newsdb.models import Problem

# A mark that is not closed ends before the next one: what follows is not searched for each.
HUGO = re.compile(
    r"\{\{(?P<mark>[<%])\s*"
    r"(?:/\*(?P<escaped>(?:(?!\{\{[<%]\s*/\*).)*?)\*/|(?:(?P<closes>/)\s*)?(?P<name>[\w./-]+)(?![\w./-])"
    r"(?P<arguments>(?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[^>%\"`{]|\{(?!\{[<%])|[>%](?!\}\}))*?)"
    r"(?P<alone>/)?)(?<!\s)\s*[>%]\}\}",
    re.DOTALL,
)
ZOLA = re.compile(
    r"\{\{\s*(?:/\*(?P<escaped>(?:(?!\{\{\s*/\*).)*?)\*/"
    r"|(?P<name>\w+)\((?P<arguments>[^{}]*)\))\s*\}\}"
    r"|\{%\s*(?P<block>\w+)\((?P<block_arguments>[^{}]*)\)\s*%\}|\{%\s*(?P<closes>end)\s*%\}",
    re.DOTALL,
)
HEXO = re.compile(
    r"\{%\s*(?P<name>\w+)(?!\w)(?P<arguments>(?:[^%{]|%(?!\})|\{(?!%))*)%\}|\{#(?:(?!\{#).)*?#\}"
    r"|\{\{(?P<expression>[^{}\n]*)\}\}",
    re.DOTALL,
)
HUGO_ARGUMENT = re.compile(r"(?:([\w-]+)\s*=\s*)?(?:\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|([^\s\"`]+))")
ZOLA_ARGUMENT = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^,\s]+))")
REFERENCES = ("ref", "relref", "post_path", "post_link")
MAX_PROBLEMS = 20


@dataclass(slots=True)
class _Open:
    """A shortcode that may be closed later, and the text since."""

    name: str = ""
    arguments: Arguments = field(default_factory=Arguments)
    start: int = 0
    pieces: list[str] = field(default_factory=list)


Resolve = Callable[[str], "str | None"]


class Expander:
    """One post's shortcodes on their way to text."""

    def __init__(self, body: str, line: int, resolve: Resolve) -> None:
        """`resolve` gives the URL of a page by its file's path or name, or None."""
        self.body = body
        self.line = line
        self.resolve = resolve
        self.problems: list[Problem] = []

    def record(self, what: str, position: int, became: str = "it was left out") -> None:
        """Note what is not known, and what became of it."""
        if len(self.problems) < MAX_PROBLEMS:
            at = self.line + self.body[:position].count("\n")
            detail = f"{what} is not known; {became}"
            self.problems.append(Problem("template", detail, at))

    def written(self, name: str, arguments: Arguments, inner: str | None, position: int) -> str:
        """Return what replaces a shortcode; `inner` is None if it is not a pair."""
        function = KNOWN.get(name.lower())
        if function is not None:
            return function(arguments, inner)
        if name.lower() in REFERENCES:
            return self._reference(name.lower(), arguments, position)
        self.record(f"the shortcode {name}", position)
        return inner or ""

    def expression(self, source: str, position: int) -> str:
        """Return what replaces `{{ … }}`."""
        self.record(f"“{source[:60]}”", position)
        return ""

    def _reference(self, name: str, arguments: Arguments, position: int) -> str:
        wanted = arguments.get("path", position=0)
        path, mark, anchor = wanted.partition("#")
        url = self.resolve(path) if path else ""
        if url is None:
            self.record(f"the page {wanted}", position)
            return ""
        if name == "post_link":
            return f"[{arguments.get(position=1) or path}]({url})"
        return f"{url}{mark}{anchor}"


def expand_hugo(body: str, line: int, resolve: Resolve) -> tuple[str, list[Problem]]:
    """Return a body of Hugo with its shortcodes expanded, and what was left out."""
    expander = Expander(body, line, resolve)
    return replace_hugo(expander, HUGO.finditer(body)), expander.problems


def replace_hugo(expander: Expander, shortcodes: Iterable[re.Match[str]]) -> str:
    """Return a body with these matches of `HUGO` replaced."""
    body, shortcodes = expander.body, list(shortcodes)
    opened = [_Open()]
    closers = {match["name"] for match in shortcodes if match["closes"]}
    end = 0
    for match in shortcodes:
        opened[-1].pieces.append(body[end : match.start()])
        end = match.end()
        if match["escaped"] is not None:
            sign = match["mark"]
            opened[-1].pieces.append(
                f"{{{{{sign}{match['escaped']}{'>' if sign == '<' else '%'}}}}}"
            )
            continue
        name = match["name"]
        if match["closes"]:
            _close(expander, opened, name)
            continue
        arguments = _hugo_arguments(match["arguments"] or "")
        if name in closers and not match["alone"]:
            opened.append(_Open(name, arguments, match.start()))
        else:
            opened[-1].pieces.append(expander.written(name, arguments, None, match.start()))
    opened[-1].pieces.append(body[end:])
    return _finish(expander, opened)


def expand_zola(body: str, line: int, resolve: Resolve) -> tuple[str, list[Problem]]:
    """Return a body of Zola with its shortcodes expanded, and what was left out."""
    expander = Expander(body, line, resolve)
    opened = [_Open()]
    end = 0
    for match in outside_code(ZOLA, body):
        opened[-1].pieces.append(body[end : match.start()])
        end = match.end()
        if match["escaped"] is not None:
            opened[-1].pieces.append(f"{{{{{match['escaped']}}}}}")
        elif match["closes"]:
            _close(expander, opened, opened[-1].name)
        elif match["block"]:
            arguments = _zola_arguments(match["block_arguments"])
            opened.append(_Open(match["block"], arguments, match.start()))
        else:
            arguments = _zola_arguments(match["arguments"])
            opened[-1].pieces.append(
                expander.written(match["name"], arguments, None, match.start())
            )
    opened[-1].pieces.append(body[end:])
    return _finish(expander, opened), expander.problems


def expand_hexo(
    body: str, line: int, resolve: Resolve, assets: str = ""
) -> tuple[str, list[Problem]]:
    """Return a body of Hexo with its tags expanded, and what was left out, such as `{{ … }}`.

    `assets` is what the URLs of the post's own images begin with.
    """
    expander = Expander(body, line, resolve)
    return replace_hexo(expander, outside_code(HEXO, body), assets), expander.problems


def replace_hexo(expander: Expander, tags: Iterable[re.Match[str]], assets: str = "") -> str:
    """Return a body with these matches of `HEXO` replaced; `assets` as in `expand_hexo`."""
    body, tags = expander.body, list(tags)
    opened = [_Open()]
    closers = {tag["name"][3:] for tag in tags if (tag["name"] or "").startswith("end")}
    end = 0
    raw = False
    for match in tags:
        name = match["name"] or ""
        if raw and name != "endraw":
            continue
        opened[-1].pieces.append(body[end : match.start()])
        end = match.end()
        if match["expression"] is not None:
            opened[-1].pieces.append(expander.expression(match[0], match.start()))
        if not name:
            continue
        if name.startswith("end"):
            _close(expander, opened, name[3:])
            raw = False
        elif name in closers:
            opened.append(_Open(name, _words(match["arguments"]), match.start()))
            raw = name == "raw"
        else:
            text = expander.written(name, _words(match["arguments"]), None, match.start())
            if name == "asset_img":
                before, opening, url = text.rpartition("](")
                text = f"{before}{opening}{assets if opening else ''}{url}"
            opened[-1].pieces.append(text)
    opened[-1].pieces.append(body[end:])
    return _finish(expander, opened)


def outside_code(pattern: re.Pattern[str], body: str) -> Iterator[re.Match[str]]:
    """Yield matches that do not begin in a fence or a code span."""
    is_code = code_in(body)
    return (match for match in pattern.finditer(body) if not is_code(match.start()))


def _close(expander: Expander, opened: list[_Open], name: str) -> None:
    """End the innermost pair of a name; pairs in it that were not closed end as well."""
    if not any(each.name == name for each in opened[1:]):
        return
    while True:
        last = opened.pop()
        inner = "".join(last.pieces)
        text = expander.written(last.name, last.arguments, inner, last.start)
        opened[-1].pieces.append(text)
        if last.name == name:
            return


def _finish(expander: Expander, opened: list[_Open]) -> str:
    while len(opened) > 1:
        _close(expander, opened, opened[-1].name)
    return "".join(opened[0].pieces)


def _hugo_arguments(text: str) -> Arguments:
    arguments = Arguments()
    for name, quoted, raw, bare in HUGO_ARGUMENT.findall(text):
        value = quoted.replace('\\"', '"') or raw or bare
        if name:
            arguments.named[name.lower()] = value
        else:
            arguments.positional.append(value)
    return arguments


def _zola_arguments(text: str) -> Arguments:
    found = ZOLA_ARGUMENT.findall(text)
    return Arguments({name: a or b or c or d for name, a, b, c, d in found})


def _words(text: str) -> Arguments:
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    return Arguments(positional=words)
