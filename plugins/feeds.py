"""`/feed.xml` and `/feed.json`: the newest posts, all or those that a filter selects."""

import asyncio
import sqlite3
from collections.abc import Sequence

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb import urls
from newsdb.exceptions import InvalidParameterError, UnknownValueError
from newsdb.feeds.atom import as_atom
from newsdb.feeds.feed import (
    CONTENT_TYPES,
    Feed,
    FeedEntry,
    FeedPosts,
    merge_feed_posts,
    read_feed_posts,
    render_content,
)
from newsdb.feeds.json_feed import as_json_feed
from newsdb.fields import Record
from newsdb.http.responses import addressing, atom_response, failure, json_answer
from newsdb.instance import about, content_language, database_names, read_each, read_one
from newsdb.rendering.render import Labels
from newsdb.search.filter_sql import check_unknown_values, find_unknown_values
from newsdb.search.filters import (
    ALL_POSTS,
    EXCLUDED,
    Filter,
    parse_filter_query,
    parse_once,
    values_of,
)
from newsdb.web.context import site_for
from newsdb.web.stories import story_after


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/feed\.(?P<suffix>xml|json)$", feed)]


async def feed(datasette: Datasette, request: Request) -> Response:
    """Respond with a feed; the URL of a story that became part of another redirects to its feed."""
    suffix = request.url_vars["suffix"]
    filter, database = ALL_POSTS, ""
    try:
        filter, others = parse_filter_query(
            request.scope["query_string"], more=("story",), others=("stories", "database")
        )
        once = parse_once(others.get("stories", ""))
        database = story_database(datasette, filter, others.get("database", ""))
        found = await build_feed(datasette, request, filter, once, database)
    except UnknownValueError as error:
        if later := await later_story(datasette, filter, database):
            site = site_for(datasette, None)
            given = {"story": f"{later}", **({"database": database} if database else {})}
            return Response.redirect(site.feed(given, suffix), 301)
        return failure(str(error), error.status)
    except InvalidParameterError as error:
        return failure(str(error), error.status)
    if suffix == "json":
        return json_answer(as_json_feed(found), content_type=CONTENT_TYPES[suffix])
    return atom_response(request, as_atom(found))


def story_database(datasette: Datasette, filter: Filter, given: str) -> str:
    """Return the name of the database of a filter's story; '' for no story, or a single database.

    Raises InvalidParameterError if it is not one of the site, each of which has numbers of its own.
    """
    names = database_names(datasette)
    if len(names) == 1 or not (filter.story or given):
        return ""
    if not filter.story:
        raise InvalidParameterError("database needs story")
    if given not in names:
        raise InvalidParameterError(f"story needs its database: {', '.join(names)}")
    return given


async def later_story(datasette: Datasette, filter: Filter, database: str) -> int | None:
    """Return the story that has taken up the posts of the one that a filter selects, or None."""
    if filter.story is None:
        return None
    story_id = int(filter.story)
    name = database or database_names(datasette)[0]
    return await read_one(datasette, name, lambda found: story_after(found, story_id))


async def build_feed(
    datasette: Datasette, request: Request, filter: Filter, once: bool, database: str = ""
) -> Feed:
    """Return the feed of the posts that a filter selects, of one `database` if that is given.

    Raises UnknownValueError.
    """

    def find(connection: sqlite3.Connection) -> tuple[list[str], FeedPosts]:
        unknown = [*find_unknown_values(connection, filter)]
        return unknown, read_feed_posts(connection, filter, once)

    absolute = addressing(datasette, request)
    if database:
        each = [await read_one(datasette, database, find)]
    else:
        found_in = await read_each(datasette, lambda connection, _: find(connection))
        each = list(found_in.values())
    check_unknown_values([unknown for unknown, _ in each])
    found = merge_feed_posts([posts for _, posts in each])
    text = site_for(datasette, None).text
    labels = Labels(table=text("table_label"), image=text("image_label"))
    contents = await asyncio.to_thread(
        lambda: [render_content(record, labels) for record in found.records]
    )
    values = dict.fromkeys(
        f"-{value}" if name.endswith(EXCLUDED) else value
        for name, given in filter.parameters.items()
        for value in (headlines(found.records) if name == "story" else values_of(given))
    )
    language = content_language(datasette)
    title, description = about(datasette, language.partition("-")[0])
    return Feed(
        title=f"{title}: {', '.join(values)}" if values else title,
        description=description,
        rights=f"{datasette.metadata('license') or ''}",
        language=language,
        updated=found.updated,
        entries=tuple(
            FeedEntry(
                record,
                absolute(urls.article(record["slug"])),
                found.loaded[record["slug"]],
                content,
            )
            for record, content in zip(found.records, contents, strict=True)
        ),
        filter=filter,
        absolute=absolute,
        once=once,
        database=database,
    )


def headlines(records: Sequence[Record]) -> list[str]:
    """Return what a story is called: the title of its lead, if that is among its posts."""
    return [record["title"] for record in records if record["relation"] is None]
