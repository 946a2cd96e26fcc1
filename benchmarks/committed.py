"""The figures in docs/performance.md, to compare a new run with."""

from __future__ import annotations

import re
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
TOLERANCE = 1.15
"""How many times as high as the committed one a ratio may be before there is a warning."""


def committed_ratios(document: str, command: str) -> dict[str, float]:
    """Return the column "of the floor" of a command's table, by the name of the row."""
    figures = re.search(
        rf"<!-- figures: {re.escape(command)} -->(.*?)<!-- end -->", document, re.DOTALL
    )
    rows = re.findall(
        r"^\| ([^|]+) \|[^|]+\|[^|]+\| ([\d.]+) \|", figures[1] if figures else "", re.M
    )
    return {name: float(ratio) for name, ratio in rows}


def warnings(committed: dict[str, float], measured: dict[str, float]) -> list[str]:
    """Return a line for each ratio that is more than 15 % worse than the committed one."""
    return [
        f"warning: {name} takes {measured[name]:.2f} times the floor, "
        f"{measured[name] / ratio - 1:.0%} more than the {ratio:.2f} in docs/performance.md"
        for name, ratio in committed.items()
        if name in measured and measured[name] > TOLERANCE * ratio
    ]
