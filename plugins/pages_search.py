"""`/search`: what was found, with filters beside it, and the same as `/search.json`."""

import json
from dataclasses import asdict

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from loaders import addresses
from loaders.pages import searching
from loaders.pages.context import page, read, site_for
from loaders.pages.searching import Wish
from loaders.pages.site import Site

SHOWN = 8
"""So many values of each filter stand beside the results."""
SQL = """select date, title, slug
from posts
where id in (select rowid from posts_fts where posts_fts match match_expression(:q))
order by published desc limit 100"""


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/search(?P<ending>\.json)?$", results)]


async def results(datasette: Datasette, request: Request) -> Response:
    """Answer a search with a page, or with the same as JSON."""
    asked = searching.wish({name: request.args[name] for name in request.args})
    found = await read(datasette, lambda connection: searching.find(connection, asked))
    site = site_for(datasette, request)
    last = -(-found.results.total // asked.size)
    later = asked.page < last
    if request.url_vars["ending"]:

        def at(slug: str) -> str:
            path = datasette.urls.path(addresses.article(slug))
            return str(datasette.absolute_url(request, path))

        answer = searching.as_json(asked, found, at)
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
        "filters": chosen(asked),
        "narrowed": searching.narrowed,
        # The words are marked in the article, too.
        "article_address": lambda slug: site.page(
            addresses.article(slug), {"q": asked.query} if asked.query else {}
        ),
        "shown": SHOWN,
        "ways": ways(site, asked),
        "feeds": asked.parameters(page=1, order=None, size=None),
    }
    return await page(datasette, request, "search.html", context)


def chosen(asked: Wish) -> list[tuple[str, str, dict[str, str]]]:
    """Return the filters that are on: name, value, and the address's parameters without it."""
    on = {name: value for name, value in asdict(asked.filters).items() if value}
    return [(name, value, asked.parameters(**{name: None}, page=1)) for name, value in on.items()]


def ways(site: Site, asked: Wish) -> list[tuple[str, str]]:
    """Return the addresses of the same search in other forms, by what they are called."""
    everything = asked.parameters(page=1, order=None, size=None)
    return [
        ("JSON", site.plain("/search.json", asked.parameters())),
        ("CSV", site.plain("/data/posts.csv", everything)),
        ("feed", site.plain("/feed.xml", everything)),
        ("SQL", site.data("", {"sql": SQL, "q": asked.query})),
    ]
