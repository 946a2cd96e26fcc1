"""What a .dockerignore lets into the context of a build, copied: for tests, where no engine runs.

https://docs.docker.com/build/concepts/context/#dockerignore-files
"""

from __future__ import annotations

import shutil
import sys
from fnmatch import fnmatch
from pathlib import Path


def copy_context(source: Path, target: Path) -> None:
    """Copy the files at the top of a directory that its .dockerignore lets in."""
    target.mkdir()
    lines = (source / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for path in source.iterdir():
        is_in = True
        for line in filter(None, lines):
            if fnmatch(path.name, line.removeprefix("!")):
                is_in = line.startswith("!")
        if is_in and path.is_file():
            shutil.copy(path, target)


if __name__ == "__main__":
    copy_context(Path(sys.argv[1]), Path(sys.argv[2]))
