"""Which files a load has to read, and which of them is the post of each slug."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.generators import Generator, generator_for
from loaders.sources import Source
from loaders.sources.entry_source import EntrySource
from loaders.sources.protocol import MAX_SOURCE_BYTES
from newsdb.exceptions import SourceError
from newsdb.models import Options
from newsdb.settings import FILE_NAME, SCHEMA_NAME

HINT = "if that is right, add --allow-empty"


class PlannedFile(NamedTuple):
    """A file of a load: the number of its source, its path in it, and its slug."""

    source: int
    path: str
    slug: str


@dataclass(slots=True)
class Plan:
    """The posts of each source in the order in which they are read, and each slug's file.

    Where files share a slug, the source named last wins, and within a source the path that
    sorts last (`old_post` after `_posts`). `duplicates` has the files before it, in that order.
    `generators` has the rules for each source, None for a source of entries.
    """

    sources: list[Source]
    max_bytes: int = MAX_SOURCE_BYTES
    paths: list[list[str]] = field(default_factory=list)
    generators: list[Generator | None] = field(default_factory=list)
    winners: dict[str, PlannedFile] = field(default_factory=dict)
    duplicates: dict[str, list[PlannedFile]] = field(default_factory=dict)
    ignored: int = 0

    @property
    def files(self) -> int:
        """How many files there are to read."""
        return sum(len(paths) for paths in self.paths)

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
    """List the posts of the sources, by the rules of the generator that each is written for.

    Raises SourceError for a source that cannot be listed, or has no posts, unless `allow_empty`.
    """
    plan = Plan(sources, max_bytes)
    for number, source in enumerate(sources):
        every = source.paths()
        if isinstance(source, EntrySource):
            if not every and not allow_empty and not source.is_unchanged:
                raise SourceError(f"{source.name} has no posts; {HINT}")
            for path in every:
                plan.add(PlannedFile(number, path, source.slug(path)))
            plan.paths.append(every)
            plan.generators.append(None)
            continue
        generator = generator_for(source, every, options)
        paths = generator.posts(every)
        plan.generators.append(generator)
        if not paths and not allow_empty:
            reason = f"has no posts ({len(every):,} other files)" if every else "has no files"
            raise SourceError(f"{source.name} {reason}; {HINT}")
        plan.ignored += len(set(every) - set(paths) - {FILE_NAME, SCHEMA_NAME})
        for path in sorted(paths):
            plan.add(PlannedFile(number, path, generator.slug(path)))
        # File names begin with the date: ids grow with time.
        plan.paths.append(sorted(paths, key=lambda path: (path.rpartition("/")[2], path)))
    return plan
