"""`newsdb.yml`: what a publisher says about a site, in one short file.

It is beside the database, or at the top of a source of posts; docs/make-it-yours.md describes it.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from newsdb.config import SETTINGS_NAME
from newsdb.exceptions import SettingsError
from newsdb.setting_values import (
    NOT_MATCHED,
    PAGE_FILE,
    URL,
    Color,
    ColorName,
    Language,
    Line,
    QueryName,
    Section,
    Translated,
    check_contact,
    check_select,
    check_timezone,
    check_webhook,
)
from newsdb.settings_errors import (
    SENTENCES,
    SETTINGS_OF,
    compose,
    describe_errors,
    unknown_setting,
)
from newsdb.source_settings import ConfiguredSource, Location

MAX_PAGES = 20
MAX_LENGTH = 100_000
"""In characters; a longer file is not a publisher's settings."""
BESIDE_THE_DATABASE = frozenset(
    {
        *("sources", "keep_removed", "sections", "colors", "dark_colors"),
        *("logo", "css", "pages", "queries", "watch"),
    }
)
"""Settings that only count in the file beside the database, not in one that comes with posts."""


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


class Settings(BaseModel):
    """A publisher's settings of a site; None or empty is not set."""

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
        default=None, description="Time zone of dates without one, such as Europe/Paris."
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
        """Return the settings that are set, by name."""
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
    """Return the settings in a file. Raises SettingsError with the line of each mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(f"{path} cannot be read: {reason}") from None
    return parse_settings(text, f"{path}")


def find_settings(directory: Path) -> Settings:
    """Return the settings in the newsdb.yml of a directory; empty ones if there is none."""
    path = directory / SETTINGS_NAME
    return read_settings(path) if path.is_file() else Settings()


def parse_settings(text: str, name: str) -> Settings:
    """Return the settings in a text in YAML; `name` is that of its file.

    Raises SettingsError with the line of each mistake.
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
    """Raise SettingsError, which names the setting, for an invalid value."""
    try:
        Settings.model_validate({name: value} if value else {})
    except ValidationError as error:
        raise SettingsError(explain(error.errors(include_url=False)[0])) from None


def explain(error: Any) -> str:
    """Return one of pydantic's errors as a sentence about the key."""
    key = error["loc"][0]
    if key in SETTINGS_OF or error["type"] == "missing":
        # Which of several, and which of its settings.
        key = ".".join(f"{part}" for part in error["loc"] if part != "[key]")
    elif key == "sources":
        # The number of the source is its line; the names of types are not in the file.
        tags = ("text", "source", "constrained-str", "list[constrained-str]")
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
    sentence = SENTENCES.get(error["type"])
    return f"{key} {sentence.format(**error.get('ctx', {})) if sentence else error['msg']}"


def json_schema() -> str:
    """Return the JSON Schema of the file, as JSON."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema = dialect | Settings.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
