"""Liquid in the posts of Jekyll: https://jekyllrb.com/docs/liquid/, by python-liquid.

A template sees the site's configuration, the post's front matter and the files of `_includes`,
and nothing else: there is no loader that opens files. Its loops, output and variables are bounded.
What is not understood is taken out of the text, and recorded with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import StringIO
from operator import itemgetter
from typing import TextIO
from urllib.parse import quote

from liquid import Environment, Mode, RenderContext, Token
from liquid.ast import BlockNode, Node
from liquid.exceptions import LiquidError
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG
from markdown_it.common.html_blocks import block_names

from loaders.generators.liquid_page import LiquidPage, filters_for
from newsdb.models import Problem

MARK = re.compile(r"\{\{.*?\}\}|\{%-?\s*(?!\s)(?P<tag>\w*)(?!\w).*?%\}", re.DOTALL)
RAW = re.compile(r"\{%-?\s*(raw|comment)\s*-?%\}(.*?)\{%-?\s*end\1\s*-?%\}", re.DOTALL)
VARIABLE = re.compile(r"\bsite\.(\w+)(?:\.(\w+))?")
FILTER = re.compile(r"\|\s*(\w+)")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
ARGUMENT = re.compile(r"(?<![\w-])([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+))")
FENCE = re.compile(r"`{3,}")
# kramdown reads a block of HTML to its end, CommonMark to a blank line: what is indented
# below that would be code.
HTML_BLOCK = re.compile(rf"\s*<(?:{'|'.join(block_names)})\b", re.IGNORECASE)
BLANKS_COUNT = re.compile(r"<(?:pre|textarea)\b|\bmarkdown\s*=|^```", re.IGNORECASE | re.MULTILINE)
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
FAILURES = (
    LiquidError,
    RecursionError,
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)
MAX_PROBLEMS = 20
"""Problems recorded per post; more would repeat the same."""


def expand(body: str, line: int, page: LiquidPage) -> tuple[str, list[Problem]]:
    """Return a body with its Liquid expanded, and what of it was not understood.

    `line` is that of the body's first line in its file.
    """
    environment = LiquidEnvironment(page, body)
    try:
        text = environment.render_text(body)
    except FAILURES:
        page.unknown.clear()
        text = _expand_piecewise(body, environment)
    problems: list[Problem] = []
    for what, position in sorted(dict.fromkeys(page.unknown), key=itemgetter(1))[:MAX_PROBLEMS]:
        at = line + body.count("\n", 0, max(position, 0))
        problems.append(Problem("template", f"{what} is not known; it was left out", at))
    return text, problems


class LiquidEnvironment(Environment):
    """Liquid with the tags and filters of Jekyll, for one post."""

    loop_iteration_limit = 10_000
    output_stream_limit = 8_000_000
    local_namespace_limit = 8_000_000
    context_depth_limit = 20

    def __init__(self, page: LiquidPage, body: str) -> None:
        """Know the tags of a body: those of other plugins write nothing, and are recorded."""
        super().__init__(tolerance=Mode.STRICT, strict_filters=False)
        self.page = page
        self.add_tag(HighlightTag)
        for name, function in INLINE_TAGS.items():
            self.tags[name] = InlineTag(self, function)
        self.filters |= filters_for(page)
        self.add_unknown(body)

    def render_text(self, text: str) -> str:
        """Return a text with its Liquid expanded. Raises LiquidError for what is not valid."""
        variables = {"site": self.page.site, "page": self.page.page, "jekyll": {}}
        return self.from_string(text).render(**variables)

    def add_unknown(self, text: str) -> None:
        """Register and record the tags, filters and variables of a text that nobody knows."""
        raw = [(match.start(), match.end()) for match in RAW.finditer(text)]
        for match in MARK.finditer(text):
            start, name = match.start(), match["tag"]
            if any(first < start < end for first, end in raw):
                continue
            if name and name not in self.tags and not name.startswith("end"):
                self.tags[name] = InlineTag(self, _unknown_tag)
                self.tags[f"end{name}"] = InlineTag(self, _nothing)
            expression = QUOTED.sub("", match[0])
            for used in FILTER.findall(expression):
                if used not in self.filters:
                    self.page.unknown.append((f"the filter {used}", start))
            for used, data in VARIABLE.findall(expression):
                if used not in self.page.site:
                    self.page.unknown.append((f"the variable site.{used}", start))
                elif used == "data" and data and data not in self.page.site["data"]:
                    self.page.unknown.append((f"the variable site.data.{data}", start))


def _expand_piecewise(body: str, environment: LiquidEnvironment) -> str:
    """Expand each mark by itself, where the whole is not valid Liquid."""

    def piece(match: re.Match[str]) -> str:
        name = match["tag"]
        if name is None or name in INLINE_TAGS:
            try:
                return environment.render_text(match[0])
            except FAILURES:
                pass
        words = " ".join(match[0].split())[:60]
        environment.page.unknown.append((f"“{words}”", match.start()))
        return ""

    kept: list[str] = []
    end = 0
    for raw in RAW.finditer(body):
        kept += _pieces(body, end, raw.start(), piece)
        kept.append(raw[2] if raw[1] == "raw" else "")
        end = raw.end()
    return "".join([*kept, *_pieces(body, end, len(body), piece)])


def _pieces(
    text: str, start: int, end: int, piece: Callable[[re.Match[str]], str]
) -> Iterator[str]:
    """Yield a part of a text with its marks replaced; positions stay those of the text."""
    for match in MARK.finditer(text, start, end):
        yield text[start : match.start()]
        yield piece(match)
        start = match.end()
    yield text[start:end]


class _InlineNode(Node):
    def __init__(self, token: Token, arguments: str, function: InlineFunction) -> None:
        super().__init__(token)
        self.arguments = arguments
        self.function = function
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(self.function(self.arguments, self.token, context))


InlineFunction = Callable[[str, Token, RenderContext], str]


class InlineTag(Tag):
    """A tag without an end, which a function writes from the text of its arguments."""

    block = False

    def __init__(self, env: Environment, function: InlineFunction) -> None:
        """Keep the function."""
        super().__init__(env)
        self.function = function

    def parse(self, stream: TokenStream) -> Node:
        """Return the node of a tag and its arguments."""
        token = stream.current
        arguments = ""
        if stream.peek.kind == TOKEN_EXPRESSION:
            next(stream)
            arguments = stream.current.value.strip()
        return _InlineNode(token, arguments, self.function)


class _HighlightNode(Node):
    def __init__(self, token: Token, arguments: str, block: BlockNode) -> None:
        super().__init__(token)
        self.arguments = arguments
        self.block = block
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        inner = StringIO()
        self.block.render(context, inner)
        code = inner.getvalue().strip("\n")
        ticks = "`" * max([3, *(len(run) + 1 for run in FENCE.findall(code))])
        language = self.arguments.split()[0] if self.arguments else ""
        return buffer.write(f"\n{ticks}{language}\n{code}\n{ticks}\n")


class HighlightTag(Tag):
    """`{% highlight ruby %}…{% endhighlight %}`, which becomes a fenced code block."""

    name = "highlight"
    end = "endhighlight"
    node_class = _HighlightNode

    def parse(self, stream: TokenStream) -> Node:
        """Return the node of a block and the language that it names."""
        token = stream.eat(TOKEN_TAG)
        arguments = ""
        if stream.current.kind == TOKEN_EXPRESSION:
            arguments = stream.current.value.strip()
            next(stream)
        block = get_parser(self.env).parse_block(stream, frozenset(("endhighlight",)))
        stream.expect(TOKEN_TAG, value="endhighlight")
        return _HighlightNode(token, arguments, block)


def _page(context: RenderContext) -> LiquidPage:
    environment = context.env
    assert isinstance(environment, LiquidEnvironment)  # noqa: S101 - for mypy
    return environment.page


def _unknown_tag(arguments: str, token: Token, context: RenderContext) -> str:
    _page(context).unknown.append((f"the tag {token.value}", token.start_index))
    return ""


def _nothing(arguments: str, token: Token, context: RenderContext) -> str:
    return ""


def _post_url(arguments: str, token: Token, context: RenderContext) -> str:
    return _found(_page(context).post_url(arguments.strip("\"'")), arguments, token, context)


def _link(arguments: str, token: Token, context: RenderContext) -> str:
    return _found(_page(context).link(arguments.strip("\"'")), arguments, token, context)


def _found(url: str | None, arguments: str, token: Token, context: RenderContext) -> str:
    if url is None:
        _page(context).unknown.append((f"the post {arguments}", token.start_index))
    return url or ""


def _include(arguments: str, token: Token, context: RenderContext) -> str:
    page = _page(context)
    name, _, rest = arguments.partition(" ")
    text = page.includes.get(name.strip("\"'"))
    if text is None:
        page.unknown.append((f"the include {name}", token.start_index))
        return ""
    given: dict[str, object] = {}
    for key, double, single, variable in ARGUMENT.findall(rest):
        given[key] = double or single
        if variable:
            given[key] = context.env.from_string(f"{{{{ {variable} }}}}").render(
                page=page.page, site=page.site
            )
    environment = context.env
    assert isinstance(environment, LiquidEnvironment)  # noqa: S101 - for mypy
    environment.add_unknown(text)
    template = environment.from_string(text)
    buffer = context.get_buffer()
    with context.extend({"include": given}, template=template):
        template.render_with_context(context, buffer, partial=True)
    written = buffer.getvalue()
    counted = BLANKS_COUNT.search(written)
    if not HTML_BLOCK.match(written) or (counted and counted[0] == "```"):
        return written
    head = written[: counted.start()] if counted else written.rstrip("\n")
    start = len(head) - len(head.lstrip("\n"))
    return head[:start] + BLANK_LINES.sub("\n", head[start:]) + written[len(head) :]


def _gist(arguments: str, token: Token, context: RenderContext) -> str:
    name = arguments.split()[0].strip("\"'") if arguments else ""
    return f"<https://gist.github.com/{name}>" if name else ""


def _youtube(arguments: str, token: Token, context: RenderContext) -> str:
    name = arguments.split()[0].strip("\"'") if arguments else ""
    return f"<https://www.youtube.com/watch?v={quote(name)}>" if name else ""


INLINE_TAGS: dict[str, InlineFunction] = {
    "post_url": _post_url,
    "link": _link,
    "include": _include,
    "include_relative": _unknown_tag,
    "include_cached": _include,
    "gist": _gist,
    "youtube": _youtube,
    "seo": _nothing,
    "feed_meta": _nothing,
}
