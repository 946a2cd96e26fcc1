"""What earlier loads left in the database, and what changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from loaders.changes import Gone, NewContent
from loaders.database.file_states import image_states
from loaders.database.known_files import (
    KnownFile,
    files_of_slugs,
    ids_of_files,
    known_files,
    number_of_posts,
    outdated_posts,
    settled_posts,
    settled_states,
)
from loaders.database.names import stored_names
from loaders.database.revisions import last_load_of, last_revision
from loaders.mentions.dictionary import KnownName
from loaders.plan import Plan, PlannedFile
from loaders.post_paths import in_posts_directory
from loaders.sources import Source, Stateful, Versioned
from newsdb.database.file_contents import FileContents, keeps_contents
from newsdb.database.reading import is_current, open_read_only
from newsdb.models import RawPost, Summary

OF_SLUG = "select source, path from files where slug = ? and status = 'post' and id != ?"
KEPT = """
select slug, form, bytes, content from file_contents join files on id = file_id where file_id = ?
""".strip()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier loads left of one source.

    `files` has what the database knows of the paths that the plan includes. `changed` has the paths
    that may have changed since the last load; None if any of them may have.
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
    """Include in a plan what is to be looked at, and return what earlier loads left of each source.

    Posts that are certain to be what they were are left out, unless another one of their slug is
    not. `build_key` is the stages and the options (JSON) of this load. Raises
    NotANewsDatabaseError for a file that is not a news.db.
    """
    if not _has_content(database):
        plan.include(plan.posts)
        return [Earlier() for _ in plan.sources]
    with closing(open_read_only(database, older=True)) as connection:
        changed = [
            _changed_since_last_load(connection, source, posts)
            for source, posts in zip(plan.sources, plan.posts, strict=True)
        ]
        uncertain = [
            _uncertain(connection, source, posts, since, build_key)
            for source, posts, since in zip(plan.sources, plan.posts, changed, strict=True)
        ]
        plan.include(_with_others_of_slugs(connection, plan, uncertain))
        earlier = []
        for number, source in enumerate(plan.sources):
            known = known_files(connection, source.name, build_key, plan.paths[number])
            since = changed[number]
            if isinstance(source, Stateful):
                images = image_states(connection, source.name) if is_current(connection) else {}
                since = _in_other_states(source, plan, number, known, images)
            earlier.append(Earlier(known, since))
        return earlier


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


def read_kept(database: Path, plan: Plan, build_key: tuple[str, str]) -> Iterator[NewContent]:
    """Yield the kept content of files that are gone and whose posts are to be converted again.

    That is so where other stages or options than those of `build_key` made them. A post whose slug
    another file has now is left to that. Raises DamagedContentError.
    """
    if not _has_content(database):
        return
    with closing(open_read_only(database, older=True)) as connection:
        if not keeps_contents(connection):
            return
        contents = FileContents(connection)
        looked_at = {
            source.name: set(paths) for source, paths in zip(plan.sources, plan.paths, strict=True)
        }
        for number, source in enumerate(plan.sources):
            generator, present = plan.generators[number], looked_at[source.name]
            for file_id, path, sha256 in outdated_posts(connection, source.name, build_key):
                row = connection.execute(KEPT, (file_id,)).fetchone()
                if row is None or path in present:
                    continue
                slug, form, size, frame = row
                slug = generator.slug(path) if generator else slug
                # The posts that are as they were are not in the plan.
                others = connection.execute(OF_SLUG, (slug, file_id))
                is_taken = any(other not in looked_at.get(name, ()) for name, other in others)
                if slug not in plan.winners and not is_taken:
                    raw = RawPost(path, contents.decompress(frame, size), form)
                    yield NewContent(PlannedFile(number, path, slug), sha256, raw)


def read_gone(database: Path, plan: Plan) -> Iterator[Gone]:
    """Yield the files that the sources of a plan do not have any more."""
    if not _has_content(database):
        return
    with closing(open_read_only(database, older=True)) as connection:
        for source, posts in zip(plan.sources, plan.posts, strict=True):
            present = frozenset(posts)
            # A directory that cannot be listed represents the files that were in it.
            unlisted = tuple(path.removesuffix("*.md") for path in posts if path.endswith("/*.md"))
            for path, file_id in ids_of_files(connection, source.name).items():
                if path not in present and not path.startswith(unlisted):
                    yield Gone(file_id)


def count_posts(database: Path, plan: Plan) -> int:
    """Return how many files of the sources of a plan are posts in a database."""
    with closing(open_read_only(database, older=True)) as connection:
        return sum(number_of_posts(connection, source.name) for source in plan.sources)


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


def scope_of(source: Source) -> str:
    """Return what `loads.source` calls a source."""
    return source.scope if isinstance(source, Versioned) else source.name


def _has_content(database: Path) -> bool:
    return database.exists() and database.stat().st_size > 0


def _changed_since_last_load(
    connection: sqlite3.Connection, source: Source, posts: list[str]
) -> frozenset[str] | None:
    """Return the paths that changed since the source's last load; None if any of them may have."""
    if not isinstance(source, Versioned):
        return None
    # While there were posts directories, nobody looked at the files outside of them.
    if not _have_posts_directory(posts) and _have_posts_directory(
        ids_of_files(connection, source.name)
    ):
        return None
    revision = last_revision(connection, source.name, source.scope)
    return source.changed_since(revision) if revision else None


def _have_posts_directory(paths: Iterable[str]) -> bool:
    directories = {path.rpartition("/")[0] for path in paths}
    return any(in_posts_directory(f"{directory}/") for directory in directories)


def _uncertain(
    connection: sqlite3.Connection,
    source: Source,
    posts: list[str],
    changed: frozenset[str] | None,
    build_key: tuple[str, str],
) -> set[str]:
    """Return those posts that may be something else than what an earlier load made of them."""
    if isinstance(source, Stateful) and (states := source.states()):
        # The state of a file has its path in it, so that no two files have the same.
        unsettled = {*states.values()}
        unsettled.difference_update(settled_states(connection, source.name, build_key))
        return {path for path, state in states.items() if state in unsettled}.intersection(posts)
    if changed is None:
        return set(posts)
    uncertain = set(posts)
    return uncertain.difference(
        settled_posts(connection, source.name, build_key)
    ) | uncertain.intersection(changed)


def _with_others_of_slugs(
    connection: sqlite3.Connection, plan: Plan, chosen: list[set[str]]
) -> list[Iterable[str]]:
    """Return the posts chosen of each source, and with them those that have the slug of one."""
    slugs = {plan.slug(number, path) for number, paths in enumerate(chosen) for path in paths}
    found: list[Iterable[str]] = []
    others: dict[str, set[str]] | None = None
    for source, posts, paths in zip(plan.sources, plan.posts, chosen, strict=True):
        if len(paths) == len(posts):
            found.append(posts)
            continue
        if others is None:
            others = files_of_slugs(connection, slugs)
        found.append(paths | others.get(source.name, set()).intersection(posts))
    return found


def _in_other_states(
    source: Stateful,
    plan: Plan,
    number: int,
    known: Mapping[str, KnownFile],
    images: Mapping[str, int],
) -> frozenset[str]:
    """Return the files of a source that may be others than at its last load: not only posts."""
    states, generator = source.states(), plan.generators[number]
    others = generator.site.paths.difference(plan.posts[number]) if generator else frozenset()
    return others.difference(
        path for path, state in images.items() if states.get(path) == state
    ).union(
        path
        for path in plan.paths[number]
        if path not in known or not known[path].is_in_state(states.get(path))
    )
