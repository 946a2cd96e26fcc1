"""From database files to the Datasette that serves them as one site."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

import click

from newsdb.config import DATABASE_NAME, SETTINGS_NAME, site_directory
from newsdb.database.reading import describe_error, open_read_only
from newsdb.exceptions import NotANewsDatabaseError, ServeError, SettingsError
from newsdb.named_queries import check_queries
from newsdb.search.synonyms import load_synonyms

# Datasette takes most of a second to import; other commands do not need it.
if TYPE_CHECKING:
    from datasette.app import Datasette

    from newsdb.site import Description


UNSUPPORTED_OPTIONS = {
    "reload": "--reload is not supported; run `datasette . --reload` in a checkout",
    "root": "--root is not supported; the site is read-only and has no logins",
    "open_browser": "--open is not supported; open the URL that is printed",
}


def inspect(database: Path) -> dict[str, Any]:
    """Return what `datasette inspect` reports of a database: its hash and its tables' row counts.

    Datasette's own command gives up counting a table after its time limit.
    Raises NotANewsDatabaseError for any other file.
    """
    from datasette.inspect import inspect_hash

    with closing(open_read_only(database)) as connection:
        try:
            names = connection.execute("select name from sqlite_master where type = 'table'")
            tables = {name: {"count": _count(connection, name)} for (name,) in names}
        except sqlite3.DatabaseError as error:
            raise NotANewsDatabaseError(
                f"{database} is damaged ({describe_error(error)}); `newsdb check` says more"
            ) from None
    size = database.stat().st_size
    return {"hash": inspect_hash(database), "size": size, "file": "", "tables": tables}


def _count(connection: sqlite3.Connection, table: str) -> int:
    row = connection.execute(f"select count(*) from [{table}]").fetchone()  # noqa: S608
    return int(row[0])


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file that is served, the link under which it is, and what was found in it."""

    database: Path
    link: Path
    inspected: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Served:
    """The files that are served, by the names of their databases, and what is said of them, also in
    the publisher's newsdb.yml (`config`, or None for that beside the first file)."""

    files: dict[str, ServedFile]
    description: Description
    config: Path | None

    def describe(self) -> Description:
        """Return what is said of the site by the present state of the files."""
        from newsdb import site

        databases = {name: file.database for name, file in self.files.items()}
        return site.describe_site(databases, self.config)


def site_options() -> list[str]:
    """Return the options of the site's settings.json; newsdb.site adds its other parts."""
    options = []
    content = (site_directory() / "settings.json").read_text(encoding="utf-8")
    for name, value in json.loads(content).items():
        options += ["--setting", name, json.dumps(value) if isinstance(value, bool) else f"{value}"]
    return [*options, "--cors"]


@contextmanager
def prepared(
    database: Path | None, options: Sequence[str] = (), config: Path | None = None
) -> Iterator[click.Context]:
    """Yield the command line of `datasette serve`, parsed: databases, the site, more options.

    The files are `database`, or those that the options name, or news.db. They are immutable, with
    known counts, under links that are gone afterwards. `config` is the publisher's newsdb.yml, if
    it is not beside the first of them.
    Raises ServeError or NotANewsDatabaseError for a file that cannot be served, SettingsError for
    an invalid newsdb.yml or file of synonyms, ClickException for options that
    Datasette does not know.
    """
    from datasette.cli import serve as datasette_serve
    from datasette.plugins import pm

    from newsdb import site

    # Where `rich` happens to be installed, Datasette prints some hundred lines with the values
    # of all variables for each page that is not found. Tracebacks of real errors stay.
    pm.get_plugin("datasette.handle_exception").rich = None
    context = datasette_serve.make_context("newsdb serve", [*site_options(), *options])
    params = context.params
    for option, sentence in UNSUPPORTED_OPTIONS.items():
        if params[option]:
            raise ServeError(sentence)
    named = [Path(file) for file in params.pop("files")]
    if database and named:
        raise ServeError(f"{named[0]}: give either --db or the names of files")
    load_synonyms()
    databases = name_databases(named or [database or Path(f"{DATABASE_NAME}.db")])
    found = {name: inspect(file) for name, file in databases.items()}
    description = site.describe_site(databases, config)
    with ExitStack() as directories:
        files = {}
        for name, file in databases.items():
            directory = TemporaryDirectory(prefix="newsdb-", dir=hardlink_directory(file.resolve()))
            link = link_to(file, Path(directories.enter_context(directory), "0", f"{name}.db"))
            files[name] = ServedFile(file, link, found[name])
        inspected = link.parent.parent / "inspect-data.json"
        inspected.write_text(json.dumps(found), encoding="utf-8")
        params |= {
            "files": (),
            "immutable": tuple(f"{file.link}" for file in files.values()),
            "inspect_file": f"{inspected}",
        }
        context.obj = Served(files, description, config)
        yield context


def name_databases(files: Sequence[Path]) -> dict[str, Path]:
    """Return files by the names of their databases: `news` for a single one, else their own.

    Raises ServeError for files that are none, or of which two have the same name.
    """
    databases: dict[str, Path] = {}
    for file in files:
        name = file.stem if len(files) > 1 else DATABASE_NAME
        if file.is_dir():
            raise ServeError(f"{file} is a directory, not a database")
        if not file.exists():
            raise ServeError(f"there is no file {file}; load posts into it first")
        if name in databases:
            raise ServeError(f"{databases[name]} and {file} have the same name; rename one of them")
        databases[name] = file
    return databases


def link_to(database: Path, link: Path) -> Path:
    """Make a link to a file, in a new directory, and return it.

    It shares the file's bytes where it can: a load that puts a new file in its place, with this
    server running, does not mix two states on one site.
    """
    link.parent.mkdir()
    try:
        link.hardlink_to(database.resolve())
    except OSError:
        link.symlink_to(database.resolve())
    return link


def hardlink_directory(database: Path) -> Path | None:
    """Return a directory in which the file gets a second name; None is that of temporary files.

    It is beside the database if both names cannot be in that for temporary files: it is on another
    file system, or another mount of the same, as with systemd's PrivateTmp. Where nothing can be
    written there, either, None is returned, too.
    """
    if can_link(database, Path(gettempdir())) or not can_link(database, database.parent):
        return None
    return database.parent


def can_link(database: Path, directory: Path) -> bool:
    """Return whether a file can have a second name in a directory."""
    try:
        with TemporaryDirectory(prefix="newsdb-", dir=directory) as trial:
            Path(trial, "link").hardlink_to(database)
    except OSError:
        return False
    return True


def instance(context: click.Context) -> Datasette:
    """Return the Datasette that a prepared command line describes.

    Where its files can have a second name, each database is a FollowingDatabase.
    Raises SettingsError for a query of newsdb.yml that SQLite cannot run, ServeError for a file
    whose name is that of a page.
    """
    from newsdb.generations import Generation, read_columns_ahead, serve_newest
    from newsdb.search.file_cache import set_number_of_files

    datasette = invoke(context, return_instance=True)
    served: Served = context.obj
    set_number_of_files(len(served.files))
    check_own_queries(datasette, served)
    for name, file in served.files.items():
        check_route(datasette, name, file)
        if not file.link.is_symlink():
            first = Generation(file.link, file.inspected)
            with suppress(sqlite3.Error):  # pages report a damaged table
                read_columns_ahead(first)
            following = serve_newest(datasette, file.database, first)
            following.on_change = partial(describe_again, datasette, served)
    return datasette


def check_route(datasette: Datasette, name: str, file: ServedFile) -> None:
    """Raise ServeError if the URL of a database is that of another page of the site."""
    from datasette.utils import tilde_encode

    for path in (f"/{tilde_encode(name)}", f"/{tilde_encode(name)}/posts"):
        pattern = next(pattern for pattern, _ in datasette._routes() if pattern.match(path))
        if "database" not in pattern.groupindex:
            raise ServeError(f"{file.database}: the site has pages at {path}; rename the file")


def check_own_queries(datasette: Datasette, served: Served) -> None:
    """Raise SettingsError if SQLite cannot run a query of the publisher's newsdb.yml."""
    name, file = next(iter(served.files.items()))
    path = served.config or file.database.resolve().parent / SETTINGS_NAME
    if path.is_file():
        with closing(open_read_only(file.database)) as connection:
            # Queries can use the functions of plugins.
            datasette._prepare_connection(connection, name)
            check_queries(connection, path)


def describe_again(datasette: Datasette, served: Served) -> None:
    """Update the site's metadata from its databases and newsdb.yml."""
    from newsdb import site
    from newsdb.web.context import site_for, site_in

    try:
        description = served.describe()
        check_own_queries(datasette, served)
    except (SettingsError, NotANewsDatabaseError) as error:
        print(f"newsdb: the site keeps its settings: {error}", file=sys.stderr)
        return
    site.set_described(datasette, description)
    site_in.cache_clear()
    datasette.jinja_env.globals["site"] = site_for(datasette, None)


def invoke(context: click.Context, **options: Any) -> Any:
    """Run a prepared command line of `datasette serve`, whose Datasette becomes the site."""
    from datasette.plugins import pm

    from newsdb import site

    # An entry point; not where the package is not installed, but on the path.
    if not pm.is_registered(site):
        pm.register(site, "newsdb")
    token = site.served_description.set(context.obj.description)
    try:
        return context.invoke(context.command, **context.params, **options)
    finally:
        site.served_description.reset(token)
