"""The strings of Datasette's pages, and descriptions of tables, in the reader's language."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from newsdb.config import DATABASE_NAME
from newsdb.instance import database_names
from newsdb.site import site_metadata
from newsdb.web.i18n import Strings

if TYPE_CHECKING:
    from datasette.app import Datasette


@lru_cache(maxsize=4)
def table_words(language: str) -> Strings:
    """Return the strings of tables, rows and queries in a language."""
    content = files("newsdb.web").joinpath(f"strings/tables.{language}.json").read_text("utf-8")
    return Strings(language, json.loads(content))


class Descriptions:
    """What metadata says of a database, with the project's translations.

    A translation counts only where the metadata still says what was translated: what a publisher
    writes is shown as it is.
    """

    def __init__(self, datasette: Datasette, database: str, language: str) -> None:
        """Take the instance, a database's name, and a language of the pages."""
        databases = datasette.metadata("databases") or {}
        self._given = databases.get(database) or {}
        own = (
            site_metadata()["databases"][DATABASE_NAME]
            if database in database_names(datasette)
            else {}
        )
        self._own: dict[str, Any] = own
        self._translated = table_words(language).strings.get("metadata", {})

    def of_field(self, name: str, given: str) -> str:
        """Return what a field of the records means, given that in English."""
        return _at(self._translated, ("fields", name)) or given

    def of(self, *path: str) -> str:
        """Return a text of metadata by its keys, such as ("tables", "posts", "description")."""
        given = _at(self._given, path)
        if given and given == _at(self._own, path):
            return _at(self._translated, path) or given
        return given


def _at(mapping: Any, path: tuple[str, ...]) -> str:
    for key in path:
        mapping = mapping.get(key) if isinstance(mapping, dict) else None
    return " ".join(f"{mapping}".split()) if mapping and not isinstance(mapping, dict) else ""
