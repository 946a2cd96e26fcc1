"""Freed memory goes back to the system."""

import platform
import subprocess
import sys

import pytest

from tests.paths import TOP

SCRIPT = """
from pathlib import Path
from newsdb.memory import release_memory

def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

# Too large for Python's own allocator, too small to have pages of their own.
blocks = [bytes(2000) for _ in range(50_000)]
last = bytes(2000)
del blocks
held = megabytes()
release_memory()
print(held - megabytes())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep no memory")
def test_memory_is_released() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=TOP)
    assert done.stderr == ""
    assert float(done.stdout) > 80
