"""The site's own parts (metadata, plugins, templates, static files), added to a Datasette instance.

Datasette takes one file of metadata, one directory of plugins and one of templates. Those that a
publisher names on the command line are added to the site's, not put in their place.

This module is an entry point of Datasette's: it is loaded into every instance of the environment,
and does nothing to those that are not the site.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import yaml
from datasette import hookimpl
from datasette.plugins import pm
from jinja2 import FileSystemLoader, PrefixLoader

from newsdb.config import DATABASE_NAME, SETTINGS_NAME, site_directory
from newsdb.database.site_settings import last_post, read_sections, settings_of_database
from newsdb.metadata import Metadata, merge, to_metadata
from newsdb.publication import NOTHING, Publication, read_publication
from newsdb.settings import find_settings, read_settings

if TYPE_CHECKING:
    from datasette.app import Datasette

PREFIX = "newsdb"
"""`{% extends "newsdb:table.html" %}` is the site's template, whatever a publisher puts before
it."""
STATIC = "static"
ABOUT_SECURITIES = "securit"
"""What the names of tables about securities have in common."""


@dataclass(frozen=True, slots=True)
class Description:
    """A site's metadata, what its publisher adds to the pages, and the names of its databases."""

    metadata: Metadata
    publication: Publication = NOTHING
    databases: tuple[str, ...] = (DATABASE_NAME,)


served_description: ContextVar[Description | None] = ContextVar("description", default=None)
"""The description of the site while its Datasette is created."""
publications: WeakKeyDictionary[Datasette, Publication] = WeakKeyDictionary()
"""What the publisher adds to the pages, by the instance."""
served_databases: WeakKeyDictionary[Datasette, tuple[str, ...]] = WeakKeyDictionary()
"""The names of the databases that the site consists of, by the instance."""
given_metadata: WeakKeyDictionary[Datasette, Metadata] = WeakKeyDictionary()
"""What a publisher's own file of metadata says, by the instance."""


# Of the hooks that Datasette calls before it makes the routes, the one that has the instance.
@hookimpl(tryfirst=True)
def register_output_renderer(datasette: Datasette) -> list[dict[str, object]]:
    """Complete an instance that is to be the site; there is no renderer."""
    if is_site(datasette):
        complete_instance(datasette)
    return []


def is_site(datasette: Datasette) -> bool:
    """Return whether an instance is to be the site: `newsdb serve`, or `datasette .` in it."""
    directory = datasette.config_dir
    own = directory and (Path(directory) / "plugins").resolve() == site_directory() / "plugins"
    return served_description.get() is not None or bool(own)


def complete_instance(datasette: Datasette) -> None:
    """Add the site's parts to an instance that is being made, before its routes are."""
    register_plugins(datasette.plugins_dir)
    said = served_description.get()
    if said is None:
        database = Path(datasette.config_dir or ".") / f"{DATABASE_NAME}.db"
        said = describe_database(database) if database.exists() else Description({})
    given_metadata[datasette] = datasette._metadata_local
    set_described(datasette, said)
    directory = f"{site_directory() / 'templates'}"
    loaders = datasette.jinja_env.loader.loaders
    if all(Path(path).resolve() != Path(directory) for path in loaders[0].searchpath):
        loaders[0].searchpath.insert(1 if datasette.template_dir else 0, directory)
    loaders.append(PrefixLoader({PREFIX: FileSystemLoader(directory)}, delimiter=":"))
    # A publisher's own `static` goes before: plugins/site_static.py serves the site's files.
    if STATIC not in dict(datasette.static_mounts):
        static = (STATIC, f"{site_directory() / STATIC}")
        datasette.static_mounts = [*datasette.static_mounts, static]


def set_described(datasette: Datasette, said: Description) -> None:
    """Set the description of the site; metadata given by --metadata takes precedence."""
    metadata = merge(site_metadata(), said.metadata)
    # Each of several databases is described like the only one of other sites.
    described = metadata["databases"].pop(DATABASE_NAME)
    metadata["databases"] |= {name: deepcopy(described) for name in said.databases}
    datasette._metadata_local = merge(metadata, given_metadata[datasette])
    publications[datasette] = said.publication
    served_databases[datasette] = said.databases


def describe_site(databases: Mapping[str, Path], config: Path | None = None) -> Description:
    """Return the description of a site; `databases` are its files by the names of databases.

    Settings are those of `config`, or of the newsdb.yml beside the first file; others are those of
    the database with the newest post. A section is shown if one of the databases has something in
    it.
    Raises NotANewsDatabaseError, and SettingsError for invalid settings.
    """
    files = list(databases.values())
    path = config.resolve() if config else files[0].resolve().parent / SETTINGS_NAME
    own = read_settings(config) if config else find_settings(path.parent)
    each = [read_sections(file) for file in files]
    sections = {name: any(found[name] for found in each) for name in each[0]}
    found = merge(
        to_metadata(settings_of_database(max(files, key=last_post))),
        {"plugins": {"newsdb": {"sections": sections}}},
    )
    found = merge(found, to_metadata(own))
    if not found["plugins"]["newsdb"]["sections"]["securities"]:
        fold_securities(found)
    return Description(found, read_publication(own, path), tuple(databases))


def describe_database(database: Path, config: Path | None = None) -> Description:
    """Return the description of the site of a single database, as `describe_site` does."""
    return describe_site({DATABASE_NAME: database}, config)


def fold_securities(metadata: Metadata) -> None:
    """Remove the named queries about securities, and fold their tables away."""
    site = site_metadata()["databases"][DATABASE_NAME]
    database = metadata.setdefault("databases", {}).setdefault(DATABASE_NAME, {})
    names = [name for name, query in site["queries"].items() if ABOUT_SECURITIES in query["sql"]]
    database["queries"] = {**database.get("queries", {}), **dict.fromkeys(names)}
    tables = [*site["tables"], *site["plugins"]["newsdb"]["bookkeeping"], "names"]
    folded = {name for name in tables if ABOUT_SECURITIES in name or name == "names"}
    bookkeeping = sorted({*site["plugins"]["newsdb"]["bookkeeping"], *folded})
    database["plugins"] = merge(
        database.get("plugins", {}), {"newsdb": {"bookkeeping": bookkeeping}}
    )


@lru_cache(maxsize=1)
def site_metadata() -> Metadata:
    """Return what metadata.yml holds."""
    document: Metadata = yaml.safe_load((site_directory() / "metadata.yml").read_text("utf-8"))
    return document


def register_plugins(others: str | None = None) -> None:
    """Register the site's plugins, in the order of their names, unless they are already.

    `others` is the directory of a publisher's plugins. They are registered again after these:
    Datasette asks the last one first.
    """
    given = [
        (plugin, pm.get_name(plugin))
        for plugin in pm.get_plugins()
        if others and Path(getattr(plugin, "__file__", None) or "/").parent == Path(others)
    ]
    added = [_register(path) for path in sorted((site_directory() / "plugins").glob("*.py"))]
    if any(added):
        for plugin, name in given:
            if pm.has_plugin(name):
                pm.unregister(plugin)
                pm.register(plugin, name)


def _register(path: Path) -> bool:
    """Register one of the site's plugins; return whether it was not registered so before.

    Datasette itself registers those of a directory that it is started in, under other names.
    """
    name = f"newsdb.plugins.{path.stem}"
    loaded = [
        plugin
        for plugin in pm.get_plugins()
        if Path(getattr(plugin, "__file__", None) or "/").resolve() == path
        and pm.get_name(plugin) != name
    ]
    for plugin in loaded:
        pm.unregister(plugin)
    if pm.has_plugin(name):
        return False
    pm.register(loaded[0] if loaded else _module(path, name), name)
    return True


def _module(path: Path, name: str) -> ModuleType:
    spec: Any = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Imported before Datasette, this module makes Datasette load its entry points, itself among them,
# when none of the hooks above is defined yet.
_this = sys.modules[__name__]
if pm.is_registered(_this) and not pm.get_hookcallers(_this):
    pm.unregister(_this)
    pm.register(_this, "newsdb")
