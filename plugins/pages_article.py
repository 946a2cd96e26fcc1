"""`/article/<slug>`: an article as a page, as Markdown (`.md`) and as JSON (`.json`)."""

import sqlite3
from dataclasses import replace

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from newsdb import urls
from newsdb.export import records
from newsdb.http.responses import absolute, failure, json_answer
from newsdb.instance import read
from newsdb.models import Security
from newsdb.rendering.render import Labels, beginning, render
from newsdb.web import articles, citations
from newsdb.web.context import page, site_for
from newsdb.web.errors import not_found
from newsdb.web.highlight import with_marks
from newsdb.web.links import Site, named
from newsdb.web.related import related

MAX_QUERY_LENGTH = 200
ENDINGS = (".json", ".md")


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/article(?:/(?P<name>.+))?$", article)]


async def article(datasette: Datasette, request: Request) -> Response:
    """Answer with the article of a slug, which may hold `/`, and may end like a file."""
    slug = named(request)
    site = site_for(datasette, request)
    query = (request.args.get("q") or "")[:MAX_QUERY_LENGTH]
    # Both at once: each journey to a thread for the database takes its time.
    found, ending, body = await read(
        datasette, lambda connection: find(connection, slug, site, query)
    )
    if found is None:
        if slug.endswith(ENDINGS):
            return failure("there is no such article", 404)
        return await not_found(datasette, request)
    address = absolute(datasette, request, urls.article(found.slug))
    if ending == ".json":
        record = await read(datasette, lambda connection: records.one(connection, found.slug))
        return json_answer({"article": address, **(record or {})})
    if ending == ".md":
        text = citations.as_markdown(found, address)
        return Response(text, content_type="text/markdown; charset=utf-8")
    context = {
        "article": found,
        "address": address,
        "body": body,
        "query_text": query,
        "cut": len(beginning(found.text)) < len(found.text),
        "picture": next(iter(found.images), None),
        "json_ld": Markup(  # noqa: S704 (as_json_ld leaves no sign that HTML knows)
            citations.as_json_ld(found, address, site.title, site.content)
        ),
        "bibtex": citations.bibtex(found, address, site.title),
        "citation": citations.plain_citation(found, address, site.text),
    }
    return await page(datasette, request, "article.html", context)


def find(
    connection: sqlite3.Connection, slug: str, site: Site, query: str
) -> tuple[articles.Article | None, str, Markup]:
    """Return the article of an address's last part, the ending that is not its slug's, and for
    the page its text as HTML."""
    if found := articles.find(connection, slug):
        body, whole = complete(connection, found, site, query)
        return whole, "", body
    for ending in ENDINGS:
        if slug.endswith(ending) and (found := articles.find(connection, slug[: -len(ending)])):
            return found, ending, Markup()
    return None, "", Markup()


def complete(
    connection: sqlite3.Connection, article: articles.Article, site: Site, query: str
) -> tuple[Markup, articles.Article]:
    """Return an article's text as HTML, and the article with those around it.

    The words of `query`, if any, are marked in the text.
    """
    previous, following = articles.neighbours(connection, article)
    alike = related(connection, article)
    names = {
        named.name: Security(
            named.code, named.name, named.kind, named.market, site.list("security", named.code)
        )
        for named in article.securities
    }
    labels = Labels(
        table=site.text("table_label"),
        picture=site.text("picture_label"),
        missing=site.text("picture_missing"),
    )
    # `render` cleans what it makes.
    html = render(beginning(article.text), names, labels)
    html = with_marks(html, query) if query else html
    return Markup(html), replace(article, previous=previous, next=following, related=alike)  # noqa: S704
