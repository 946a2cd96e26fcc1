"""The facts about the dataset from which all its descriptions are made."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datasette.utils import tilde_encode

from newsdb.catalog.inventory import DATABASE_SUFFIX, Inventory, database_file, inventory_of
from newsdb.export.formats import FORMATS, text_formats
from newsdb.http.responses import addressing
from newsdb.instance import about, content_language, database_names, read_each

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

MAX_KEYWORDS = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says about itself: how many posts, their first and last day (YYYY-MM-DD),
    the last load and its time (ISO 8601, UTC), and how many posts each category has."""

    posts: int
    first: str | None
    last: str | None
    load: int
    loaded: str
    categories: Mapping[str, int]

    @property
    def keywords(self) -> tuple[str, ...]:
        """The names of the largest categories."""
        ranked = sorted(self.categories.items(), key=lambda each: (-each[1], each[0]))
        return tuple(name for name, _ in ranked[:MAX_KEYWORDS])

    @property
    def version(self) -> str:
        """The version of the data, as semver.org writes one: the load's day, then its number."""
        year, month, day = (int(part) for part in self.loaded[:10].split("-"))
        return f"{year}.{month}.{day}+{self.load}"


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A file that can be downloaded, and its absolute URL. What is not known yet is None."""

    name: str
    format: str
    url: str
    posts: int
    size: int | None
    sha256: str | None

    @property
    def media_type(self) -> str:
        """The file's media type, without parameters."""
        if self.format in FORMATS:
            return FORMATS[self.format].content_type.partition(";")[0]
        return "application/vnd.sqlite3"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as it is described to others. Texts are plain; '' means unknown.

    `url` is that of its page `/data`, `home` that of the site; both are absolute.
    """

    title: str
    description: str
    license: str
    license_url: str
    source: str
    source_url: str
    publisher: str
    publisher_url: str
    language: str
    home: str
    url: str
    facts: Facts
    files: tuple[DatasetFile, ...]

    @property
    def coverage(self) -> str:
        """The time that the posts cover, as ISO 8601 writes an interval; '' for none."""
        return f"{self.facts.first}/{self.facts.last}" if self.facts.first else ""

    @property
    def citation(self) -> str:
        """How to cite the dataset, in one line."""
        covered = self.coverage.replace("/", " to ")
        posts = f"{self.facts.posts} posts" + (f", {covered}" if covered else "")
        who = f"{self.publisher}. " if self.publisher else ""
        return f"{who}{self.title}. Version {self.facts.version} ({posts}). {self.url}"


def read_facts(connection: sqlite3.Connection) -> Facts:
    """Return what a database says about itself."""
    posts, first, last = connection.execute(
        "select count(*), min(date), max(date) from posts"
    ).fetchone()
    load = connection.execute("select id, started from loads order by id desc limit 1").fetchone()
    categories = connection.execute(
        "select name, count(*) from categories join post_categories on category_id = id group by id"
    ).fetchall()
    number, loaded = load or (0, "1970-01-01T00:00:00+00:00")
    return Facts(posts, first, last, number, loaded, dict(categories))


def merge_facts(each: Iterable[Facts]) -> Facts:
    """Return what several databases say together; of loads, the sum, which grows with any."""
    facts = list(each)
    categories = Counter[str]()
    for one in facts:
        categories.update(one.categories)
    return Facts(
        sum(one.posts for one in facts),
        min((one.first for one in facts if one.first), default=None),
        max((one.last for one in facts if one.last), default=None),
        sum(one.load for one in facts),
        max(one.loaded for one in facts),
        categories,
    )


async def read_inventory(datasette: Datasette) -> Inventory:
    """Return the downloads with their checksums; waits until they are calculated."""
    paths = {name: Path(datasette.get_database(name).path) for name in database_names(datasette)}
    # The calculation goes on if a client does not wait for it.
    return await asyncio.shield(asyncio.wrap_future(inventory_of(paths)))


async def describe_dataset(
    datasette: Datasette, request: Request, inventory: Inventory | None = None
) -> Dataset:
    """Return the dataset as metadata.yml, the database and the request describe it.

    Without the inventory, the files are the databases and all posts in the text formats, with what
    is known about them without reading everything.
    """

    def metadata(key: str) -> str:
        return " ".join(f"{datasette.metadata(key) or ''}".split())

    # Descriptions for programs are in English, in any language of the interface.
    title, description = about(datasette, "en")
    each_facts = await read_each(datasette, lambda connection, _: read_facts(connection))
    facts = merge_facts(each_facts.values())
    at = addressing(datasette, request)
    if inventory is None:
        files = []
        for name, own in each_facts.items():
            database = datasette.get_database(name)
            size, sha256 = (None, None) if database.is_mutable else (database.size, database.hash)
            file = database_file(name)
            path = path_of(file, DATABASE_SUFFIX)
            files.append(DatasetFile(file, DATABASE_SUFFIX, at(path), own.posts, size, sha256))
        for format in text_formats():
            name = f"posts.{format.suffix}"
            path = path_of(name, format.suffix)
            files.append(DatasetFile(name, format.suffix, at(path), facts.posts, None, None))
    else:
        files = [
            DatasetFile(
                each.name,
                each.format,
                at(path_of(each.name, each.format)),
                each.posts,
                each.size,
                each.sha256,
            )
            for each in inventory.downloads.values()
        ]
    return Dataset(
        title=title,
        description=description,
        license=metadata("license"),
        license_url=metadata("license_url"),
        source=metadata("source"),
        source_url=metadata("source_url"),
        publisher=metadata("about"),
        publisher_url=metadata("about_url"),
        language=content_language(datasette),
        home=at("/"),
        url=at("/data"),
        facts=facts,
        files=tuple(files),
    )


def path_of(name: str, format: str) -> str:
    """Return the path of a file to download."""
    if format != DATABASE_SUFFIX:
        return f"/data/{name}"
    database = name.removesuffix(f".{DATABASE_SUFFIX}")
    return f"/{database_file(tilde_encode(database))}"
