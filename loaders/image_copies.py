"""Copies of the images that posts show and that their source has, for the site to serve."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from loaders.database import images
from loaders.earlier import Earlier
from loaders.generators import Generator
from loaders.generators.image_paths import is_on_site
from loaders.image_types import MAX_IMAGES_BYTES, check_image, size_of_image
from loaders.plan import Plan
from loaders.post_paths import is_text
from loaders.sources import Source
from newsdb.models import RawPost, Summary

if TYPE_CHECKING:
    from loaders.database.writing import Writer

USES = """
select post_id, file_id, path, permalink, url, max(in_text) from (
  select posts.id as post_id, files.id as file_id, files.path, permalink, images.url, 1 as in_text
  from files join posts on posts.id = files.post_id join images on images.post_id = posts.id
  where files.source = :source and files.status = 'post' {of_load}
  union all
  select posts.id, files.id, files.path, permalink, image, 0
  from files join posts on posts.id = files.post_id
  where files.source = :source and files.status = 'post' and image is not null {of_load}
)
where url not like 'http%' or (:site != '' and substr(url, 1, length(:site) + 1) = :site || '/')
group by post_id, file_id, url order by post_id, url
"""
STORED = """
select image_files.post_id, url, image_files.path, image_files.sha256
from image_files join files on files.post_id = image_files.post_id and files.status = 'post'
where files.source = :source {of_load}
"""
PROBLEMS = """
select file_id, detail from problems join files on files.id = file_id
where files.source = :source and kind = 'image' {of_load} order by problems.id
"""
OF_LOAD = "and files.load_id = :load"
OTHER_PROBLEMS = """
select count(*) from problems join files on files.id = file_id
where files.source = :source and kind = 'image' and files.load_id != :load
"""


class Use(NamedTuple):
    """An image of a post: its URL as it is stored, and whether the text shows it."""

    post_id: int
    file_id: int
    post_path: str
    permalink: str | None
    url: str
    in_text: int


class Copy(NamedTuple):
    """Which file of the source is the image at a URL of a post."""

    post_id: int
    url: str
    path: str
    sha256: str


def copy_images(
    plan: Plan,
    earlier: list[Earlier],
    connection: sqlite3.Connection,
    open_writer: Callable[[], Writer],
    summary: Summary,
    *,
    load_id: int,
    copying: bool,
    prune: bool,
) -> None:
    """Copy the images that posts of a plan show and that their source has, and count them.

    `connection` reads the posts as they are after the load with the id `load_id`. `open_writer`
    is called only if something is to be written. Without `copying`, earlier copies are removed. An
    image that is gone stays as long as its post refers to it, unless `prune` is true.
    """
    for number, (source, generator) in enumerate(zip(plan.sources, plan.generators, strict=True)):
        if generator is None:
            continue
        before = earlier[number]
        if prune or not copying or before.changed is None or not all(map(is_text, before.changed)):
            posts, of_load = plan.posts[number], None
        else:
            # Images are as they were, so those of other posts are, too.
            posts, of_load = plan.paths[number], load_id
        step = _Step(source, generator, before, frozenset(posts), connection, prune, of_load)
        step.run(open_writer, summary, copying)


class _Step:
    """The images of one source."""

    def __init__(
        self,
        source: Source,
        generator: Generator,
        earlier: Earlier,
        posts: Container[str],
        connection: sqlite3.Connection,
        prune: bool,
        load_id: int | None,
    ) -> None:
        """Read what posts show; only those that a load wrote, if there is a `load_id`."""
        self.source = source
        self.generator = generator
        self.earlier = earlier
        self.prune = prune
        values = {"source": source.name, "site": generator.site.url, "load": load_id}
        of_load = "" if load_id is None else OF_LOAD

        def rows(query: str) -> Iterator[tuple[Any, ...]]:
            return connection.execute(query.format(of_load=of_load), values)

        uses = (Use(*row) for row in rows(USES))
        self.uses = [
            each
            for each in uses
            if each.post_path in posts and is_on_site(generator.site, each.url)
        ]
        self.stored = {(row[0], row[1]): Copy(*row) for row in rows(STORED)}
        self.sizes = dict(connection.execute("select sha256, bytes from image_contents"))
        self.known: dict[int, list[str]] = defaultdict(list)
        for file_id, detail in rows(PROBLEMS):
            self.known[file_id].append(detail)
        # Those of other posts stay.
        self.missing = 0
        if load_id is not None:
            (self.missing,) = connection.execute(OTHER_PROBLEMS, values).fetchone()
        self.problems: dict[int, list[str]] = defaultdict(list)

    def run(self, open_writer: Callable[[], Writer], summary: Summary, copying: bool) -> None:
        """Bring the copies of the source up to date."""
        by_path: dict[str, list[Use]] = defaultdict(list)
        for use in self.uses if copying else ():
            path = self.generator.image_path(use.url, use.post_path, use.permalink)
            if path:
                by_path[path].append(use)
            elif use.in_text and ((use.post_id, use.url) not in self.stored or self.prune):
                self.problems[use.file_id].append(f"{use.url} is not in the source")
        kept = {(use.post_id, use.url) for uses in by_path.values() for use in uses}
        for copy in self._unneeded(kept, copying):
            images.remove_copy(open_writer().connection, copy.post_id, copy.url)
        for path, sha256 in self._unchanged(by_path):
            self._put(by_path.pop(path), path, sha256, open_writer)
        for raw in self.source.read(by_path):
            uses = by_path[raw.path]
            reason = raw.reason if not isinstance(raw, RawPost) else ""
            if isinstance(raw, RawPost):
                sha256 = hashlib.sha256(raw.content).hexdigest()
                if sha256 not in self.sizes:
                    media_type, reason = self._check(raw.content)
                    if not reason:
                        size = size_of_image(raw.content)
                        images.put_content(
                            open_writer().connection, sha256, media_type, size, raw.content
                        )
                        self.sizes[sha256] = len(raw.content)
                        summary.images += 1
                if not reason:
                    self._put(uses, raw.path, sha256, open_writer)
                    continue
            for use in uses:
                self.problems[use.file_id].append(f"{raw.path} {reason}")
                if (use.post_id, use.url) in self.stored:
                    images.remove_copy(open_writer().connection, use.post_id, use.url)
        summary.images_missing += self.missing + sum(map(len, self.problems.values()))
        for file_id in self.known.keys() | self.problems.keys():
            if self.known.get(file_id) != self.problems.get(file_id):
                images.put_problems(open_writer().connection, file_id, self.problems[file_id])

    def _unneeded(self, kept: set[tuple[int, str]], copying: bool) -> Iterator[Copy]:
        """Yield the copies that are to go."""
        shown = {(use.post_id, use.url): use for use in self.uses}
        for key, copy in self.stored.items():
            if not copying or (self.prune and key in shown and key not in kept):
                yield copy

    def _unchanged(self, by_path: dict[str, list[Use]]) -> list[tuple[str, str]]:
        """Return the paths of files that cannot have changed, with their SHA-256."""
        changed = self.earlier.changed
        if changed is None:
            return []
        known = {copy.path: copy.sha256 for copy in self.stored.values()}
        return [(path, known[path]) for path in by_path if path in known and path not in changed]

    def _check(self, content: bytes) -> tuple[str, str]:
        media_type, reason = check_image(content)
        if not reason and sum(self.sizes.values()) + len(content) > MAX_IMAGES_BYTES:
            reason = f"is beyond the limit of {MAX_IMAGES_BYTES // 2**20:,} MB for all images"
        return media_type, reason

    def _put(
        self, uses: list[Use], path: str, sha256: str, open_writer: Callable[[], Writer]
    ) -> None:
        for use in uses:
            copy = Copy(use.post_id, use.url, path, sha256)
            if self.stored.get((use.post_id, use.url)) != copy:
                images.put_copy(open_writer().connection, *copy)
