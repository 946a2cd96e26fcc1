"""URLs of articles that templates write, until all URLs of a post are resolved."""

from __future__ import annotations

import re

from newsdb.text import Reading
from newsdb.urls import article

ARTICLE = "/-newsdb-"
"""Precedes the path of an article until then: a site may have such paths itself."""
MAY_LEAD = re.compile(
    r"\]\(<?[^()\s:]+\.(?:md|markdown|mkdn?|mkdown|x?html?)\b|\]:|=[\"']|/-newsdb-"
)


def article_url(slug: str) -> str:
    """Return the URL of an article with the mark before it."""
    return f"{ARTICLE}{article(slug)}"


def as_shown(text: str) -> str:
    """Return a text in which the URLs of articles are those that readers see."""
    return text.replace(ARTICLE, "")


def show_articles(reading: Reading) -> None:
    """Let what Markdown says have such URLs, too: a template may write one as text."""
    reading.lines = [(as_shown(text), as_shown(prose)) for text, prose in reading.lines]
    reading.images = [(url, as_shown(alt)) for url, alt in reading.images]
    reading.media = [(kind, url, as_shown(name)) for kind, url, name in reading.media]
