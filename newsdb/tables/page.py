"""What the page of a table shows around its rows: filters, column menus, exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from newsdb.tables.search import RELEVANCE
from newsdb.web.i18n import Strings

Pairs = list[tuple[str, str]]

NUMBERS = ("INT", "REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL")
"""In the declared types of columns that hold numbers."""
PAGING = ("_next",)
PARTS = ("_size", "_next", "_nocount", "_nofacet", "_lang", "_col", "_nocol")
"""What changes a page, and not the rows of a table that are selected."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A URL with its text; `current` says whether it is chosen already."""

    text: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class TablePage:
    """The URLs of one page of a table: `path` is that of the table, with base_url."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    text: Strings

    @classmethod
    def of(cls, path: str, query_string: str, text: Strings) -> TablePage:
        """Return the page at a path with a query string."""
        return cls(path, tuple(parse_qsl(query_string, keep_blank_values=True)), text)

    def url(self, changes: Mapping[str, str | None] | None = None, suffix: str = "") -> str:
        """Return the URL of the table's first page with parameters replaced, or removed by None."""
        changes = {**dict.fromkeys(PAGING), **(changes or {})}
        pairs = [pair for pair in self.pairs if pair[0] not in changes]
        pairs += [(key, value) for key, value in changes.items() if value is not None]
        return self._with(pairs, suffix)

    def _with(self, pairs: Iterable[tuple[str, str]], suffix: str = "") -> str:
        query = urlencode(list(pairs))
        return f"{self.path}{suffix}{'?' if query else ''}{query}"

    def conditions(self) -> list[PageLink]:
        """Return the filters that are on, each as the URL without it."""
        found = []
        for pair in self.pairs:
            text = self._condition(*pair)
            if text:
                kept = [each for each in self.pairs if each != pair and each[0] not in PAGING]
                found.append(PageLink(text, self._with(kept)))
        return found

    def _condition(self, key: str, value: str) -> str:
        if key == "_search" or key.startswith("_search_"):
            return self.text("searched", value=value)
        if key == "_where":
            return value
        if key.startswith("_") and "__" not in key:
            return ""
        column, _, lookup = key.rpartition("__") if "__" in key else (key, "", "exact")
        shown = "" if lookup in ("isnull", "notnull", "isblank", "notblank") else f" {value}"
        return f"{column} {self.lookup(lookup)}{shown}"

    def lookup(self, key: str, otherwise: str = "") -> str:
        """Return the words of one of Datasette's filters, such as `contains`."""
        return self.text.known(f"lookup_{key}", otherwise or key)

    def column_links(self, columns: list[str], shown: list[str], keys: list[str]) -> list[PageLink]:
        """Return for each column of the table the URL that shows or hides it."""
        links = []
        for name in columns:
            if name in keys:
                continue
            chosen = [each for each in shown if each != name]
            chosen += [] if name in shown else [name]
            links.append(
                PageLink(name, self._columns([c for c in chosen if c not in keys]), name in shown)
            )
        return links

    def all_columns(self, columns: list[str], keys: list[str]) -> str:
        """Return the URL that shows every column."""
        return self._columns([name for name in columns if name not in keys])

    def _columns(self, names: list[str]) -> str:
        pairs = [pair for pair in self.pairs if pair[0] not in ("_col", "_nocol", *PAGING)]
        return self._with([*pairs, *(("_col", name) for name in names)])

    def menu(self, column: Mapping[str, Any], shown: list[str], facets: bool) -> list[PageLink]:
        """Return what the menu of a column offers."""
        name = column["name"]
        links = []
        if column["sortable"]:
            links += [
                PageLink(
                    self.text("sort_ascending"), self.url({"_sort": name, "_sort_desc": None})
                ),
                PageLink(
                    self.text("sort_descending"), self.url({"_sort_desc": name, "_sort": None})
                ),
            ]
        if facets and not column["is_pk"]:
            links.append(
                PageLink(self.text("facet_by"), self._with([*self._first(), ("_facet", name)]))
            )
        if not column["is_pk"] and len(shown) > 1:
            links.append(
                PageLink(self.text("hide_column"), self._columns([c for c in shown if c != name]))
            )
        if not column["notnull"] and not column["is_pk"]:
            url = self.url({f"{name}__notblank": "1"})
            links.append(PageLink(self.text("not_blank"), url))
        return links

    def by_relevance(self, text: str) -> PageLink:
        """Return the link to the rows of a search by relevance."""
        url = self.url({"_sort": RELEVANCE, "_sort_desc": None})
        return PageLink(text, url, ("_sort", RELEVANCE) in self.pairs)

    def _first(self) -> Pairs:
        return [pair for pair in self.pairs if pair[0] not in PAGING]

    def exports(self, sql_url: str | None, parquet_url: str | None = None) -> list[PageLink]:
        """Return the URLs of all the rows that the page is of, in other formats.

        `parquet_url` is that of a file of the whole table: for a page of some rows it is left out.
        """
        rows = [pair for pair in self.pairs if pair[0] not in PARTS]
        columns = [pair for pair in self.pairs if pair[0] in ("_col", "_nocol")]
        csv = [*rows, *columns, ("_stream", "on")]
        links = [
            PageLink("JSON", self._with([*rows, *columns, ("_shape", "objects")], ".json")),
            PageLink("CSV", self._with([*csv, ("_dl", "1")], ".csv")),
            PageLink(
                self.text("csv_excel"), self._with([*csv, ("_bom", "1"), ("_dl", "1")], ".csv")
            ),
        ]
        if parquet_url and all(key in PARTS or key.startswith("_sort") for key, _ in self.pairs):
            links.append(PageLink("Parquet", parquet_url))
        return [*links, PageLink("SQL", sql_url)] if sql_url else links


def is_number(column: Mapping[str, Any], keys: Iterable[str]) -> bool:
    """Return whether a column of `display_columns` holds numbers, and not keys."""
    declared = f"{column['type'] or ''}".upper()
    return any(word in declared for word in NUMBERS) and column["name"] not in keys
