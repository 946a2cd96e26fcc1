"""Merging a publisher's metadata into that of the site."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Metadata = dict[str, Any]

GROUPS = [
    {"sort", "sort_desc"},
    {"license", "license_url"},
    {"source", "source_url"},
    {"about", "about_url"},
    {"description", "description_html"},
]
"""Keys that exclude or explain each other: who gives one of them says all that the group says."""
PROVENANCE = {"license", "license_url", "source", "source_url", "about", "about_url"}
"""What is said of the whole site, and again of its database."""
WHOLE = {"queries"}
"""Under these keys each entry is replaced as a whole: parameters belong to the SQL they are
in."""


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
