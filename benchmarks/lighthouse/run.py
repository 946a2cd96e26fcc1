"""Lighthouse's scores of every kind of page: `make lighthouse` prints them as a table.

Of several runs of a page the best counts: what else the machine does makes scores worse only.
Exits with 1 if a score is below its floor.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.browser.conftest import served
from tests.browser.pages import NOT_INDEXED, PAGES
from tests.paths import TOP

LIGHTHOUSE = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
FLOORS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
"""How often a page is measured at most."""
SHIFT = "cumulative-layout-shift"


def measure(url: str) -> tuple[dict[str, int], float]:
    """Return the scores of a page as a phone sees it, by category, and its layout shift."""
    with TemporaryDirectory() as directory:
        report = Path(directory, "report.json")
        subprocess.run(
            [str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}",
             "--chrome-flags=--headless=new --no-sandbox --lang=en"],
            env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
            check=True,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    scores = {name: round(100 * (each["score"] or 0)) for name, each in found["categories"].items()}
    return {name: scores[name] for name in FLOORS}, found["audits"][SHIFT]["numericValue"]


def best_of(url: str, floors: dict[str, int]) -> tuple[dict[str, int], float]:
    """Return the best scores of a page, and its largest layout shift."""
    best, shift = dict.fromkeys(FLOORS, 0), 0.0
    for _ in range(RUNS):
        scores, moved = measure(url)
        best = {name: max(score, best[name]) for name, score in scores.items()}
        shift = max(shift, moved)
        if all(best[name] >= floor for name, floor in floors.items()):
            break
    return best, shift


def main(database: Path) -> int:
    """Measure every kind of page of a database."""
    failed = 0
    print("| page | performance | accessibility | best practices | SEO | CLS |")
    print("|---|--:|--:|--:|--:|--:|", flush=True)
    with served(database) as site:
        for name, path in PAGES.items():
            # Pages with an error status say nothing to search engines.
            floors = {key: FLOORS[key] for key in FLOORS if key != "seo" or name not in NOT_INDEXED}
            scores, shift = best_of(site + path, floors)
            cells = [f"{scores[key]}" if key in floors else "–" for key in FLOORS]
            print(f"| {name} | {' | '.join(cells)} | {shift:.3g} |", flush=True)
            failed += shift > 0 or any(scores[key] < floor for key, floor in floors.items())
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(TOP / "news.db"))
