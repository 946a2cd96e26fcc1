"""`/card/<slug>.png`: an article's title as an image, for links to it on other sites."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from datasette.utils.asgi import Response

from newsdb.config import site_directory
from newsdb.http.responses import failure
from newsdb.instance import read_first
from newsdb.web.articles import find_article
from newsdb.web.card import draw_card
from newsdb.web.context import site_for
from newsdb.web.links import name_from_url

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

SUFFIX = ".png"
PLAIN = "card.png"
"""The static file for all articles whose title cannot be drawn."""
A_DAY = {"Cache-Control": "public, max-age=86400"}


async def card(datasette: Datasette, request: Request) -> Response:
    """Respond with the image of an article, or with the plain one if no font has its characters."""
    name = name_from_url(request)
    slug = name.removesuffix(SUFFIX)
    _, found = await read_first(datasette, lambda connection: find_article(connection, slug))
    if found is None or slug == name:
        return failure("there is no such article", 404)
    # In the archive's language, whoever asks: the image is of the article.
    site = site_for(datasette, None)
    facts = " · ".join(filter(None, [found.source, site.text.day(found.date)]))
    content = await asyncio.to_thread(draw_card, found.title, site.title, facts)
    plain = site_directory() / "static" / PLAIN
    return Response(content or plain.read_bytes(), content_type="image/png", headers=A_DAY)
