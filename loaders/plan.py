"""Which files a load has before it, and which of them is each slug's post."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.parsers import archive_rules, jekyll
from loaders.sources import Source
from loaders.sources.entry_source import Entries


@dataclass(slots=True)
class Plan:
    """What a run has before it: the posts of each source in order of time, and each slug's file.

    Where files share a slug, the one of the source named last counts, and in one source the
    one whose path sorts last (`old_post` after `_posts`). `others` holds the ones before it.
    Files are told by the number of their source and their path.
    """

    sources: list[Source]
    paths: list[list[str]] = field(default_factory=list)
    winners: dict[str, tuple[int, str]] = field(default_factory=dict)
    others: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    ignored: int = 0

    @property
    def files(self) -> int:
        """How many files there are to read."""
        return sum(len(paths) for paths in self.paths)

    def add(self, slug: str, place: tuple[int, str]) -> None:
        """Add a slug's file, which counts instead of the one before."""
        if slug in self.winners:
            self.others.setdefault(slug, []).append(self.winners[slug])
        self.winners[slug] = place


def make_plan(sources: list[Source]) -> Plan:
    """List what the sources hold. In one with posts folders, only those hold posts."""
    plan = Plan(sources)
    for number, source in enumerate(sources):
        every = source.paths()
        if isinstance(source, Entries):
            for path in every:
                plan.add(source.slug(path), (number, path))
            plan.paths.append(every)
            continue
        paths = [path for path in every if jekyll.is_post_name(path)]
        if any(_in_posts_folder(path) for path in paths):
            paths = [path for path in paths if _in_posts_folder(path)]
        plan.ignored += len(every) - len(paths)
        for path in sorted(paths):
            plan.add(slug_of(path), (number, path))
        # File names begin with the date: ids grow with time.
        plan.paths.append(sorted(paths, key=lambda path: (path.rpartition("/")[2], path)))
    return plan


def slug_in(source: Source, path: str) -> str:
    """Return the slug of what a source holds at a path."""
    return source.slug(path) if isinstance(source, Entries) else slug_of(path)


def slug_of(path: str) -> str:
    """Return the slug of the post at a path."""
    return jekyll.slug_of(path, archive_rules.POSTS_FOLDERS)


def _in_posts_folder(path: str) -> bool:
    return not archive_rules.POSTS_FOLDERS.isdisjoint(path.split("/")[:-1])
