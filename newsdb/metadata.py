"""Datasette's metadata: from a publisher's settings, and merged into that of the site."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from newsdb.config import DATABASE_NAME
from newsdb.settings import Settings

Metadata = dict[str, Any]

GROUPS = [
    {"sort", "sort_desc"},
    {"license", "license_url"},
    {"source", "source_url"},
    {"about", "about_url"},
    {"description", "description_html"},
]
"""Keys that belong together: one that is given replaces the whole group."""
DATABASE_KEYS = ("license", "license_url", "source", "source_url")
"""Keys that Datasette 1.0 does not inherit, so that the database repeats them."""
PROVENANCE = {*DATABASE_KEYS, "about", "about_url"}
"""Keys of the site that replace those of its databases."""
WHOLE = {"queries"}
"""Keys whose entries are replaced, not merged: parameters belong to the SQL they are in."""


def to_metadata(settings: Settings) -> Metadata:
    """Return settings as Datasette's metadata."""
    given = settings.said()
    titles = {name: given[name] for name in ("title", "description") if name in given}
    names = {"about": "publisher", "about_url": "contact", **{key: key for key in DATABASE_KEYS}}
    metadata: Metadata = {key: given[name] for key, name in names.items() if name in given}
    metadata |= {name: default_text(value) for name, value in titles.items()}
    database: Metadata = {key: given[key] for key in DATABASE_KEYS if key in given}
    if settings.queries:
        database["queries"] = {
            name: query.model_dump(exclude_none=True) for name, query in settings.queries.items()
        }
    if database:
        metadata["databases"] = {DATABASE_NAME: database}
    plugin: Metadata = {name: value for name, value in titles.items() if isinstance(value, dict)}
    plugin |= {"lang": given["language"]} if "language" in given else {}
    plugin |= {"sections": given["sections"]} if "sections" in given else {}
    if plugin:
        metadata["plugins"] = {"newsdb": plugin}
    return metadata


def default_text(value: str | dict[str, str]) -> str:
    """Return a text for readers of a language that it is not translated into."""
    return value if isinstance(value, str) else value.get("en") or next(iter(value.values()))


def merge(site: Metadata, given: Metadata) -> Metadata:
    """Return the site's metadata with a publisher's merged into it. Neither is changed.

    Mappings are merged, anything else is replaced; null removes what the site has. Provenance
    that is given for the whole site replaces that of its databases; a title or description
    replaces the site's translations of it.
    """
    site = deepcopy(site)
    replaced = with_groups(set(given))
    if replaced & PROVENANCE:
        for database in mappings(site.get("databases")):
            _remove(database, replaced & PROVENANCE)
    for plugin in mappings(site.get("plugins")):
        _remove(plugin, replaced & {"title", "description"})
    return _merged(site, given)


def with_groups(keys: set[str]) -> set[str]:
    """Return keys, and all keys that are in a group with one of them."""
    return keys.union(*(group for group in GROUPS if group & keys))


def mappings(value: object) -> list[Metadata]:
    """Return those values of a mapping that are mappings, too."""
    values = value.values() if isinstance(value, dict) else ()
    return [each for each in values if isinstance(each, dict)]


def _merged(site: Metadata, given: Metadata, whole: bool = False) -> Metadata:
    _remove(site, with_groups(set(given)) - set(given))
    for key, value in given.items():
        before = site.get(key)
        if value is None:
            site.pop(key, None)
        elif isinstance(value, dict):
            kept = before if isinstance(before, dict) and not whole else {}
            site[key] = _merged(kept, value, whole=key in WHOLE)
        else:
            site[key] = deepcopy(value)
    return site


def _remove(mapping: Metadata, keys: set[str]) -> None:
    for key in keys:
        mapping.pop(key, None)
