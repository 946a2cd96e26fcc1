"""The fields of a post: one table, from which everything that lists them follows.

Each line of `Record` declares a field: its name, its type (and whether it may be null), what it
means, and where it comes from. What follows from it:

- the columns of the table `posts` (newsdb/database/content_tables.py) and of the view `articles`
  (newsdb/database/schema.py),
- what a load writes (loaders/database/writing.py), and what is missing in an older database,
- the records of exports, feeds and the API, and the types of CSV and Parquet files,
- JSON Schema, OpenAPI, Croissant, Data Package and schema.org,
- the descriptions in metadata.yml and docs/data.md, which tests compare with these.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NewType,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

Type = Literal["string", "integer", "boolean", "date", "datetime", "strings", "objects"]

Day = NewType("Day", str)
"""A day, YYYY-MM-DD."""
Time = NewType("Time", str)
"""A time, ISO 8601 with the offset from UTC, to the second; a day where only that is known."""


@dataclass(frozen=True, slots=True)
class About:
    """What is declared of a field beside its name and type.

    `description` is a sentence in ASCII. `sql` selects the value from `posts` left join `sources`,
    lists as JSON; None means the column of `posts` that has the field's name. `in_view` says
    whether the view `articles` has the field.
    """

    description: str
    sql: str | None = None
    in_view: bool = True


def names_of_post(link: str, table: str, key: str, order: str = "name") -> str:
    """Return SQL for the names that a post has in `table` through the table `link`, as JSON."""
    return f"""(select json_group_array(name) from (
     select name from {link} join {table} on {table}.id = {link}.{key}
     where {link}.post_id = posts.id order by {order}))"""  # noqa: S608


MENTIONS = """(select json_group_array(json_object(
     'code', code, 'name', name, 'kind', kind, 'market', market, 'url', url,
     'mentions', mentions, 'in_title', json(iif(in_title, 'true', 'false')),
     'found_by', found_by, 'role', role)) from (
     select named.code, named.name, kind, market, securities.url, named.mentions, in_title,
       found_by, role
     from post_securities as named join securities on securities.code = named.code
     where post_id = posts.id order by named.mentions desc, named.code))"""
SECURITIES = """(select json_group_array(code) from (
     select code from post_securities
     where post_securities.post_id = posts.id order by mentions desc, code))"""
IMAGES = """(select json_group_array(json_object('url', url, 'alt', alt)) from (
     select url, alt from images where post_id = posts.id order by position))"""
REDIRECTS = """(select json_group_array(path) from (
     select path from redirects where redirects.post_id = posts.id order by path))"""


class MentionRecord(TypedDict):
    """A security that a post mentions."""

    code: Annotated[
        str, About("Code with its market, such as 600160.SH; boards have none (BK0493).")
    ]
    name: Annotated[str, About("Name that this post uses.")]
    kind: Annotated[str, About("share, board, index or fund.")]
    market: Annotated[
        str, About("Where it is traded; boards and indexes are not traded themselves.")
    ]
    url: Annotated[str | None, About("Quote page URL, as the posts link it.")]
    mentions: Annotated[int, About("Number of mentions in the text; 0 if only the title has one.")]
    in_title: Annotated[bool, About("Whether the title mentions it.")]
    found_by: Annotated[
        str,
        About("How it is known: mark, code, chart, name, alias (a short form) or twin."),
    ]
    role: Annotated[str, About("subject, or source: the broker who comments.")]


class ImageRecord(TypedDict):
    """An image in a post."""

    url: Annotated[str, About("URL of the image.")]
    alt: Annotated[str, About("Alternative text; may be empty.")]


class Record(TypedDict):
    """A post, as every export, feed and API response has it."""

    slug: Annotated[
        str, About("Permanent identifier; the page of the post is at /article/ and the slug.")
    ]
    title: Annotated[str, About("Headline, as the post has it or made from its text.")]
    published: Annotated[
        Time | None,
        About("Time of publication, ISO 8601 with the offset from UTC; a day if no time is known."),
    ]
    date: Annotated[Day | None, About("Local day of publication, YYYY-MM-DD.")]
    source: Annotated[
        str | None, About("Name of the news outlet that published the post first.", "sources.name")
    ]
    url: Annotated[str | None, About("URL of the original.")]
    summary: Annotated[str, About("Digest, or the first sentences of the text; plain text.")]
    characters: Annotated[
        int, About("Length of the text in characters, without white space and Markdown marks.")
    ]
    tags: Annotated[
        list[str],
        About("Names of the tags, by code point.", names_of_post("post_tags", "tags", "tag_id")),
    ]
    categories: Annotated[
        list[str],
        About(
            "Names of the categories, by code point.",
            names_of_post("post_categories", "categories", "category_id"),
        ),
    ]
    securities: Annotated[
        list[str], About("Codes of the securities mentioned, most mentions first.", SECURITIES)
    ]
    mentions: Annotated[
        list[MentionRecord],
        About("The same securities, with everything known of them.", MENTIONS, in_view=False),
    ]
    images: Annotated[
        list[ImageRecord], About("Images, in the order of the post.", IMAGES, in_view=False)
    ]
    path: Annotated[
        str, About("Path of the file in the source that it was loaded from.", in_view=False)
    ]
    sha256: Annotated[
        str, About("SHA-256 of the bytes of that file, in hexadecimal.", in_view=False)
    ]
    body: Annotated[str, About("Text of the post, in Markdown (CommonMark with tables).")]
    # New fields come last: some read CSV files by position.
    updated: Annotated[
        Time | None, About("Time of the last change that the post names, in the form of published.")
    ]
    authors: Annotated[
        list[str],
        About(
            "Names of the authors, in the order of the post.",
            names_of_post("post_authors", "authors", "author_id", "position"),
        ),
    ]
    permalink: Annotated[
        str | None, About("Path or URL of the post on its own site, where the post sets one.")
    ]
    image: Annotated[str | None, About("Path or URL of the lead image that the post names.")]
    lang: Annotated[
        str | None,
        About(
            "Language of the text (BCP 47), where the post names it, or else its site, if search "
            "stems words of that language by its own rules."
        ),
    ]
    redirects: Annotated[
        list[str],
        About("Older paths of the post on its own site, by code point.", REDIRECTS, in_view=False),
    ]
    story_id: Annotated[
        int | None,
        About(
            "Story that the post belongs to; null if it is the only post of its article.",
            "posts.story_id",
        ),
    ]
    relation: Annotated[
        str | None,
        About(
            "Relation to the lead of the story; null for the lead, and without a story, "
            "so that the posts where it is null are each article once.",
            "posts.relation",
        ),
    ]
    article_id: Annotated[
        str | None,
        About(
            "Number that the archive gives the article; posts with the same one are the same "
            "article.",
            "posts.article_id",
        ),
    ]
    section: Annotated[
        str | None,
        About(
            "Section of the original's site, by the URL of the original.",
            "(select name from sections where sections.id = posts.section_id)",
        ),
    ]
    derived_url: Annotated[
        str | None,
        About(
            "URL of the original, derived from article_id where the post names none that leads "
            "there; null if url is the original's.",
            "posts.derived_url",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the table. `fields` are those of each object of a list, called `item`."""

    name: str
    type: Type
    description: str
    nullable: bool
    sql: str | None
    in_view: bool
    item: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def is_column(self) -> bool:
        """Whether the table `posts` has a column of this name."""
        return self.sql is None

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return self.type in ("strings", "objects")

    @property
    def selected(self) -> str:
        """The expression that selects the value, with its name."""
        return f"{self.sql or f'posts.{self.name}'} as {self.name}"


TYPES: dict[Any, Type] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    Day: "date",
    Time: "datetime",
    list[str]: "strings",
}


def fields_of(record: type) -> tuple[Field, ...]:
    """Return the fields that a TypedDict declares, in its order."""
    return tuple(
        _field(name, *get_args(hint))
        for name, hint in get_type_hints(record, include_extras=True).items()
    )


def _field(name: str, hint: Any, about: About) -> Field:
    arguments = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    (kind,) = (each for each in arguments if each is not NoneType)
    item = next(filter(is_typeddict, get_args(kind)), None)
    return Field(
        name,
        "objects" if item else TYPES[kind],
        about.description,
        NoneType in arguments,
        about.sql,
        about.in_view,
        item.__name__.removesuffix("Record") if item else "",
        fields_of(item) if item else (),
    )


FIELDS = fields_of(Record)
NAMES = tuple(field.name for field in FIELDS)
MENTION, IMAGE = fields_of(MentionRecord), fields_of(ImageRecord)
