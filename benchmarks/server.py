"""A running `newsdb serve`, and what it uses of the machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class Usage(NamedTuple):
    """What a server uses: memory of its own process and of all below it, in MB, the number of
    those processes, and the server's open file descriptors."""

    megabytes: float
    worker_megabytes: float
    workers: int
    descriptors: int


class Server(NamedTuple):
    """A running `newsdb serve`."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        """The URL of its home page, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def usage(self) -> Usage:
        """Return what the server uses now (Linux)."""
        own = self.process.pid
        others = [memory(pid) for pid in descendants(own)]
        descriptors = len(list(Path(f"/proc/{own}/fd").iterdir()))
        return Usage(memory(own), sum(others), len(others), descriptors)


def descendants(ancestor: int) -> set[int]:
    """Return the process ids of the children of a process, of their children, and so on."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        # Gone meanwhile.
        with suppress(OSError):
            # The name, in parentheses, may hold spaces and parentheses of its own.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found, known = set[int](), {ancestor}
    while known:
        known = {pid for pid, parent in parents.items() if parent in known}
        found |= known
    return found


def cpu_seconds(process: int) -> float:
    """Return the CPU time that a process and all below it have taken (Linux)."""
    ticks = 0
    for pid in (process, *descendants(process)):
        with suppress(OSError):
            # The name, in parentheses, may hold spaces; user and system time are fields 14 and 15.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> float:
    """Return a process's share of the memory that is in use (PSS) in MB, 0 if it is gone.

    What several processes share counts in each of them in part, so that sums are right.
    """
    with suppress(OSError):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        if match := re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE):
            return int(match[1]) / 1024
    return 0.0


@contextmanager
def served(database: Path, folder: Path) -> Iterator[Server]:
    """Serve a database on a free port; the server's log is a file in `folder`."""
    log = folder / f"{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "newsdb", "serve", "--db", database, "--port", "0"],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            while not (said := re.search(rb"Serving .* at http://.*:(\d+)/", log.read_bytes())):
                if process.poll() is not None:
                    sys.exit(f"newsdb serve did not start:\n{log.read_text()}")
                time.sleep(0.1)
            yield Server(process, int(said[1]))
        finally:
            process.terminate()
            process.wait()
