"""Posts in a git repository, read from its objects: nothing is checked out.

https://git-scm.com/docs/git-ls-tree and https://git-scm.com/docs/git-diff-tree say what
the commands write.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from loaders.sources.git_commands import OBJECT, answer, contents, resolve
from loaders.sources.names import is_hidden, text_of
from loaders.sources.protocol import too_big
from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable

NO_OBJECT = "its object is damaged (`git fsck` tells), or missing, as in a partial clone"
MAX_DAMAGED = 100


def is_bare_repository(path: Path) -> bool:
    """Tell whether a directory is itself a repository, by what git looks for in one."""
    folders = (path / "objects", path / "refs")
    return (path / "HEAD").is_file() and all(folder.is_dir() for folder in folders)


class Git:
    """A repository's files at one commit, below the directory that was named.

    Links and submodules are left out, as are names that begin with a dot.
    """

    def __init__(self, location: Path, ref: str | None = None, folders: Sequence[str] = ()) -> None:
        """Find the commit that `ref` names: a branch, tag or commit, by default HEAD.

        `location` is a repository, bare or not, or a folder in a work tree: then that folder
        is the root. `folders` are paths below the root, with `/`; only those are read.
        Raises SourceError where there is no such repository or commit.
        """
        self.location = location
        self.name = text_of(location.as_posix())
        self.folders = tuple(sorted({_below_root(folder) for folder in folders} - {"."}))
        limits = ",".join(text_of(folder).replace(",", r"\x2c") for folder in self.folders)
        self.scope = f"{self.name}:{limits}" if limits else self.name
        self.prefix = os.fsdecode(answer(location, "rev-parse", "--show-prefix")[:-1]).rstrip("/")
        self.revision = self._commit(ref)
        self.tree = self._tree(self.revision)

    def paths(self) -> list[str]:
        """Return the paths of its files. Raises SourceError for a folder that is not there."""
        return list(self._objects)

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, out of one stream. Raises SourceError for a repository in ruins."""
        rest = list(paths)
        damaged = 0
        while rest:
            done = 0
            for content in contents(self.location, [self._objects[path] for path in rest]):
                yield _file(rest[done], content)
                done += 1
            if done == len(rest):
                return
            # Git gives up at an object that is damaged; behind it the rest may be whole.
            yield Unreadable(rest[done], NO_OBJECT)
            rest = rest[done + 1 :]
            damaged += 1
            if damaged > MAX_DAMAGED:
                raise SourceError(f"{self.name} is damaged in many places: run `git fsck` in it")

    def changed_since(self, revision: str) -> frozenset[str] | None:
        """Return the paths that differ from those of a commit, or None where it is gone."""
        if not OBJECT.fullmatch(revision):
            return None
        try:
            earlier = self._tree(revision)
            if earlier == self.tree:
                return frozenset()
            names = answer(
                self.location,
                *("diff-tree", "-r", "-z", "--name-only", "--no-renames"),
                *(earlier, self.tree, "--", *self.folders),
            )
        except SourceError:
            return None
        return frozenset(_path(name) for name in names.split(b"\0")[:-1])

    @cached_property
    def _objects(self) -> dict[str, str]:
        """The id of each file's object, by path."""
        arguments = ("ls-tree", "-r", "-z", "--full-tree", self.tree, "--", *self.folders)
        listing = answer(self.location, *arguments)
        entries = [entry.partition(b"\t") for entry in listing.split(b"\0")[:-1]]
        for folder in map(os.fsencode, self.folders):
            if not any(name == folder or name.startswith(folder + b"/") for _, _, name in entries):
                raise SourceError(f"{self.name} has no {_path(folder)} at {self.revision[:12]}")
        found: dict[str, str] = {}
        for head, _, name in entries:
            mode, _, identity = head.split()
            path = _path(name)
            if mode.startswith(b"100") and not is_hidden(path):
                found[path] = identity.decode()
        return found

    def _commit(self, ref: str | None) -> str:
        if ref is not None and (not ref or ref.startswith("-") or "\0" in ref):
            raise SourceError(f"{ref!r} is no name of a branch, tag or commit")
        commit = resolve(self.location, f"{ref or 'HEAD'}^{{commit}}")
        if commit is None and ref is None:
            raise SourceError(f"{self.name} has no commit yet")
        if commit is None:
            raise SourceError(f"{self.name} has no branch, tag or commit {ref!r}")
        return commit

    def _tree(self, commit: str) -> str:
        folder = f"{commit}:{self.prefix}" if self.prefix else f"{commit}^{{tree}}"
        tree = resolve(self.location, folder)
        if tree is None:
            raise SourceError(f"{self.name} is not in its repository at {commit[:12]}")
        return tree


def _below_root(folder: str) -> str:
    path = PurePosixPath(folder)
    if not folder or path.is_absolute() or ".." in path.parts:
        raise SourceError(f"{folder!r} is no path below the root of the repository")
    return path.as_posix()


def _path(name: bytes) -> str:
    return text_of(name.decode("utf-8", "surrogateescape"))


def _file(path: str, content: bytes | int | None) -> RawPost | Unreadable:
    if isinstance(content, bytes):
        return RawPost(path, content)
    return Unreadable(path, NO_OBJECT if content is None else too_big(content))
