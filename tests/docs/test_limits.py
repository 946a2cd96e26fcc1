"""docs/limits.md against the constants of the code."""

from __future__ import annotations

import re
from pkgutil import resolve_name

import pytest

from tests.paths import TOP

UNITS = {"": 1, "MB": 2**20, "GB": 2**30}
ROWS = re.findall(
    r"^\| (.+) \| ([\d,]+)(?: (MB|GB))? \| `([\w.]+)` \|$",
    (TOP / "docs" / "limits.md").read_text("utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(("limit", "number", "unit", "name"), ROWS)
def test_a_limit_is_as_documented(limit: str, number: str, unit: str, name: str) -> None:
    assert resolve_name(name) == int(number.replace(",", "")) * UNITS[unit], limit


def test_every_row_is_understood() -> None:
    text = (TOP / "docs" / "limits.md").read_text("utf-8")
    assert len(ROWS) == text.count("` |\n") > 0
    assert len({name for *_, name in ROWS}) == len(ROWS)
