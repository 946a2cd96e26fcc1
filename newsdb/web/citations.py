"""An article as Markdown, JSON-LD, BibTeX and a citation."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from newsdb.web.articles import Article
from newsdb.web.i18n import Strings

BIBTEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}


def as_markdown(article: Article, url: str) -> str:
    """Return an article as Markdown: front matter (YAML), then the body as it is."""
    front = {
        "title": article.title,
        "date": article.published,
        "authors": list(article.authors),
        "source": article.source,
        "url": url,
        "original": article.url,
        "section": article.section,
        "tags": list(article.tags),
        "categories": list(article.categories),
        "securities": [security.code for security in article.securities],
        "summary": article.summary,
    }
    given = {key: value for key, value in front.items() if value}
    head = yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"---\n{head}---\n\n{article.body.strip()}\n"


def as_json_ld(article: Article, url: str, site: str, language: str, image: str) -> str:
    """Return an article as schema.org describes one, as JSON that is safe in a `script` element.

    It is a NewsArticle if it has a news source, or else an Article. `language` is that of the site,
    for an article that names none; `image` is the URL of the image that represents it if its text
    has none.
    """
    home, _, _ = url.partition("/article")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if article.source else "Article",
        "headline": article.title,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": article.lang or language,
        "datePublished": article.published or article.date,
        "dateModified": article.modified,
        "description": article.summary,
        "image": [f"{home}{each}" if each.startswith("/") else each for each in article.images]
        or [image],
        "articleSection": [article.section] if article.section else list(article.categories),
        "keywords": list(article.tags),
        "isBasedOn": article.url,
        "isPartOf": {"@type": "Dataset", "name": site},
    }
    if article.source:
        organization = {"@type": "Organization", "name": article.source}
        data |= {"author": organization, "publisher": organization}
    if article.authors:
        data["author"] = [{"@type": "Person", "name": name} for name in article.authors]
    data["about"] = [
        {"@type": "Thing", "name": security.name, "identifier": security.code}
        for security in article.securities
    ]
    return script_json({key: value for key, value in data.items() if value})


def script_json(data: Any) -> str:
    """Return JSON in which nothing can end a `script` element or begin a comment in it."""
    text = json.dumps(data, ensure_ascii=False)
    return re.sub(r"[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def bibtex(article: Article, url: str, site: str) -> str:
    """Return an article as a BibTeX entry (`@misc`, with the fields that biblatex knows)."""
    key = re.sub(r"[^A-Za-z0-9-]+", "-", article.slug).strip("-") or f"article-{article.id}"
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _credited(article)),
        "title": f"{{{_tex(article.title)}}}",
        "date": article.date or "",
        "year": (article.date or "")[:4],
        "howpublished": _tex(site),
        # \url reads URLs verbatim; only braces would break the entry.
        "url": url.replace("{", "%7B").replace("}", "%7D"),
        "note": f"Original: {_tex(article.url)}" if article.url else "",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _tex(text: str | None) -> str:
    return "".join(BIBTEX_ESCAPES.get(each, each) for each in " ".join((text or "").split()))


def plain_citation(article: Article, url: str, text: Strings) -> str:
    """Return an article as a line for a list of sources."""
    day = text("citation_day", day=text.day(article.date)) if article.date else ""
    parts = {"title": article.title, "day": day, "url": url}
    if credited := _credited(article):
        return text("citation", credited=", ".join(credited), **parts)
    return text("citation_without_credit", **parts)


def _credited(article: Article) -> tuple[str, ...]:
    """Return whom a citation names: the authors, else the source."""
    return article.authors or ((article.source,) if article.source else ())
