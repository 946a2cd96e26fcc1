"""Golden rows: calls of a function, and what each gives.

A file of `golden/rows` has a JSON array on each line: the arguments of a call, and last what it
returns. `NEWSDB_REWRITE_GOLDEN=1 pytest` with the test that reads a file rewrites what is last;
of a new line that may be anything. Read the diff before you commit it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from tests.paths import GOLDEN

ROWS = GOLDEN / "rows"


def check(name: str, call: Callable[..., Any]) -> None:
    """Compare what a function returns with the rows of a file."""
    path = ROWS / f"{name}.jsonl"
    rows = [json.loads(line)[:-1] for line in path.read_text("utf-8").splitlines()]
    found = [json.dumps([*row, call(*row)], ensure_ascii=False) for row in rows]
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        path.write_text("".join(f"{line}\n" for line in found), "utf-8")
    assert found == path.read_text("utf-8").splitlines()
