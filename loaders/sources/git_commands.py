"""Git as a program that answers questions: no shell, no network, no other repository.

What it is asked is made for programs: https://git-scm.com/docs/git-rev-parse and
https://git-scm.com/docs/git-cat-file (`--batch`).
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from loaders.sources.names import text_of
from loaders.sources.protocol import MAX_BYTES
from newsdb.exceptions import SourceError

OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# What would make git look at another repository than the one that was named.
FOREIGN = frozenset(
    f"GIT_{name}"
    for name in (
        *("DIR", "WORK_TREE", "INDEX_FILE", "COMMON_DIR", "NAMESPACE", "PREFIX"),
        *("OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES"),
    )
)
SETTINGS = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


def answer(location: Path, *arguments: str) -> bytes:
    """Return what git writes. Raises SourceError with what it says instead."""
    done = _run(location, *arguments)
    if done.returncode == 0:
        return done.stdout
    name, said = text_of(location.as_posix()), done.stderr.decode("utf-8", "replace").strip()
    if match := re.search(r"--add safe\.directory (.+)", said):
        raise SourceError(
            f"{name} belongs to somebody else, so git does not read it; if you trust it: "
            f"git config --global --add safe.directory {match[1]}"
        )
    if "not a git repository" in said:
        raise SourceError(f"{name} is no git repository; --ref and --path are for those")
    lines = said.splitlines() or ["it does not say why"]
    raise SourceError(f"git cannot read {name}: {lines[-1].removeprefix('fatal: ')}")


def resolve(location: Path, expression: str) -> str | None:
    """Return the id of the one object that an expression names, or None."""
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", expression)
    found = _run(location, *arguments).stdout.decode().strip()
    return found if OBJECT.fullmatch(found) else None


def contents(location: Path, objects: Sequence[str]) -> Iterator[bytes | int | None]:
    """Yield the bytes of each object, out of one stream; its size, where that is too big to
    be read; None, where it is not there. Ends early where git gives up, at a damaged one.
    """
    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{each}\n" for each in objects).encode())
        wanted.seek(0)
        process = subprocess.Popen(
            _command(location, "cat-file", "--batch"),
            stdin=wanted,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
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
            process.kill()
            stream.close()
            process.wait()


def _skip(stream: IO[bytes], count: int) -> None:
    while count and (chunk := stream.read(min(count, 2**20))):
        count -= len(chunk)


def _run(location: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = _command(location, *arguments)
    try:
        return subprocess.run(command, capture_output=True, env=_environment(), check=False)
    except FileNotFoundError:
        name = text_of(location.as_posix())
        raise SourceError(f"{name} is read by git, which is not installed") from None


def _command(location: Path, *arguments: str) -> list[str]:
    settings = ("-c", "core.quotepath=off", "-c", "protocol.allow=never")
    return ["git", "-C", str(location), *settings, *arguments]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in FOREIGN} | SETTINGS
