"""`/page/…`, the logo and the theme: what a publisher adds to the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Response
from markupsafe import Markup

from newsdb.rendering.render import beginning, render
from newsdb.web.context import page, site_for
from newsdb.web.errors import not_found
from newsdb.web.links import name_from_url

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


async def custom_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page of the publisher's."""
    name = name_from_url(request)
    pages = site_for(datasette, request).publication.pages
    found = next((each for each in pages if each.name == name), None)
    if found is None:
        return await not_found(datasette, request)
    body = Markup(render(beginning(found.text)))  # noqa: S704 (`render` cleans what it makes)
    return await page(datasette, request, "custom.html", {"own": found, "body": body})


async def asset(datasette: Datasette, request: Request) -> Response:
    """Respond with the publisher's logo or style sheet."""
    assets = site_for(datasette, request).publication.assets
    found = assets.get(f"/{request.url_vars['file']}")
    if found is None:
        return await not_found(datasette, request)
    return Response(
        found.content,
        content_type=found.media_type,
        headers={"Cache-Control": "public, max-age=3600"},
    )
