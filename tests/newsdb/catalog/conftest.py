"""What the database says, for the tests of all descriptions."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def expected(news_db: Path) -> dict[str, str]:
    with closing(sqlite3.connect(news_db)) as connection:
        first, last = connection.execute("select min(date), max(date) from posts").fetchone()
        started = connection.execute("select started from loads").fetchone()[0]
    year, month, day = map(int, started[:10].split("-"))
    return {
        "coverage": f"{first}/{last}",
        "started": started,
        "version": f"{year}.{month}.{day}+1",
        "citation": "newsdb. A news archive as open data. "
        f"Version {year}.{month}.{day}+1 (173 posts, {first} to {last}). http://localhost/data",
    }
