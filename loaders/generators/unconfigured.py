"""Templates in posts of a source without a configuration: tags of Jekyll and Hexo, shortcodes.

Nothing says which generator a post was written for. What means the same without a configuration is
expanded. All else is shown as it is written, for the text may be about templates, and is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from loaders.front_matter import SplitPost
from loaders.generators.code import code_in, within
from loaders.generators.shortcode_texts import KNOWN, Arguments
from loaders.generators.shortcodes import (
    HEXO,
    HUGO,
    REFERENCES,
    Expander,
    Resolve,
    replace_hexo,
    replace_hugo,
)
from loaders.generators.site import PostMeta, Site
from loaders.markup.dialect import HIGHLIGHT, fence_highlights
from loaders.markup.places import line_starts
from newsdb.markup.parser import parse_markdown
from newsdb.models import Problem

# What these hold is no template.
VERBATIM = ("raw", "comment")
POST_TAGS = ("post_url", "link")
CODE_ELEMENT = re.compile(r"<(pre|code|script|style)\b(?:(?!</\1).)*", re.DOTALL | re.IGNORECASE)
CODE_TOKENS = ("fence", "code_block")
JEKYLL = re.compile(r"\{\{-?\s*(?:(?:site|page)\.\w|(?:\"[^\"]*\"|'[^']*')\s*\|)")


def expand(
    document: SplitPost, meta: PostMeta, site: Site, resolve: Resolve, *, is_html: bool
) -> tuple[str, list[Problem]]:
    """Return the body of a post with what is known expanded, and what was not.

    `resolve` gives the URL of a post by its file's path or name, or None; `is_html` says that the
    body has no Markdown.
    """
    body = document.body
    is_code = _html_code_in(body) if is_html else _code_in(body)
    expander = UnconfiguredExpander(document, meta, site, resolve)
    shortcodes = [match for match in HUGO.finditer(body) if not is_code(match.start())]
    if shortcodes:
        text = replace_hugo(expander, expander.known_shortcodes(shortcodes))
    else:
        tags = [match for match in HEXO.finditer(body) if not is_code(match.start())]
        text = replace_hexo(expander, expander.known_tags(tags))
    return fence_highlights(text), expander.problems


class UnconfiguredExpander(Expander):
    """Expands what needs no configuration."""

    def __init__(self, document: SplitPost, meta: PostMeta, site: Site, resolve: Resolve) -> None:
        """Keep the post and its site, of which Liquid may know the URL."""
        super().__init__(document.body, document.line, resolve)
        self.document, self.meta, self.site = document, meta, site

    def known_shortcodes(self, shortcodes: list[re.Match[str]]) -> Iterator[re.Match[str]]:
        """Yield those of the shortcodes that are expanded, and record the others."""
        for match in shortcodes:
            name = (match["name"] or "").lower()
            if match["escaped"] is not None or name in KNOWN or name in REFERENCES:
                yield match
            else:
                self.record_shown(match)

    def known_tags(self, tags: list[re.Match[str]]) -> Iterator[re.Match[str]]:
        """Yield those of the tags and expressions that are expanded, and record the others."""
        is_fenced = within([each.span() for each in HIGHLIGHT.finditer(self.body)])
        ends = {match["name"] for match in tags}
        until = ""
        for match in tags:
            name = match["name"] or ""
            if until and name != until:
                continue
            until = ""
            if name in VERBATIM and f"end{name}" in ends:
                until = f"end{name}"
                yield match
            elif name.removeprefix("end") in VERBATIM:
                yield match
            elif is_fenced(match.start()):
                continue
            elif self._is_known(match):
                yield match
            elif name or match["expression"] is not None:
                self.record_shown(match)

    def _is_known(self, match: re.Match[str]) -> bool:
        if match["expression"] is not None:
            return JEKYLL.match(match[0]) is not None
        name = match["name"] or ""
        is_call = (match["arguments"] or "").startswith("(")
        known = name in KNOWN or name in REFERENCES or name in POST_TAGS
        return not is_call and (known or (name[:3] == "end" and name[3:] in KNOWN))

    def record_shown(self, match: re.Match[str]) -> None:
        """Note what is shown as it is written."""
        what = " ".join(match[0].split())[:60]
        self.record(f"“{what}”", match.start(), "it is shown as it is written")

    def written(self, name: str, arguments: Arguments, inner: str | None, position: int) -> str:
        """Return what replaces a tag or shortcode, as for the generator that it is of."""
        words = arguments.positional
        if name == "comment":
            return ""
        if name == "post_url" or (name == "link" and len(words) == 1 and "://" not in words[0]):
            name = "post_path"
        return super().written(name, arguments, inner, position)

    def expression(self, source: str, position: int) -> str:
        """Return what Jekyll writes for a variable of the site or the post, or a text filtered."""
        from loaders.generators.liquid import expand as expand_liquid  # slow import
        from loaders.generators.liquid_page import LiquidPage, typed

        def on_site(url: str) -> str:
            return f"{self.site.base_path}/{url.lstrip('/')}"

        page = LiquidPage(
            site={"url": self.site.url, "baseurl": self.site.base_path},
            page=typed(self.document.fields) | {"title": self.meta.title},
            includes={},
            relative_url=on_site,
            absolute_url=lambda url: self.site.url + on_site(url),
            post_url=self.resolve,
            link=self.resolve,
        )
        line = self.line + self.body.count("\n", 0, position)
        text, problems = expand_liquid(source, line, page)
        self.problems += problems
        return text


def _code_in(markdown: str) -> Callable[[int], bool]:
    """Return a function that says whether a position lies in code, in HTML too."""
    starts = line_starts(markdown)
    blocks = within(
        [
            (starts[token.map[0]], starts[token.map[1]])
            for token in parse_markdown(markdown)
            if token.type in CODE_TOKENS and token.map
        ]
    )
    spans, elements = code_in(markdown), _html_code_in(markdown)
    return lambda position: blocks(position) or spans(position) or elements(position)


def _html_code_in(html: str) -> Callable[[int], bool]:
    return within([match.span() for match in CODE_ELEMENT.finditer(html)])
