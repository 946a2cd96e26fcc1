"""Untrusted SQL runs in worker processes (the middleware decides which requests have any)."""

from datasette import hookimpl
from datasette.app import Datasette

from newsdb.instance import database_names
from newsdb.web.query_runner import QueryRunner, datasette_options
from newsdb.web.sql_worker_pool import WorkerPool


@hookimpl
def startup(datasette: Datasette) -> None:
    found = map(datasette.databases.get, database_names(datasette))
    databases = [database for database in found if database is not None and not database.is_memory]
    if databases:
        # The same workers for all: they open the file that a query names.
        first = databases[0]
        workers = WorkerPool(first.name, datasette_options(datasette, first))
        for database in databases:
            database.execute = QueryRunner(datasette, database, workers)
