"""What templates of Jekyll may use: variables, includes, and functions for URLs and filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote, urljoin

from loaders.generators.permalinks import slugify

NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,9})")


@dataclass(slots=True)
class LiquidPage:
    """What the templates of one post may use. The functions return URLs on the site."""

    site: Mapping[str, Any]
    page: Mapping[str, Any]
    includes: Mapping[str, str]
    relative_url: Callable[[str], str]
    absolute_url: Callable[[str], str]
    post_url: Callable[[str], str | None]
    link: Callable[[str], str | None]
    unknown: list[tuple[str, int]] = field(default_factory=list)


def typed(value: Any) -> Any:
    """Return a value of a configuration or front matter as templates expect it, not as text."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if isinstance(value, str) and NUMBER.fullmatch(value) else value


def filters_for(page: LiquidPage) -> dict[str, Callable[..., Any]]:
    """Return the filters of https://jekyllrb.com/docs/liquid/filters/ that text needs."""
    return {
        "relative_url": lambda text: page.relative_url(str(text)),
        "absolute_url": lambda text: page.absolute_url(str(text)),
        "markdownify": lambda text: text,
        "smartify": lambda text: text,
        "slugify": lambda text, *_: slugify(str(text)).lower(),
        "xml_escape": lambda text: escape(str(text)),
        "cgi_escape": lambda text: quote(str(text), safe=""),
        "uri_escape": lambda text: quote(str(text), safe="/:?&=#%"),
        "number_of_words": lambda text, *_: len(str(text).split()),
        "array_to_sentence_string": _sentence,
        "join_url": lambda base, path: urljoin(str(base), str(path)),
    }


def _sentence(items: Any, connector: str = "and") -> str:
    words = [str(each) for each in items]
    if len(words) < 3:
        return f" {connector} ".join(words)
    return f"{', '.join(words[:-1])}, {connector} {words[-1]}"
