"""The plain data that flows from a source of posts to the rows of news.db."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["share", "board", "index", "fund"]
Json = dict[str, Any]
"""A JSON object."""
FoundBy = Literal["mark", "code", "chart", "name", "alias", "twin"]
"""How a mention is known, the strongest evidence first.

A mark, a code or a chart is in the post itself. A name or an alias (a short form) is one of the
dictionary; a twin is another post of the same article.
"""
OWN: tuple[FoundBy, ...] = ("mark", "code", "chart")
"""What a post itself says; the rest is derived from all posts after each load."""
Role = Literal["subject", "source"]
"""What a post is about, or the broker who comments in it."""


@dataclass(frozen=True, slots=True)
class RawPost:
    """A file as the source holds it: its path under the root, with `/`, and its bytes.

    An `entry` is one of a feed, a `record` a line of JSON, `wordpress` an item of a WordPress
    export; all of them are JSON, and their path a name.
    """

    path: str
    content: bytes
    form: Literal["file", "entry", "record", "wordpress"] = "file"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that the source names but cannot give, with the reason as a sentence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was repaired or refused: a kind to count by, and a sentence.

    `line` is the line of the file, counted from 1. `raw` holds bytes that the
    dataset would lose otherwise.
    """

    kind: str
    detail: str
    line: int | None = None
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Security:
    """A share, board, index or fund: `600160.SH`, `BK0493`, `NIO.US`."""

    code: str
    name: str
    kind: Kind
    market: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """How often one post names one security, whether its title does, and how that is known."""

    security: Security
    mentions: int
    in_title: bool = False
    found_by: FoundBy = "code"


@dataclass(frozen=True, slots=True)
class Image:
    """An image in a post: its URL and its alternative text."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class OwnImage:
    """An image that this site serves: its path, and its size in pixels where that is known."""

    path: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A video (or a page in a frame) or a sound that a post links to: its kind, URL and name."""

    kind: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """A converted post: the body is Markdown, times are ISO 8601 with an offset, or the day alone.

    The attributes are the fields of newsdb/fields.py that come from the post itself. `date` is
    the local day (YYYY-MM-DD); it and `published` are None if neither the post nor its file name
    has a date. `published_utc` and `updated_utc` are the instants to sort by. `characters` counts
    the text of the body without white space. `text` is the plain text of a body that has markup,
    None for another, which is its own. `redirects` are older paths of the post on its own
    site. `front_matter` is a JSON object. `section` is that of the original's site.
    """

    slug: str
    title: str
    published: str | None
    date: str | None
    source: str | None
    url: str | None
    summary: str
    body: str
    characters: int
    text: str | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    media: tuple[Media, ...] = ()
    mentions: tuple[Mention, ...] = ()
    updated: str | None = None
    authors: tuple[str, ...] = ()
    permalink: str | None = None
    image: str | None = None
    lang: str | None = None
    redirects: tuple[str, ...] = ()
    front_matter: str | None = None
    section: str | None = None
    published_utc: str | None = None
    updated_utc: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a post is found by, as the search indexes hold it: its fields, and its pairs."""

    title: str
    summary: str
    text: str
    pairs: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a load stores of a post beside its fields: what it is found by and compared with others.

    `story_keys` are those of its text (loaders/stories/texts.py), in the form in which they are
    stored.
    """

    tokens: Tokens
    story_keys: bytes


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a raw post: a post, or None if the file was refused.

    `prepared` is what is stored beside the post, if that is known already.
    """

    path: str
    post: Post | None
    problems: tuple[Problem, ...] = ()
    status: Literal["post", "rejected", "unpublished"] = "post"
    prepared: Prepared | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a publisher chooses about the reading of posts.

    `timezone` is the IANA name for times that carry no zone; where it was not given, that of a
    site's configuration counts. `split` says whether tags and categories given as one string
    are split at white space, as Jekyll does. `generator` names the one whose rules count, '' for
    the one that the source shows; `site_url` is the site's URL, '' for that of its
    configuration. `include` names what is loaded as well: collections, drafts,
    future (posts whose time has not come), pages. `keep_source` says whether the bytes of the
    file of each post are kept. `media` says whether images that the source has are copied, for
    the site to serve, or only linked to.
    """

    timezone: str = "UTC"
    split: bool = True
    timezone_given: bool = False
    generator: str = ""
    site_url: str = ""
    include: tuple[str, ...] = ()
    keep_source: bool = True
    media: Literal["copy", "link"] = "copy"


@dataclass(slots=True)
class Summary:
    """What one load did, in numbers, with the first few problems as sentences.

    `different` counts the posts that the generator of their site would have read in another way,
    `unzoned` those whose time names no zone, so that UTC was assumed,
    `images` those that were copied, `images_missing` those that could not be.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0
    repaired: int = 0
    rejected: int = 0
    ignored: int = 0
    different: int = 0
    unzoned: int = 0
    images: int = 0
    images_missing: int = 0
    problems: list[str] = field(default_factory=list)
