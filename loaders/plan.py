"""Which files a load has to read, and which of them is the post of each slug."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from loaders.generators import Generator, generator_for
from loaders.sources import Source
from loaders.sources.entry_source import EntrySource
from loaders.sources.protocol import MAX_SOURCE_BYTES
from newsdb.config import SCHEMA_NAME, SETTINGS_NAME
from newsdb.exceptions import SourceError
from newsdb.models import Options

HINT = "if that is right, add --allow-empty"


class PlannedFile(NamedTuple):
    """A file of a load: the number of its source, its path in it, and its slug."""

    source: int
    path: str
    slug: str


@dataclass(slots=True)
class Plan:
    """The files of each source to look at, in the order in which they are read, and each slug's.

    Where files share a slug, the source named last wins, and within a source the path that
    sorts last (`old_post` after `_posts`). `duplicates` has the files before it, in that order.
    `generators` has the rules for each source, None for a source of entries. `posts` has the paths
    of all posts of each source; those that are not in `paths` are as they were.
    """

    sources: list[Source]
    max_bytes: int = MAX_SOURCE_BYTES
    paths: list[list[str]] = field(default_factory=list)
    generators: list[Generator | None] = field(default_factory=list)
    posts: list[list[str]] = field(default_factory=list)
    winners: dict[str, PlannedFile] = field(default_factory=dict)
    duplicates: dict[str, list[PlannedFile]] = field(default_factory=dict)
    ignored: int = 0

    @property
    def files(self) -> int:
        """How many posts the sources have."""
        return sum(map(len, self.posts))

    @property
    def unchanged(self) -> int:
        """How many of them are as they were, and not looked at."""
        return self.files - sum(map(len, self.paths))

    def slug(self, number: int, path: str) -> str:
        """Return the slug of the post at a path of a source."""
        return (self.generators[number] or cast("EntrySource", self.sources[number])).slug(path)

    def include(self, chosen: Sequence[Iterable[str]]) -> None:
        """Plan to look at the posts at these paths of each source.

        Of posts that share a slug, either all are among them or none.
        """
        for number, paths in enumerate(chosen):
            in_order = sorted(paths) if self.generators[number] else list(paths)
            for path in in_order:
                self.add(PlannedFile(number, path, self.slug(number, path)))
            if self.generators[number]:
                # File names begin with the date: ids grow with time.
                in_order.sort(key=lambda path: (path.rpartition("/")[2], path))
            self.paths.append(in_order)

    def add(self, file: PlannedFile) -> None:
        """Add a file, which wins its slug from any file added before."""
        if file.slug in self.winners:
            self.duplicates.setdefault(file.slug, []).append(self.winners[file.slug])
        self.winners[file.slug] = file


def make_plan(
    sources: list[Source],
    options: Options,
    allow_empty: bool = True,
    max_bytes: int = MAX_SOURCE_BYTES,
) -> Plan:
    """Return the plan to look at all posts of the sources. Raises SourceError as `list_posts`."""
    plan = list_posts(sources, options, allow_empty, max_bytes)
    plan.include(plan.posts)
    return plan


def list_posts(
    sources: list[Source],
    options: Options,
    allow_empty: bool = True,
    max_bytes: int = MAX_SOURCE_BYTES,
) -> Plan:
    """Return a plan that has the posts of the sources, and includes none of them yet.

    The rules of the generator that a source is written for say what a post is. Raises SourceError
    for a source that cannot be listed, or has no posts, unless `allow_empty`.
    """
    plan = Plan(sources, max_bytes)
    for source in sources:
        every = source.paths()
        if isinstance(source, EntrySource):
            if not every and not allow_empty and not source.is_unchanged:
                raise SourceError(f"{source.name} has no posts; {HINT}")
            plan.posts.append(every)
            plan.generators.append(None)
            continue
        generator = generator_for(source, every, options)
        posts = generator.posts(every)
        plan.generators.append(generator)
        if not posts and not allow_empty:
            reason = f"has no posts ({len(every):,} other files)" if every else "has no files"
            raise SourceError(f"{source.name} {reason}; {HINT}")
        own = {SETTINGS_NAME, SCHEMA_NAME}.difference(posts) & generator.site.paths
        plan.ignored += len(every) - len(posts) - len(own)
        plan.posts.append(posts)
    return plan
