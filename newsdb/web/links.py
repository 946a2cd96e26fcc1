"""The URLs of the site's pages, in the language that the reader chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from datasette.utils import tilde_encode

from newsdb import urls
from newsdb.publication import NOTHING, Publication
from newsdb.search.filters import Values
from newsdb.setting_values import SECTIONS
from newsdb.web.i18n import Strings

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

Parameters = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class LinkContext:
    """What a page needs to link to others.

    `base` is Datasette's base_url (`/` or `/path/`), `databases` are the names of the databases.
    `asked` says that the URL of the page names its language, so that links keep it. `content` is
    the language of the articles (BCP 47), '' if it is not known. `sections` are those that are
    shown: there is something in them, and the publisher does not hide them. `versions` of static
    files are part of their URLs. `publication` is what the publisher adds.
    """

    title: str
    description: str
    text: Strings
    base: str = "/"
    databases: tuple[str, ...] = ("news",)
    asked: bool = False
    content: str = ""
    license: str = ""
    license_url: str = ""
    publisher: str = ""
    contact: str = ""
    sections: frozenset[str] = SECTIONS
    versions: Mapping[str, str] = field(default_factory=dict)
    publication: Publication = NOTHING

    @property
    def has_several_databases(self) -> bool:
        """Whether pages are made from several databases, each with tables of its own."""
        return len(self.databases) > 1

    def page(self, path: str = "/", parameters: Parameters | None = None) -> str:
        """Return the URL of a page of the site; the path is already quoted."""
        given = {**(parameters or {}), **({"lang": self.text.language} if self.asked else {})}
        return self._with(path, given)

    def data(self, path: str = "", parameters: Parameters | None = None, database: str = "") -> str:
        """Return the URL of a page of Datasette: a table, a row, a query.

        `database` is needed where there are several.
        """
        # Datasette takes a parameter without an underscore for a column to filter by.
        given = {**(parameters or {}), **({"_lang": self.text.language} if self.asked else {})}
        return self.file(path, given, database)

    def file(self, path: str = "", parameters: Parameters | None = None, database: str = "") -> str:
        """Return the URL of a file from Datasette: JSON, CSV, the database."""
        name = tilde_encode(database or self.databases[0])
        return self._with(f"/{name}{path}", parameters or {})

    def when(self, published: str, day: bool = True) -> str:
        """Return a time (ISO 8601) for a list: its day, if `day`, and the time of day."""
        time = published[11:16] if "times" in self.sections else ""
        return " ".join(filter(None, [self.text.day(published[:10]) if day else "", time]))

    def stamp(self, published: str) -> str:
        """Return a time (ISO 8601) for programs, without a time of day where posts have none."""
        return published if "times" in self.sections else published[:10]

    def _with(self, path: str, parameters: Parameters) -> str:
        return f"{self.base.rstrip('/')}{urls.with_parameters(path, parameters)}"

    def plain(self, path: str, parameters: Parameters | None = None) -> str:
        """Return the URL of something without a language: JSON, a feed."""
        return self._with(path, parameters or {})

    def static(self, name: str) -> str:
        """Return the URL of a static file, which changes with its content."""
        version = self.versions.get(name)
        return self._with(f"/static/{name}", {"v": version} if version else {})

    def article(self, slug: str, suffix: str = "") -> str:
        """Return the URL of an article; `suffix` is '', '.md' or '.json'."""
        path = urls.article(slug, suffix)
        return self._with(path, {}) if suffix else self.page(path)

    def history(self, slug: str, parameters: Parameters | None = None, suffix: str = "") -> str:
        """Return the URL of the history of an article; `suffix` is '' or '.json'."""
        path = urls.history(slug, suffix)
        return self._with(path, parameters or {}) if suffix else self.page(path, parameters)

    def list(self, kind: str, name: str, parameters: Parameters | None = None) -> str:
        """Return the URL of a list: of a source, tag, category or security."""
        return self.page(urls.collection(kind, name), parameters)

    def custom_page(self, name: str) -> str:
        """Return the URL of a page of the publisher's."""
        return self.page(urls.custom_page(name))

    def story(self, story_id: int, database: str = "") -> str:
        """Return the URL of the page of a story; `database` is needed where there are several."""
        given = {"database": database} if self.has_several_databases else {}
        return self.page(f"/story/{story_id}", given)

    def time(self, kind: str, value: str) -> str:
        """Return the URL of the list of a day (YYYY-MM-DD) or a month (YYYY-MM)."""
        return self.page(f"/{kind}/{value}")

    def feed(self, parameters: Parameters | None = None, suffix: str = "xml") -> str:
        """Return the URL of the feed (Atom, or JSON Feed) of the posts that a filter selects."""
        return self._with(f"/feed.{suffix}", parameters or {})

    def sql(self, sql: str) -> str:
        """Return the URL of Datasette's page for a query."""
        return self.data("", {"sql": sql})


def name_from_url(request: Request) -> str:
    """Return the name in a URL as `newsdb.urls` makes it, '' for none."""
    part = request.url_vars["name"]
    return unquote(part, errors="replace") if part else request.args.get("name") or ""
