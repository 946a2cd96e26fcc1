"""Processes that serve one socket together: replaced if they end, and gone with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.paths import TOP
from tests.processes import descendants, state

PARENT = """
import signal, sys, time
from pathlib import Path
from newsdb.exceptions import ServeError
from newsdb.http import processes

processes.MIN_SECONDS = float(sys.argv[2])

def leave(*_):
    sys.exit(0)

def serve(number):
    Path(sys.argv[1], f"{number}").touch()
    {work}

signal.signal(signal.SIGTERM, leave)
try:
    processes.supervise(2, serve)
except ServeError as error:
    sys.exit(f"{error}")
finally:
    Path(sys.argv[1], "cleaned").touch()
"""


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def start(directory: Path, work: str, min_seconds: float = 0) -> subprocess.Popen[str]:
    script = PARENT.replace("{work}", work)
    command = [sys.executable, "-c", script, f"{directory}", f"{min_seconds}"]
    return subprocess.Popen(command, cwd=TOP, stderr=subprocess.PIPE, text=True)


def names(directory: Path) -> set[str]:
    return {file.name for file in directory.iterdir()}


def test_a_process_that_ends_is_replaced_until_the_parent_is_stopped(tmp_path: Path) -> None:
    with start(tmp_path, "time.sleep(600)") as parent:
        wait_for(lambda: names(tmp_path) == {"0", "1"})
        children = descendants(parent.pid)
        os.kill(children[0], signal.SIGKILL)
        wait_for(lambda: names(tmp_path) == {"0", "1", "2"})
        children = descendants(parent.pid)
        parent.terminate()
        _, errors = parent.communicate(timeout=60)
    assert (parent.returncode, len(children)) == (0, 2)
    assert [state(child) for child in children] == ["X", "X"]
    assert errors == "newsdb: a server process exited (status -9); starting another\n"
    # The parent alone cleans up.
    assert names(tmp_path) == {"0", "1", "2", "cleaned"}


def test_processes_that_cannot_start_are_not_started_again(tmp_path: Path) -> None:
    work = "raise ServeError('no port')"
    with start(tmp_path, work, min_seconds=60) as parent:
        _, errors = parent.communicate(timeout=60)
    assert parent.returncode == 1
    assert "Error: no port\n" in errors
    assert errors.endswith("a server process exited during startup; see the output above\n")
    assert names(tmp_path) <= {"0", "1", "cleaned"}


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    with start(tmp_path, "time.sleep(600)") as parent:
        wait_for(lambda: names(tmp_path) == {"0", "1"})
        children = descendants(parent.pid)
        parent.kill()
    wait_for(lambda: {state(child) for child in children} <= {"X", "Z"})
