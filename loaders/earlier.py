"""What earlier loads left in the database, and what changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from loaders.changes import NewContent
from loaders.database.file_states import image_states
from loaders.database.known_files import KnownFile, known_files
from loaders.database.names import stored_names
from loaders.database.revisions import last_load_of, last_revision
from loaders.mentions.dictionary import KnownName
from loaders.plan import Plan, PlannedFile
from loaders.post_paths import in_posts_directory
from loaders.sources import Source, Stateful, Versioned
from newsdb.database.file_contents import FileContents, keeps_contents
from newsdb.database.reading import is_current, open_read_only
from newsdb.models import RawPost, Summary

KEPT = """
select slug, form, bytes, content from file_contents join files on id = file_id where file_id = ?
""".strip()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier loads left of one source.

    `files` has what the database knows of each path. `changed` has the paths that may have
    changed since the last load; None if any of them may have.
    """

    files: dict[str, KnownFile] = field(default_factory=dict)
    changed: frozenset[str] | None = None

    def unchanged(self, path: str) -> KnownFile | None:
        """Return what is known of a file that cannot have changed, or None if it must be read."""
        known = self.files.get(path)
        if self.changed is None or path in self.changed or known is None or known.sha256 is None:
            return None
        return known


def read_earlier(database: Path, plan: Plan, build_key: tuple[str, str]) -> list[Earlier]:
    """Return what earlier loads left of each source of a plan.

    `build_key` is the stages and the options (JSON) of this load. Raises
    NotANewsDatabaseError for a file that is not a news.db.
    """
    if not _has_content(database):
        return [Earlier() for _ in plan.sources]
    with closing(open_read_only(database, older=True)) as connection:
        return [
            Earlier(
                known := known_files(connection, source.name, build_key),
                changed_files(connection, source, known, paths),
            )
            for source, paths in zip(plan.sources, plan.paths, strict=True)
        ]


def last_load_if_unchanged(
    database: Path,
    sources: list[Source],
    revisions: Sequence[str | None],
    build_key: tuple[str, str],
) -> Summary | None:
    """Return the summary of a load that repeats the last one, judging by revisions alone.

    `revisions` are those of the sources, `build_key` is the stages and the options (JSON) of this
    load. None if there may be something to do. Raises NotANewsDatabaseError for a file that is not
    a news.db.
    """
    known = [revision for revision in revisions if revision]
    if len(known) < len(sources) or not _has_content(database):
        return None
    names, scopes = [source.name for source in sources], [scope_of(source) for source in sources]
    with closing(open_read_only(database, older=True)) as connection:
        if not is_current(connection):
            return None
        return last_load_of(connection, names, scopes, known, build_key)


def read_kept(database: Path, plan: Plan, earlier: list[Earlier]) -> Iterator[NewContent]:
    """Yield the kept content of files that are gone and whose posts are to be converted again.

    That is so where other stages or options made them. A post whose slug another file has now is
    left to that. Raises DamagedContentError.
    """
    if not any(before.files for before in earlier):
        return
    with closing(open_read_only(database, older=True)) as connection:
        if not keeps_contents(connection):
            return
        contents = FileContents(connection)
        for number, (before, paths) in enumerate(zip(earlier, plan.paths, strict=True)):
            generator, present = plan.generators[number], set(paths)
            for path, known in before.files.items():
                if path in present or known.up_to_date or known.status != "post":
                    continue
                row = connection.execute(KEPT, (known.id,)).fetchone()
                if row is None or known.sha256 is None:
                    continue
                slug, form, size, frame = row
                slug = generator.slug(path) if generator else slug
                if slug not in plan.winners:
                    raw = RawPost(path, contents.decompress(frame, size), form)
                    yield NewContent(PlannedFile(number, path, slug), known.sha256, raw)


def is_older(database: Path) -> bool:
    """Return whether a database is there that this version has to migrate."""
    if not _has_content(database):
        return False
    with closing(open_read_only(database, older=True)) as connection:
        return not is_current(connection)


def are_new_names(names: tuple[KnownName, ...] | None, database: Path) -> bool:
    """Return whether a publisher's names are not those that a database of this version has."""
    if names is None or not _has_content(database):
        return False
    with closing(open_read_only(database)) as connection:
        known = {each for each in stored_names(connection) if each.origin == "user"}
    return set(names) != known


def changed_files(
    connection: sqlite3.Connection,
    source: Source,
    known: Mapping[str, KnownFile],
    paths: Iterable[str],
) -> frozenset[str] | None:
    """Return the paths that changed since the source's last load; None if any of them may have.

    `known` are the files of earlier loads, `paths` those of this one.
    """
    if isinstance(source, Stateful):
        states = source.states()
        same = {path for path, file in known.items() if file.is_in_state(states.get(path))}
        if is_current(connection):
            images = image_states(connection, source.name).items()
            same |= {path for path, state in images if states.get(path) == state} - known.keys()
        # Not only posts: images may have changed, too. A first load need not list all files again.
        return frozenset(source.paths()).difference(same) if same else None
    if not isinstance(source, Versioned):
        return None
    # While there were posts directories, nobody looked at the files outside of them.
    if any(map(in_posts_directory, known)) and not any(map(in_posts_directory, paths)):
        return None
    revision = last_revision(connection, source.name, source.scope)
    return source.changed_since(revision) if revision else None


def scope_of(source: Source) -> str:
    """Return what `loads.source` calls a source."""
    return source.scope if isinstance(source, Versioned) else source.name


def _has_content(database: Path) -> bool:
    return database.exists() and database.stat().st_size > 0
