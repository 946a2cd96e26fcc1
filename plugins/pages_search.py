"""`/search`: what was found, with filters beside it, and the same as `/search.json`.

The page takes any address, as people write some by hand. A program is told what is wrong.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb import urls
from newsdb.exceptions import InvalidParameterError
from newsdb.export.selection import CONDITIONS, number, parameters
from newsdb.http.responses import failure
from newsdb.instance import read
from newsdb.search import Facet
from newsdb.web import search
from newsdb.web.context import page, site_for
from newsdb.web.links import Site
from newsdb.web.search import FILTERS, ORDERS, PAGES, SIZES, SearchRequest

SHOWN = 8
"""So many values of each filter stand beside the results, the rest behind `more`."""


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/search(?P<ending>\.json)?$", results)]


async def results(datasette: Datasette, request: Request) -> Response:
    """Answer a search with a page, or with the same as JSON."""
    try:
        asked = requested(request)
    except InvalidParameterError as error:
        return failure(str(error), 400)
    found = await read(datasette, lambda connection: search.find(connection, asked))
    site = site_for(datasette, request)
    last = -(-found.results.total // asked.size)
    later = asked.page < last
    if request.url_vars["ending"]:

        def at(slug: str) -> str:
            path = datasette.urls.path(urls.article(slug))
            return str(datasette.absolute_url(request, path))

        answer = search.as_json(asked, found, at)
        following = site.plain("/search.json", asked.parameters(page=asked.page + 1))
        answer["next"] = datasette.absolute_url(request, following) if later else None
        return Response(
            json.dumps(answer, ensure_ascii=False),
            headers={"Link": f'<{answer["next"]}>; rel="next"'} if later else {},
            content_type="application/json; charset=utf-8",
        )
    context = {
        "asked": asked,
        "found": found,
        "query_text": asked.query,
        "last_page": last,
        "filters": chosen(asked, found.facets),
        "narrowed": search.narrowed,
        # The words are marked in the article, too.
        "article_address": lambda slug: site.page(
            urls.article(slug), {"q": asked.query} if asked.query else {}
        ),
        "shown": SHOWN,
        "ways": ways(site, asked),
        "feeds": asked.parameters(page=1, order=None, size=None),
    }
    return await page(datasette, request, "search.html", context)


def requested(request: Request) -> SearchRequest:
    """Parse a search request. For a program, raises InvalidParameterError if it makes no sense."""
    if not request.url_vars["ending"]:
        return search.requested({name: request.args[name] for name in request.args})
    given = parameters(request.scope["query_string"], ("q", *FILTERS, "order", "page", "size"))
    for name, values in (("order", ORDERS), ("size", [f"{size}" for size in SIZES])):
        if given.get(name, values[0]) not in values:
            raise InvalidParameterError(
                f"{name} must be {' or '.join(values)}, not {given[name][:40]!r}"
            )
    number("page", given.get("page", "1"), PAGES)
    return search.requested(given)


def chosen(
    asked: SearchRequest, facets: Mapping[str, list[Facet]]
) -> list[tuple[str, str, dict[str, str]]]:
    """Return the filters that are on: name, value as people call it, and the address's parameters
    without it."""
    labels = {(name, each.value): each.label for name, some in facets.items() for each in some}
    return [
        (name, labels.get((name, value), value), asked.parameters(**{name: None}, page=1))
        for name, value in asdict(asked.filters).items()
        if value
    ]


def ways(site: Site, asked: SearchRequest) -> list[tuple[str, str]]:
    """Return the addresses of the same search in other forms, by what they are called."""
    everything = asked.parameters(page=1, order=None, size=None)
    return [
        ("JSON", site.plain("/search.json", asked.parameters())),
        ("CSV", site.plain("/data/posts.csv", everything)),
        ("feed", site.plain("/feed.xml", everything)),
        ("SQL", site.data("", {"sql": sql(everything), **everything})),
    ]


def sql(given: Mapping[str, str]) -> str:
    """Return the statement that finds the same posts, newest first, with named parameters."""
    conditions = [CONDITIONS[name].replace(":q", "match_expression(:q)") for name in given]
    where = f"where {' and '.join(conditions)}\n" if conditions else ""
    return f"select date, title, slug\nfrom posts\n{where}order by published desc, id desc"
