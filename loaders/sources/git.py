"""Posts in a git repository, read from its objects: nothing is checked out.

https://git-scm.com/docs/git-ls-tree and https://git-scm.com/docs/git-diff-tree describe the
output that is parsed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from loaders.sources.git_commands import OBJECT, ObjectStore, resolve_object, rev_parse
from loaders.sources.names import escape_name, is_hidden, source_name
from loaders.sources.protocol import too_large
from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable

MISSING_OBJECT = "corrupt or missing git object (run git fsck), or a partial clone"
MAX_DAMAGED = 100
ENTRY = r"(?<![^\0])%s ([0-9a-f]+)\t%s"
"""An entry of a listing, at its start or after NUL: names may be made to look like one."""
REGULAR_FILE = re.compile(ENTRY % (r"100\d+ blob", r"([^\0]+)"))
"""The id and the name of what is neither a link nor a submodule."""


def is_bare_repository(path: Path) -> bool:
    """Return whether a directory is itself a repository, by what git looks for in one."""
    directories = (path / "objects", path / "refs")
    return (path / "HEAD").is_file() and all(each.is_dir() for each in directories)


class Git:
    """A repository's files at one commit, below the directory that was named.

    Links and submodules are left out, as are names that begin with a dot.
    """

    def __init__(
        self,
        location: Path,
        ref: str | None = None,
        directories: Sequence[str] = (),
        name: str = "",
    ) -> None:
        """Find the commit that `ref` names: a branch, tag or commit, by default HEAD.

        `location` is a repository, bare or not, or a directory in a work tree, which then is
        the root. `directories` are paths below the root, with `/`; only those are read.
        `name` is that of a repository elsewhere, of which this is a copy.
        Raises SourceError if there is no such repository or commit.
        """
        self.location = location
        self.name = name or source_name(location.as_posix())
        self.directories = tuple(
            sorted({_below_root(directory) for directory in directories} - {"."})
        )
        limits = ",".join(
            escape_name(directory).replace(",", r"\x2c") for directory in self.directories
        )
        self.scope = f"{self.name}:{limits}" if limits else self.name
        self.prefix = rev_parse(location, "--show-prefix").rstrip("/")
        self.store = ObjectStore(location)
        self.revision = self._commit(ref)
        self.tree = self._tree(self.revision)

    def paths(self) -> list[str]:
        """Return the paths of its files. Raises SourceError if a directory does not exist."""
        return list(self.objects)

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, in one stream. Raises SourceError if many objects are damaged."""
        return self.read_objects((path, self.objects[path]) for path in paths)

    def read_objects(self, files: Iterable[tuple[str, str]]) -> Iterator[RawPost | Unreadable]:
        """Yield files, each with the id of its content. Raises SourceError as `read` does."""
        rest = list(files)
        damaged = 0
        while rest:
            done = 0
            for content in self.store.read([identity for _, identity in rest]):
                yield _file(rest[done][0], content)
                done += 1
            if done == len(rest):
                return
            # Git gives up at a damaged object; those behind it may be good.
            yield Unreadable(rest[done][0], MISSING_OBJECT)
            rest = rest[done + 1 :]
            damaged += 1
            if damaged > MAX_DAMAGED:
                raise SourceError(f"{self.name} is damaged in many places: run `git fsck` in it")

    def changed_since(self, revision: str) -> frozenset[str] | None:
        """Return the paths that differ from those of a commit, or None if it is gone."""
        if not OBJECT.fullmatch(revision):
            return None
        try:
            earlier = self._tree(revision)
            if earlier == self.tree:
                return frozenset()
            names = self.store.run(
                *("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff"),
                *(earlier, self.tree, "--", *self.directories),
            )
        except SourceError:
            return None
        return frozenset(path_of_name(name) for name in names.split(b"\0")[:-1])

    @cached_property
    def objects(self) -> dict[str, str]:
        """The id of each file's object, by path."""
        arguments = ("ls-tree", "-r", "-z", "--full-tree", self.tree, "--", *self.directories)
        listing = self.store.run(*arguments).decode("utf-8", "surrogateescape")
        for directory in self.directories:
            if re.search(ENTRY % (r"\d+ [a-z]+", re.escape(directory) + r"[/\0]"), listing) is None:
                raise SourceError(
                    f"{self.name} has no {escape_name(directory)} at {self.revision[:12]}"
                )
        return {
            escape_name(name): identity
            for identity, name in REGULAR_FILE.findall(listing)
            if not is_hidden(name)
        }

    def _commit(self, ref: str | None) -> str:
        if ref is not None and (not ref or ref.startswith("-") or "\0" in ref):
            raise SourceError(f"{ref!r} is not the name of a branch, tag or commit")
        commit = resolve_object(self.location, f"{ref or 'HEAD'}^{{commit}}")
        if commit is None and ref is None:
            raise SourceError(f"{self.name} has no commits yet")
        if commit is None:
            raise SourceError(f"{self.name} has no branch, tag or commit {ref!r}")
        return commit

    def _tree(self, commit: str) -> str:
        expression = f"{commit}:{self.prefix}" if self.prefix else f"{commit}^{{tree}}"
        tree = resolve_object(self.location, expression)
        if tree is None:
            raise SourceError(f"{self.name} is not in its repository at {commit[:12]}")
        return tree


def _below_root(directory: str) -> str:
    path = PurePosixPath(directory)
    if not directory or path.is_absolute() or ".." in path.parts:
        raise SourceError(f"{directory!r} is not a path below the root of the repository")
    return path.as_posix()


def path_of_name(name: bytes) -> str:
    """Return the path of a file, as git writes its name, as text."""
    return escape_name(name.decode("utf-8", "surrogateescape"))


def _file(path: str, content: bytes | int | None) -> RawPost | Unreadable:
    if isinstance(content, bytes):
        return RawPost(path, content)
    return Unreadable(path, MISSING_OBJECT if content is None else too_large(content))
