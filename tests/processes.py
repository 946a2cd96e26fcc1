"""The processes of a server, as Linux describes them."""

import os
import re
import signal
import time
from pathlib import Path

from newsdb.web.sql_worker import MAX_MEMORY


def kill_workers() -> None:
    """Kill the workers of this process."""
    for process in children_at_work(os.getpid()):
        os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while state(process) not in "XZ" and time.monotonic() < deadline:
            time.sleep(0.01)


def descendants(process: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except FileNotFoundError:
        return []
    children = [int(each) for content in lists for each in content.split()]
    return children + [each for child in children for each in descendants(child)]


def state(process: int) -> str:
    """Return a process's state, a letter; X where it is no more."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def children_at_work(process: int) -> list[int]:
    """Return the workers of a server that are ready."""
    begun = [each for each in descendants(process) if f"{MAX_MEMORY}" in limits(each)]
    return [each for each in begun if state(each) not in "XZ"]


def limits(process: int) -> str:
    """Return what the system lets a process have; nothing where it is no more."""
    try:
        return Path(f"/proc/{process}/limits").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def resident_megabytes(process: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]
