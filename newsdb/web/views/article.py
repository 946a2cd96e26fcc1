"""`/article/<slug>`: an article as a page, as Markdown (`.md`) and as JSON (`.json`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datasette.utils.asgi import Response
from markupsafe import Markup

from newsdb import urls
from newsdb.export import records
from newsdb.http.responses import absolute, failure, json_answer
from newsdb.instance import database_names, read_one
from newsdb.models import Security
from newsdb.rendering.contents import Heading, list_headings
from newsdb.rendering.render import Labels, beginning, render
from newsdb.search import Databases, languages_of_all, parse_query
from newsdb.web import articles, citations
from newsdb.web.all_databases import read_all
from newsdb.web.context import page, site_for
from newsdb.web.errors import not_found
from newsdb.web.highlight import with_marks
from newsdb.web.links import LinkContext, name_from_url
from newsdb.web.own_paths import below, link_articles
from newsdb.web.related import related_articles
from newsdb.web.security_directory import find_trends

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

MAX_QUERY_LENGTH = 200
SUFFIXES = (".json", ".md")
MAX_TRENDS = 8
"""How many companies of an article have a chart beside their names."""


async def article_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the article of a slug, which may contain `/` and end in a suffix."""
    slug = name_from_url(request)
    site = site_for(datasette, request)
    query = (request.args.get("q") or "")[:MAX_QUERY_LENGTH]
    # All in one read: each one waits for a thread.
    shown = await read_all(datasette, lambda databases: find_by_url(databases, slug, site, query))
    if shown is None:
        if slug.endswith(SUFFIXES):
            return failure("there is no such article", 404)
        return await not_found(datasette, request)
    number, found, suffix, body, headings = shown
    database = database_names(datasette)[number]
    if found.versions:
        found = replace(found, versions=replace(found.versions, database=database))
    url = absolute(datasette, request, urls.article(found.slug))
    if suffix == ".json":
        record = await read_one(
            datasette, database, lambda connection: records.read_record(connection, found.slug)
        )
        return json_answer({"article": url, **(record or {})})
    if suffix == ".md":
        text = citations.as_markdown(found, url)
        return Response(text, content_type="text/markdown; charset=utf-8")
    image = image_url(datasette, request, found)
    context = {
        "article": found,
        "database": database,
        "url": url,
        "body": body,
        "headings": headings,
        "query_text": query,
        "truncated": len(beginning(found.text)) < len(found.text),
        "image": image,
        "json_ld": Markup(  # noqa: S704 (as_json_ld leaves no character special to HTML)
            citations.as_json_ld(found, url, site.title, site.content, image)
        ),
        "bibtex": citations.bibtex(found, url, site.title),
        "citation": citations.plain_citation(found, url, site.text),
    }
    return await page(datasette, request, "article.html", context)


def image_url(datasette: Datasette, request: Request, found: articles.Article) -> str:
    """Return the URL of the image that represents an article elsewhere: its own, or its title."""
    url = found.image or next(iter(found.images), "") or urls.card(found.slug)
    return absolute(datasette, request, url) if url.startswith("/") else url


def find_by_url(
    databases: Databases, slug: str, site: LinkContext, query: str
) -> tuple[int, articles.Article, str, Markup, tuple[Heading, ...]] | None:
    """Return the article of a URL's last part, with the number of the first database that has it,
    the suffix that does not belong to its slug, and for the page its text as HTML with its table of
    contents; None if there is no such article."""
    for number, connection in enumerate(databases):
        if article := articles.find_article(connection, slug):
            body, headings, article = complete_article(databases, number, article, site, query)
            return number, article, "", body, headings
    for suffix in SUFFIXES:
        if slug.endswith(suffix):
            for number, connection in enumerate(databases):
                if article := articles.find_article(connection, slug.removesuffix(suffix)):
                    return number, article, suffix, Markup(), ()
    return None


def complete_article(
    databases: Databases, number: int, article: articles.Article, site: LinkContext, query: str
) -> tuple[Markup, tuple[Heading, ...], articles.Article]:
    """Return an article's text as HTML, its table of contents, and the article with its neighbours
    and related ones. `number` is that of its database; related ones are in the same.

    The words of `query`, if any, are marked in the text.
    """
    previous, following = articles.neighbours(databases, number, article)
    related = related_articles(databases[number], article)
    codes = [mention.code for mention in article.securities[:MAX_TRENDS]]
    names = {
        mention.name: Security(
            mention.code,
            mention.name,
            mention.kind,
            mention.market,
            site.list("security", mention.code),
        )
        for mention in article.securities
    }
    labels = Labels(
        table=site.text("table_label"),
        image=site.text("image_label"),
        missing=site.text("image_missing"),
    )
    # `render` cleans what it makes.
    html = render(beginning(article.text), names, labels, article.own_images)
    html = below(site.base, link_articles(databases, html))
    html, headings = list_headings(html)
    if query:
        html = with_marks(html, parse_query(query, languages_of_all(databases)))
    whole = replace(
        article,
        previous=previous,
        next=following,
        related=related,
        trends=find_trends(databases, codes),
    )
    return Markup(html), headings, whole  # noqa: S704
