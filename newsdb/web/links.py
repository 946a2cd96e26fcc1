"""The addresses of the site's pages, in the language that the reader asked for."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlencode

from newsdb import urls
from newsdb.web.i18n import Text

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

Parameters = dict[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """What a page needs to link to others.

    `base` is Datasette's base_url (`/` or `/path/`), `database` the database's part of addresses.
    `asked` tells that the address of the page names its language, so that links keep it.
    `content` is the language of the articles (BCP 47). `versions` of static files stand in
    their addresses.
    """

    title: str
    description: str
    text: Text
    base: str = "/"
    database: str = "news"
    asked: bool = False
    content: str = "zh-Hans"
    license: str = ""
    license_url: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def page(self, path: str = "/", parameters: Parameters | None = None) -> str:
        """Return the address of a page of ours; the path is quoted already."""
        given = {**(parameters or {}), **({"lang": self.text.language} if self.asked else {})}
        return self._with(path, given)

    def data(self, path: str = "", parameters: Parameters | None = None) -> str:
        """Return the address of a page of Datasette's: of a table, a row, a query."""
        # Datasette takes a parameter without an underscore for a column to filter by.
        given = {**(parameters or {}), **({"_lang": self.text.language} if self.asked else {})}
        return self.file(path, given)

    def file(self, path: str = "", parameters: Parameters | None = None) -> str:
        """Return the address of a file that Datasette makes: JSON, CSV, the database."""
        return self._with(f"/{self.database}{path}", parameters or {})

    def _with(self, path: str, parameters: Parameters) -> str:
        sign = "&" if "?" in path else "?"
        query = f"{sign}{urlencode(parameters, errors='replace')}" if parameters else ""
        return f"{self.base.rstrip('/')}{path}{query}"

    def plain(self, path: str, parameters: Parameters | None = None) -> str:
        """Return the address of something of ours that has no language: JSON, a feed."""
        return self._with(path, parameters or {})

    def static(self, name: str) -> str:
        """Return the address of a static file of ours, which changes when the file does."""
        version = self.versions.get(name)
        return self._with(f"/static/{name}", {"v": version} if version else {})

    def article(self, slug: str, ending: str = "") -> str:
        """Return the address of an article; `ending` is '', '.md' or '.json'."""
        path = urls.article(slug, ending)
        return self._with(path, {}) if ending else self.page(path)

    def list(self, kind: urls.Kind, name: str, parameters: Parameters | None = None) -> str:
        """Return the address of a list: of a source, tag, category or security."""
        return self.page(urls.collection(kind, name), parameters)

    def time(self, kind: Literal["day", "month"], value: str) -> str:
        """Return the address of the list of a day (YYYY-MM-DD) or a month (YYYY-MM)."""
        return self.page(f"/{kind}/{value}")

    def feed(self, kind: str = "", name: str = "", ending: Literal["xml", "json"] = "xml") -> str:
        """Return the address of the feed of all articles, or of one list's (Atom, JSON Feed)."""
        given = {kind: name} if kind else {}
        if kind == "day":
            given = {"since": name, "until": name}
        elif kind == "month":
            last = monthrange(int(name[:4]), int(name[5:]))[1]
            given = {"since": f"{name}-01", "until": f"{name}-{last}"}
        return self._with(f"/feed.{ending}", given)

    def sql(self, sql: str) -> str:
        """Return the address of Datasette's page for a query."""
        return self.data("", {"sql": sql})


def named(request: Request) -> str:
    """Return the name that an address (of `newsdb.urls`) stands for, '' for none."""
    part = request.url_vars["name"]
    return unquote(part, errors="replace") if part else request.args.get("name") or ""
