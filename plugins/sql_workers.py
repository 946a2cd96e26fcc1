"""Untrusted SQL runs in worker processes (the middleware decides which requests have any)."""

from datasette import hookimpl
from datasette.app import Datasette

from newsdb.config import DATABASE_NAME
from newsdb.web.query_runner import QueryRunner


@hookimpl
def startup(datasette: Datasette) -> None:
    database = datasette.databases.get(DATABASE_NAME)
    if database is not None and not database.is_memory:
        database.execute = QueryRunner(datasette, database)
