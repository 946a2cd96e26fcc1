"""Lighthouse's scores of every kind of page: `make lighthouse` prints them as a table.

Of several runs of a page the best counts: what else the machine does makes scores worse only.
The hosts of the sample's pictures do not exist, and browsers log each picture that fails as an
error; so the site serves pictures of its own in their place. Names of pages measure those only.
Exits with 1 if a score is below its floor.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.browser.conftest import served
from tests.browser.pages import ERRORS, NOT_INDEXED, PAGES
from tests.paths import TOP

LIGHTHOUSE = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
FLOORS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
POINTS_OF_LOGGED_ERROR = 4
"""What it costs in best practices that a browser logs an error, as it does an error status."""
RUNS = 3
"""How often a page is measured at most."""
SHIFT = "cumulative-layout-shift"


def measure(url: str) -> tuple[dict[str, int], float]:
    """Return the scores of a page as a phone sees it, by category, and its layout shift."""
    with TemporaryDirectory() as directory:
        report = Path(directory, "report.json")
        subprocess.run(
            [str(LIGHTHOUSE), url, "--quiet", "--ignore-status-code", "--output=json",
             f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox --lang=en"],
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
        try:
            scores, moved = measure(url)
        except subprocess.CalledProcessError:
            continue  # Chromium did not answer in time.
        best = {name: max(score, best[name]) for name, score in scores.items()}
        shift = max(shift, moved)
        if all(best[name] >= floor for name, floor in floors.items()):
            break
    return best, shift


def with_pictures(database: Path, directory: Path) -> Path:
    """Return a copy of a database that has a picture for every URL of one."""
    copy = Path(shutil.copy(database, directory))
    content = (TOP / "static" / "card.png").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(
            "insert into image_contents (sha256, media_type, bytes, width, height, content) "
            "values (?, 'image/png', ?, 1200, 630, ?)",
            (sha256, len(content), content),
        )
        connection.execute(
            "insert or ignore into image_files (post_id, url, path, sha256) "
            "select post_id, url, '', ? from images",
            (sha256,),
        )
    return copy


def main(database: Path, names: list[str]) -> int:
    """Measure every kind of page of a database, or those that are named."""
    failed = 0
    print("| page | performance | accessibility | best practices | SEO | CLS |")
    print("|---|--:|--:|--:|--:|--:|", flush=True)
    with (
        TemporaryDirectory() as directory,
        served(with_pictures(database, Path(directory))) as site,
    ):
        for name, path in PAGES.items():
            if names and name not in names:
                continue
            floors = {key: FLOORS[key] for key in FLOORS if key != "seo" or name not in NOT_INDEXED}
            if name in ERRORS:
                floors["best-practices"] -= POINTS_OF_LOGGED_ERROR
            scores, shift = best_of(site + path, floors)
            cells = [f"{scores[key]}" if key in floors else "–" for key in FLOORS]
            print(f"| {name} | {' | '.join(cells)} | {shift:.3g} |", flush=True)
            failed += shift > 0 or any(scores[key] < floor for key, floor in floors.items())
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(TOP / "news.db", sys.argv[1:]))
