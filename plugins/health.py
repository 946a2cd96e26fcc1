"""`/-/health`: does the database open, does search find something, how old is the last load."""

import sqlite3
from datetime import datetime, timezone
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response

from newsdb import __version__
from newsdb.config import DATABASE_NAME
from newsdb.search import MATCH_ALL

LAST_LOAD = "select started from loads order by id desc limit 1"
FOUND = "select rowid from posts_fts where posts_fts match :every limit 1"
ANY_POST = "select id from posts limit 1"


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/-/health$", health)]


async def health(datasette: Datasette) -> Response:
    """Answer 200 where all is well, else 503; the body is a JSON object either way."""
    report: dict[str, Any] = {"ok": False, "newsdb": __version__}
    try:
        report |= await examine(datasette)
    except (KeyError, sqlite3.Error, QueryInterrupted) as error:
        report["problem"] = f"the database cannot be read ({type(error).__name__})"
    status = 200 if report["ok"] else 503
    return Response.json(report, status=status, headers={"Cache-Control": "no-store"})


async def examine(datasette: Datasette) -> dict[str, Any]:
    """Return what is to be reported: `ok`, and the last load's start and age in seconds."""
    database = datasette.get_database(DATABASE_NAME)
    has_posts = (await database.execute(ANY_POST)).first() is not None
    found = (await database.execute(FOUND, {"every": f'"{MATCH_ALL}"'})).first() is not None
    load = (await database.execute(LAST_LOAD)).first()
    report: dict[str, Any] = {"ok": found or not has_posts, "search": found, "last_load": None}
    if load:
        age = datetime.now(timezone.utc) - datetime.fromisoformat(load[0])
        report |= {"last_load": load[0], "seconds_since_load": int(age.total_seconds())}
    return report
