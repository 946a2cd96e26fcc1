"""`/story/<id>`: the posts of a story in the order of time, and what each adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Response

from newsdb.instance import read_database
from newsdb.web.context import page
from newsdb.web.errors import not_found
from newsdb.web.stories import find_story, story_after

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


async def story_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a story; the URL of one that became part of another redirects there."""
    story_id = int(request.url_vars["story"])
    versions = await read_database(datasette, lambda connection: find_story(connection, story_id))
    if versions:
        context = {"versions": versions, "feeds": {"story": f"{story_id}"}}
        return await page(datasette, request, "story.html", context)
    later = await read_database(datasette, lambda connection: story_after(connection, story_id))
    if later is None:
        return await not_found(datasette, request)
    return Response.redirect(datasette.urls.path(f"/story/{later}"), 301)
