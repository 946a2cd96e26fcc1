"""`newsdb.yml`: what a publisher says about a site, in one short file.

It lies beside the database, or at the top of a source of posts; docs/make-it-yours.md describes it.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from newsdb.config import DATABASE_NAME
from newsdb.exceptions import SettingsError
from newsdb.metadata import Metadata
from newsdb.settings_errors import (
    SENTENCES,
    SETTINGS_OF,
    compose,
    describe_errors,
    unknown_setting,
)
from newsdb.source_settings import ConfiguredSource, Line, Location

FILE_NAME = "newsdb.yml"
SCHEMA_NAME = "newsdb.schema.json"
"""The JSON Schema of the file, beside it: editors find it there without a network."""
MAX_PAGES = 20
MAX_LENGTH = 100_000
"""In characters; a longer file is not a publisher's settings."""
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
BESIDE_THE_DATABASE = frozenset(
    {
        *("sources", "keep_removed", "sections", "colors", "dark_colors"),
        *("logo", "css", "pages", "queries", "watch"),
    }
)
"""What counts in the file beside the database, and not in one that comes with posts."""
PROVENANCE = ("license", "license_url", "source", "source_url")
"""What Datasette's metadata says of the database as well as of the site."""


def check_url(value: str) -> str:
    """Return a URL that a page may link to."""
    if not re.fullmatch(r"https?://[^\s/?#\"'<>]+[^\s\"'<>]*", value):
        raise ValueError("is not a URL that begins with https:// or http://")
    return value


def check_select(value: str) -> str:
    """Return a query that reads."""
    if not re.match(r"(select|with)\b", value, re.IGNORECASE):
        raise ValueError("is no query that begins with select or with")
    return value


def check_webhook(value: str) -> str:
    """Return a URL, or `$NAME` for one in an environment variable."""
    return value if re.fullmatch(r"\$[A-Za-z_][A-Za-z0-9_]*", value) else check_url(value)


def check_contact(value: str) -> str:
    """Return a URL or `mailto:` address."""
    if re.fullmatch(r"mailto:[^\s@\"'<>]+@[^\s@\"'<>]+", value):
        return value
    try:
        return check_url(value)
    except ValueError:
        raise ValueError("is neither a URL nor mailto: and an address") from None


def check_language(value: str) -> str:
    """Return a language tag."""
    if not LANGUAGE_TAG.fullmatch(value):
        raise ValueError("is not a language tag such as en, de or zh-Hans")
    return value


def check_timezone(value: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise ValueError("is not a time zone such as Europe/Paris or Asia/Shanghai") from None
    return value


URL = Annotated[Line, AfterValidator(check_url)]
Language = Annotated[Line, AfterValidator(check_language)]
Translated = Line | dict[Language, Line]
Section = Literal[
    "archive",
    "authors",
    "categories",
    "charts",
    "edits",
    "sections",
    "securities",
    "sources",
    "tags",
    "times",
]
ColorName = Literal["accent", "bar", "ink", "line", "mark", "paper", "rule", "soft", "wash"]
"""The colours of static/site.css."""
COLOR = r"^(#([0-9A-Fa-f]{3,4}|([0-9A-Fa-f]{2}){3,4})|[A-Za-z]{3,20})$"
Color = Annotated[Line, StringConstraints(pattern=COLOR)]
SECTIONS: frozenset[str] = frozenset(get_args(Section))


PAGE_FILE = r"^[\w./-]+\.md$"
QUERY_NAME = r"^[a-z][a-z0-9_]{0,60}$"
NOT_MATCHED = {
    COLOR: "is not a colour such as green or #2f6b2f",
    PAGE_FILE: "is not the name of a Markdown file (.md)",
    QUERY_NAME: "is not a name of small letters, digits and _",
}
"""What is said of a text that one of the patterns does not match."""


class PageSettings(BaseModel):
    """A page of text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line = Field(description="Title of the page, and its name in the menu.")
    file: Annotated[Line, StringConstraints(pattern=PAGE_FILE)] = Field(
        description="Markdown file, below the directory of newsdb.yml."
    )


class NamedQuery(BaseModel):
    """A query of the publisher's, at `/news/` and its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sql: Annotated[Line, AfterValidator(check_select)] = Field(
        description="One SELECT; `:name` in it is a parameter that the page asks for."
    )
    title: Line | None = Field(default=None, description="Title of the page.")
    description: Line | None = Field(default=None, description="What the query answers.")


class SavedSearch(BaseModel):
    """A search whose new posts `newsdb watch` reports."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    search: Line = Field(description="What is typed into the search box, such as `降息 source:…`.")
    webhook: Annotated[Line, AfterValidator(check_webhook)] | None = Field(
        default=None,
        description="URL that new posts are sent to, or `$NAME` of a variable with it.",
    )


QueryName = Annotated[Line, StringConstraints(pattern=QUERY_NAME)]


class Settings(BaseModel):
    """What a publisher says about a site; None or empty is not said."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="newsdb.yml")

    title: Translated | None = Field(
        default=None,
        description="Name of the site, or one for each language of the pages (en, zh).",
    )
    description: Translated | None = Field(
        default=None,
        description="What the site holds, in a sentence or two; by language like the title.",
    )
    license: Line | None = Field(
        default=None,
        description="Name of the licence of the posts. Without one, no page states any.",
    )
    license_url: URL | None = Field(default=None, description="URL of that licence.")
    publisher: Line | None = Field(default=None, description="Who publishes the site.")
    contact: Annotated[Line, AfterValidator(check_contact)] | None = Field(
        default=None, description="How to reach the publisher: a URL, or mailto: and an address."
    )
    source: Line | None = Field(
        default=None, description="Who wrote the posts, or where they are from."
    )
    source_url: URL | None = Field(default=None, description="URL of that source.")
    language: Language | None = Field(
        default=None, description="Language of the posts (BCP 47), such as en or zh-Hans."
    )
    url: URL | None = Field(
        default=None,
        description="URL of the site that the posts are written for; links lead there.",
    )
    timezone: Annotated[Line, AfterValidator(check_timezone)] | None = Field(
        default=None, description="Time zone of dates that name none, such as Europe/Paris."
    )
    sources: list[Location] | None = Field(
        default=None,
        description="What `newsdb load` loads: directories, archives, repositories, feeds, URLs.",
    )
    keep_removed: bool | None = Field(
        default=None,
        description="Keep the texts of posts that are removed; by default, only when they were "
        "there is kept.",
    )
    sections: dict[Section, bool] | None = Field(
        default=None,
        description="Parts of the site to hide (no) although there is data for them.",
    )
    colors: dict[ColorName, Color] | None = Field(
        default=None, description="Colours of the pages, such as accent and paper."
    )
    dark_colors: dict[ColorName, Color] | None = Field(
        default=None, description="The same on dark pages."
    )
    logo: Line | None = Field(
        default=None, description="Image beside the title and in the browser's tab."
    )
    css: Line | None = Field(default=None, description="Style sheet that follows the site's own.")
    pages: Annotated[list[PageSettings], Field(max_length=MAX_PAGES)] | None = Field(
        default=None, description="Pages of your own, Markdown files with a title, in the menu."
    )

    queries: dict[QueryName, NamedQuery] | None = Field(
        default=None,
        description="Queries of your own with a page each, and a chart where their rows have one.",
    )
    watch: dict[QueryName, SavedSearch] | None = Field(
        default=None, description="Searches whose new posts `newsdb watch` prints or sends."
    )

    def said(self) -> dict[str, Any]:
        """Return what is said, and nothing else."""
        return {name: value for name, value in self.model_dump().items() if value}

    def load_arguments(self) -> list[tuple[str, ...]]:
        """Return the commands of `newsdb load` that load the sources, each with its arguments.

        Neighbours with the same options are loaded together, as their duplicates are compared.
        """
        sources = [
            ConfiguredSource(posts=each) if isinstance(each, str) else each
            for each in self.sources or ()
        ]
        zone = [f"--timezone={self.timezone}"] if self.timezone else []
        kept = ["--keep-removed"] * bool(self.keep_removed)
        url = [f"--site-url={self.url}"] if self.url else []
        return [
            (
                *(command, *zone, *(url if command in ("posts", "history") else ())),
                *(kept if command != "feed" else ()),
                *(*options, "--"),
                *(source.location for source in alike),
            )
            for (command, *options), alike in groupby(sources, lambda source: source.command)
        ]


def read_settings(path: Path) -> Settings:
    """Return what a file says. Raises SettingsError with the line of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(f"{path} cannot be read: {reason}") from None
    return parse_settings(text, f"{path}")


def find_settings(directory: Path) -> Settings:
    """Return what the file in a directory says; nothing if there is none."""
    path = directory / FILE_NAME
    return read_settings(path) if path.is_file() else Settings()


def parse_settings(text: str, name: str) -> Settings:
    """Return what a text in YAML says; `name` is that of its file.

    Raises SettingsError with the line of everything that is wrong.
    """
    if len(text) > MAX_LENGTH:
        raise SettingsError(f"{name} is longer than {MAX_LENGTH:,} characters")
    root = compose(text, name)
    # Scalars stay text: `no` is a language, and 2024 a title.
    values = yaml.load(text, yaml.BaseLoader) if root else {}  # noqa: S506 (makes text only)
    # A key without a value is one that is not filled in yet.
    values = {key: value for key, value in values.items() if value != ""}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(describe_errors(error, root, name, explain)) from None


def check_setting(name: str, value: str) -> None:
    """Raise SettingsError, which names the setting, for a value that makes no sense."""
    try:
        Settings.model_validate({name: value} if value else {})
    except ValidationError as error:
        raise SettingsError(explain(error.errors(include_url=False)[0])) from None


def explain(error: Any) -> str:
    """Return what is wrong, as a sentence about the key."""
    key = error["loc"][0]
    if key in SETTINGS_OF or error["type"] == "missing":
        # Which of several, and which of its settings.
        key = ".".join(f"{part}" for part in error["loc"] if part != "[key]")
    elif key == "sources":
        # The number of the source is its line; the tag of its type is not in the file.
        tags = ("text", "source")
        key = ".".join(each for each in error["loc"] if isinstance(each, str) and each not in tags)
    if error["type"] == "extra_forbidden":
        models: dict[str, type[BaseModel]] = {
            "pages": PageSettings,
            "queries": NamedQuery,
            "watch": SavedSearch,
        }
        first = f"{error['loc'][0]}"
        model = Settings if len(error["loc"]) == 1 else models.get(first, ConfiguredSource)
        return unknown_setting(f"{error['loc'][-1]}", model.model_fields)
    if error["type"] == "value_error":
        return f"{key}: {error['input']!r} {error['ctx']['error']}"
    if error["type"] == "string_pattern_mismatch":
        return f"{key}: {error['input']!r} {NOT_MATCHED[error['ctx']['pattern']]}"
    if error["type"] == "literal_error":
        return f"{key}: {error['input']!r} is none of {error['ctx']['expected']}"
    return f"{key} {SENTENCES.get(error['type'], error['msg'])}"


def json_schema() -> str:
    """Return the JSON Schema of the file, as JSON."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema = dialect | Settings.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def to_metadata(settings: Settings) -> Metadata:
    """Return settings as Datasette's metadata."""
    said = settings.said()
    titles = {name: said[name] for name in ("title", "description") if name in said}
    translated = {name: value for name, value in titles.items() if isinstance(value, dict)}
    plugin = translated | ({"lang": said["language"]} if "language" in said else {})
    plugin |= {name: said[name] for name in ("sections",) if name in said}
    names = {"about": "publisher", "about_url": "contact", **{name: name for name in PROVENANCE}}
    metadata: Metadata = {key: said[name] for key, name in names.items() if name in said}
    for name, value in titles.items():
        metadata[name] = default_text(value)
    provenance = {name: said[name] for name in PROVENANCE if name in said}
    if provenance:
        # Datasette 1.0 does not hand it down to its databases.
        metadata["databases"] = {DATABASE_NAME: provenance}
    if settings.queries:
        queries = {
            name: query.model_dump(exclude_none=True) for name, query in settings.queries.items()
        }
        metadata.setdefault("databases", {}).setdefault(DATABASE_NAME, {})["queries"] = queries
    if plugin:
        metadata["plugins"] = {"newsdb": plugin}
    return metadata


def default_text(value: str | dict[str, str]) -> str:
    """Return a text for readers of a language that it is not translated into."""
    return value if isinstance(value, str) else value.get("en") or next(iter(value.values()))
