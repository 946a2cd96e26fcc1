"""`/-/health`: does the database open, does search find something, how old is the last load."""

import sqlite3
from datetime import datetime, timezone
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.utils.asgi import Response

from newsdb import __version__
from newsdb.instance import database_names
from newsdb.search import MATCH_ALL

LAST_LOAD = "select started from loads order by id desc limit 1"
FOUND = "select rowid from posts_fts where posts_fts match :every limit 1"
ANY_POST = "select id from posts limit 1"


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/-/health$", health)]


async def health(datasette: Datasette) -> Response:
    """Answer 200 where all is well, else 503; the body is a JSON object either way.

    A site of several databases is well if each of them is; `databases` has what is said of each.
    """
    names = database_names(datasette)
    reports = {name: await report_on(datasette, name) for name in names}
    if len(names) == 1:
        report = reports[names[0]]
    else:
        ok = all(each["ok"] for each in reports.values())
        report = {"ok": ok, "databases": reports}
    status = 200 if report["ok"] else 503
    report = {"ok": report["ok"], "newsdb": __version__, **report}
    return Response.json(report, status=status, headers={"Cache-Control": "no-store"})


async def report_on(datasette: Datasette, name: str) -> dict[str, Any]:
    """Return what is to be reported of a database: whether it is well, else what is the matter."""
    try:
        return await examine(datasette.get_database(name))
    except (KeyError, sqlite3.Error, QueryInterrupted) as error:
        problem = f"the database cannot be read ({type(error).__name__})"
        return {"ok": False, "problem": problem}


async def examine(database: Database) -> dict[str, Any]:
    """Return what is to be reported: `ok`, and the last load's start and age in seconds."""
    has_posts = (await database.execute(ANY_POST)).first() is not None
    found = (await database.execute(FOUND, {"every": f'"{MATCH_ALL}"'})).first() is not None
    load = (await database.execute(LAST_LOAD)).first()
    report: dict[str, Any] = {"ok": found or not has_posts, "search": found, "last_load": None}
    if load:
        age = datetime.now(timezone.utc) - datetime.fromisoformat(load[0])
        report |= {"last_load": load[0], "seconds_since_load": int(age.total_seconds())}
    return report
