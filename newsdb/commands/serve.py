"""The command `newsdb serve`: Datasette on a news.db or several, with this project's site around
them."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsdb.commands.errors import CommandError, SettingsCommandError
from newsdb.commands.prepare import inspect, instance, invoke, prepared
from newsdb.exceptions import NotANewsDatabaseError, ServeError, SettingsError
from newsdb.memory import limit_arenas

# Datasette takes most of a second to import; other commands do not need it.
if TYPE_CHECKING:
    from datasette.app import Datasette


def run_server(context: click.Context, workers: int = 1) -> None:
    """Serve a prepared command line until SIGINT or SIGTERM; print its URL.

    `workers` processes accept connections.
    """
    from newsdb.generations import FollowingDatabase, follow_forever
    from newsdb.http.processes import supervise
    from newsdb.http.protocol import NewsServer
    from newsdb.http.server import listen, server_config
    from newsdb.http.slots import set_processes

    limit_arenas()
    params = context.params
    if workers > 1 and params["uds"]:
        raise ServeError("--workers needs a port: with --uds, one process serves")
    set_processes(workers)
    datasette = instance(context)
    app = datasette.app()
    following = [
        database
        for database in datasette.databases.values()
        if isinstance(database, FollowingDatabase)
    ]
    sockets = None if params["uds"] else [listen(params["host"], params["port"])]
    if sockets:
        host, port = sockets[0].getsockname()[:2]
        scheme = "https" if params["ssl_certfile"] else "http"
        url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"
    else:
        url = f"unix:{params['uds']}"
    config = server_config(app, params)
    try:
        config.load()
    except OSError as error:
        raise ServeError(f"the TLS certificate or key cannot be used: {error}") from None
    if unset := missing_settings(datasette):
        click.echo(unset, err=True)
    files = " ".join(f"{file.database}" for file in context.obj.files.values())
    serving = f"Serving {files} at {url} (press Ctrl+C to stop)"

    def serve_until_stopped(number: int) -> None:
        if following:
            for database in following if workers > 1 else ():
                database.use_directory(
                    context.obj.files[database.name].link.parent.parent / f"process-{number}"
                )
            threading.Thread(target=follow_forever, args=(following, inspect), daemon=True).start()
        server = NewsServer(config, on_ready=lambda: None if number else click.echo(serving))
        server.run(sockets=sockets)
        if not server.started:
            raise ServeError("Datasette did not start; see the output above")

    if workers == 1:
        serve_until_stopped(0)
    else:
        supervise(workers, serve_until_stopped)


def missing_settings(datasette: Datasette) -> str:
    """Return a line that says what a publisher should set; '' if nothing is missing."""
    stated = {
        "description": datasette.metadata("description"),
        "license": datasette.metadata("license") or datasette.metadata("license_url"),
        "language": (datasette.plugin_config("newsdb") or {}).get("lang"),
    }
    missing = ", ".join(name for name, value in stated.items() if not value)
    title = " ".join(f"{datasette.metadata('title')}".split())
    if not missing:
        return ""
    return f"The site is called {title!r} and has no {missing}; set it in newsdb.yml"


@contextmanager
def exit_on_signals() -> Iterator[None]:
    """Make SIGTERM and SIGINT leave the block as an exit with status 0, cleaning up on the way."""

    def leave(*_: object) -> None:
        sys.exit(0)

    before = {each: signal.signal(each, leave) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "ignore_unknown_options": True}
)
@click.option(
    "--db",
    "database",
    show_default="news.db",
    type=click.Path(path_type=Path),
    help="Database file.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "-p",
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 for any free port.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with settings of the site, instead of newsdb.yml beside the database.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Number of server processes.",
)
@click.argument(
    "options", nargs=-1, type=click.UNPROCESSED, metavar="[FILES]… [DATASETTE OPTIONS]…"
)
def serve(
    database: Path | None,
    host: str,
    port: int,
    config: Path | None,
    workers: int,
    options: tuple[str, ...],
) -> None:
    """Serve a database with Datasette, read-only, under /news.

    Several FILES make one site: its pages cover all of them, and each is a database under its own
    name for tables and SQL.

    Further options are Datasette's own (`datasette serve --help` lists them).

    \b
    Examples:
      newsdb serve --db news.db --port 8001
      newsdb serve 2021.db 2022.db
      newsdb serve --setting sql_time_limit_ms 500
    """
    given = ["--host", host, "--port", f"{port}", *options]
    try:
        with exit_on_signals(), prepared(database, given, config) as context:
            if context.params["get"] or context.params["help_settings"]:
                invoke(context)
            else:
                run_server(context, workers)
    except SettingsError as error:
        raise SettingsCommandError(f"{error}") from None
    except (ServeError, NotANewsDatabaseError, OSError) as error:
        raise CommandError(f"{error}") from None
    except click.ClickException as error:
        raise CommandError(error.format_message()) from None
