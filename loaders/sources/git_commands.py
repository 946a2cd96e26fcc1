"""Running git on a repository that is not trusted: no command, hook or server of its own.

A repository's config can name programs (`core.fsmonitor`, `diff.*.textconv`, `filter.*.clean`
and dozens more), and git runs one as soon as a command needs it. So two kinds of commands are
kept apart. Only `rev-parse`, which finds the repository and resolves names, reads its config;
it needs none of the programs. Everything that reads contents runs in an empty Git directory of
our own (`ObjectStore`), which borrows the repository's objects but not its config.

https://git-scm.com/docs/git-rev-parse, https://git-scm.com/docs/git-cat-file (`--batch`) and
https://git-scm.com/docs/git#_environment_variables describe what is used here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from loaders.sources.names import source_name
from loaders.sources.protocol import MAX_BYTES
from newsdb.exceptions import SourceError

OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
MAX_LISTING_BYTES = 2**30
"""Trees that contain each other can list files without end; ten million names fit in this."""
MAX_SPOOL_BYTES = 2**33
"""What is known of fifty million changes of files fits in this."""
REPOSITORY_VARIABLES = frozenset(
    f"GIT_{name}"
    for name in (
        *("DIR", "WORK_TREE", "INDEX_FILE", "COMMON_DIR", "NAMESPACE", "PREFIX"),
        *("OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "EXTERNAL_DIFF"),
    )
)
"""Variables that would make git look at another repository than the one that was named."""
ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "",  # unlike protocol.allow, no config overrides this
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
}
CONFIG = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.quotePath=off", "-c", "protocol.allow=never"),
)


def rev_parse(location: Path, *arguments: str) -> str:
    """Return what `git rev-parse` prints in a repository, without the line end.

    Raises SourceError with git's own message if it fails.
    """
    done = run_git(
        source_name(str(location)), ["-C", str(location), *CONFIG, "rev-parse", *arguments]
    )
    if done.returncode:
        raise _error(location, done.stderr)
    return os.fsdecode(done.stdout[:-1])


def resolve_object(location: Path, expression: str) -> str | None:
    """Return the id of the one object that an expression names, or None."""
    options = ("--verify", "--quiet", "--end-of-options", expression)
    done = run_git(
        source_name(str(location)), ["-C", str(location), *CONFIG, "rev-parse", *options]
    )
    found = done.stdout.decode("ascii", "replace").strip()
    return found if OBJECT.fullmatch(found) else None


class ObjectStore:
    """The objects of a repository, read without its config."""

    def __init__(self, location: Path) -> None:
        """Make an empty Git directory that borrows the objects of the repository at `location`.

        Raises SourceError if there is no repository.
        """
        self.location = location
        objects = location / rev_parse(location, "--git-path", "objects")
        directory = tempfile.mkdtemp(prefix="newsdb-git-")
        weakref.finalize(self, shutil.rmtree, directory, ignore_errors=True)
        object_format = rev_parse(location, "--show-object-format")
        Path(directory, "config").write_text(
            "[core]\nrepositoryFormatVersion = 1\nbare = true\n"
            f"[extensions]\nobjectFormat = {'sha256' if object_format == 'sha256' else 'sha1'}\n"
        )
        Path(directory, "HEAD").write_text("ref: refs/heads/main\n")
        for name in ("objects", "refs"):
            Path(directory, name).mkdir()
        shallow = location / rev_parse(location, "--git-path", "shallow")
        if shallow.is_file():
            # Where the history of a shallow clone begins.
            shutil.copyfile(shallow, Path(directory, "shallow"))
        self._command = [f"--git-dir={directory}", *CONFIG]
        self._variables = {"GIT_OBJECT_DIRECTORY": str(objects.resolve())}

    def run(self, *arguments: str) -> bytes:
        """Return what git writes. Raises SourceError if it fails, or writes too much."""
        return b"".join(self._chunks(arguments, MAX_LISTING_BYTES, "too many files"))

    def _chunks(self, arguments: Sequence[str], limit: int, excess: str) -> Iterator[bytes]:
        """Yield what git writes. Raises SourceError if it fails, or at more bytes than `limit`."""
        with tempfile.TemporaryFile() as errors:
            process = self._start(arguments, subprocess.DEVNULL, errors)
            assert process.stdout is not None  # noqa: S101 - for mypy
            try:
                while chunk := process.stdout.read(2**20):
                    limit -= len(chunk)
                    if limit < 0:
                        raise SourceError(f"{source_name(str(self.location))} has {excess}")
                    yield chunk
                if process.wait():
                    errors.seek(0)
                    raise _error(self.location, errors.read(2**16))
            finally:
                _stop(process)

    def succeeds(self, *arguments: str) -> bool:
        """Return whether git succeeds."""
        process = self._start(arguments, subprocess.DEVNULL, subprocess.DEVNULL)
        process.communicate()
        return process.returncode == 0

    def spool(self, file: IO[bytes], *arguments: str) -> None:
        """Write what git writes into a file. Raises SourceError if it fails, or writes too much."""
        file.writelines(self._chunks(arguments, MAX_SPOOL_BYTES, "too long a history"))

    def read(self, objects: Sequence[str]) -> Iterator[bytes | int | None]:
        """Yield the bytes of each object; its size, if that is too large; None, if it is missing.

        Ends early where git gives up, at a damaged object.
        """
        with tempfile.TemporaryFile() as wanted:
            wanted.write("".join(f"{each}\n" for each in objects).encode())
            wanted.seek(0)
            process = self._start(("cat-file", "--batch"), wanted, subprocess.DEVNULL)
            stream = process.stdout
            assert stream is not None  # noqa: S101 - for mypy
            try:
                # Before an object's bytes and a line end: `<id> <type> <size>`.
                while head := stream.readline().split():
                    if head[1:] == [b"missing"]:
                        yield None
                    elif (size := int(head[2])) > MAX_BYTES:
                        _skip(stream, size + 1)
                        yield size
                    else:
                        content = stream.read(size + 1)
                        if len(content) <= size:
                            return
                        yield content[:-1]
            finally:
                _stop(process)

    def _start(
        self, arguments: Sequence[str], stdin: IO[bytes] | int, stderr: IO[bytes] | int
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["git", *self._command, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=_environment() | self._variables,
        )


def run_git(
    name: str, arguments: list[str], variables: Mapping[str, str] = {}, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run git on the repository called `name`, with more variables in its environment; `given` is
    its standard input.

    Raises SourceError if git is not installed.
    """
    try:
        return subprocess.run(
            ["git", *arguments],
            input=given,
            capture_output=True,
            env={**_environment(), **variables},
            check=False,
        )
    except FileNotFoundError:
        raise SourceError(f"{name} cannot be read: git is not installed") from None


def _error(location: Path, stderr: bytes) -> SourceError:
    name, message = source_name(str(location)), stderr.decode("utf-8", "replace").strip()
    if match := re.search(r"--add safe\.directory (.+)", message):
        return SourceError(
            f"git refuses to read {name}: it is owned by another user; if you trust it, run "
            f"git config --global --add safe.directory {match[1]}"
        )
    if "not a git repository" in message:
        return SourceError(NOT_A_REPOSITORY.format(name))
    lines = message.splitlines() or ["no reason given"]
    return SourceError(f"git cannot read {name}: {lines[-1].removeprefix('fatal: ')}")


NOT_A_REPOSITORY = "{} is not a git repository; --ref and --path only apply to git repositories"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def _skip(stream: IO[bytes], count: int) -> None:
    while count and (chunk := stream.read(min(count, 2**20))):
        count -= len(chunk)


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in REPOSITORY_VARIABLES}
    return kept | ENVIRONMENT
