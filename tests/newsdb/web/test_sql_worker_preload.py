"""What SQL workers share: whatever the first query needs is loaded before they are forked."""

import subprocess
import sys

from tests.paths import TOP

SCRIPT = """
import newsdb.web.sql_worker_preload
from newsdb.search.variants import converter
print(converter.cache_info().currsize, "rjieba" in __import__("sys").modules)
"""


def test_dictionaries_are_loaded() -> None:
    """Those for simplified and traditional characters, and jieba's, by which `excerpt` cuts."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=TOP)
    assert (done.stdout, done.stderr) == ("3 True\n", "")
