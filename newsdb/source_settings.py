"""The sources that `newsdb.yml` lists, and the commands that load them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from newsdb.setting_values import Line

Folders = Annotated[list[Line], Field(min_length=1)]
SOURCE_KINDS = ("posts", "history", "feed", "jsonl", "csv", "sqlite", "wordpress")
OPTIONS_OF_SOURCES = {
    **dict.fromkeys(("ref", "path", "split"), ("posts", "history")),
    "media": ("posts",),
    "columns": ("csv",),
    "sql": ("sqlite",),
    "pages": ("wordpress",),
}
"""The kinds of sources that have an option; the others have none of them."""


class ConfiguredSource(BaseModel):
    """Posts to load: a location of one kind, and options of `newsdb load` for that kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Source")

    posts: Line | None = Field(
        default=None, description="Directory, archive, git repository or URL of posts."
    )
    history: Line | None = Field(
        default=None, description="Git repository of posts, to be loaded with its history."
    )
    feed: Line | None = Field(
        default=None, description="Feed, web page that names one, or OPML list: a file or URL."
    )
    jsonl: Line | None = Field(default=None, description="File of JSON lines.")
    csv: Line | None = Field(default=None, description="CSV file.")
    sqlite: Line | None = Field(default=None, description="SQLite database; needs `sql`.")
    wordpress: Line | None = Field(default=None, description="WordPress export (WXR).")
    ref: Line | None = Field(default=None, description="Branch, tag or commit of the repository.")
    path: Line | Folders | None = Field(
        default=None, description="Directories of the repository to read."
    )
    split: bool = Field(default=True, description="Split tags given as one string at spaces.")
    media: Literal["copy", "link"] = Field(
        default="copy",
        description="Copy images that the source has, or link to those of the site.",
    )
    columns: dict[Line, Line] | None = Field(
        default=None, description="Column of each field that is called otherwise in a CSV file."
    )
    sql: Line | None = Field(default=None, description="Query whose rows are the posts.")
    pages: bool = Field(default=False, description="Load pages of WordPress, too.")

    @model_validator(mode="after")
    def check_kind(self) -> ConfiguredSource:
        """Return the source if it is of one kind, and its options are those of that kind."""
        if sum(bool(getattr(self, kind)) for kind in SOURCE_KINDS) != 1:
            raise ValueError(f"needs exactly one of {', '.join(SOURCE_KINDS)}")
        for option, kinds in OPTIONS_OF_SOURCES.items():
            if option in self.model_fields_set and self.kind not in kinds:
                raise ValueError(f"has {option}, which is for {' and '.join(kinds)}")
        if self.sqlite and not self.sql:
            raise ValueError("needs sql, a query whose rows are the posts")
        return self

    @property
    def kind(self) -> str:
        """The command of `newsdb load` that loads it."""
        return next(kind for kind in SOURCE_KINDS if getattr(self, kind))

    @property
    def location(self) -> str:
        """The path or URL."""
        return f"{getattr(self, self.kind)}"

    @property
    def command(self) -> tuple[str, ...]:
        """The command of `newsdb load`, and its options."""
        directories = [self.path] if isinstance(self.path, str) else self.path or []
        return (
            self.kind,
            *([f"--ref={self.ref}"] if self.ref else []),
            *(f"--path={each}" for each in directories),
            *([] if self.split else ["--no-split"]),
            *([] if self.media == "copy" else [f"--media={self.media}"]),
            *(f"--column={field}={column}" for field, column in (self.columns or {}).items()),
            *([f"--sql={self.sql}"] if self.sql else []),
            *(["--pages"] if self.pages else []),
        )


Location = Annotated[
    Annotated[Line, Tag("text")] | Annotated[ConfiguredSource, Tag("source")],
    Discriminator(lambda value: "text" if isinstance(value, str) else "source"),
]
