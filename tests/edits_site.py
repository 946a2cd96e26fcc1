"""A site whose articles were edited, for the tests of pages and queries about versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.conftest import load

OF_EDITS = (
    *("most_edited", "titles_changed", "numbers_changed", "companies_changed"),
    *("silent_cuts", "version_text"),
)
"""The named queries about edits: the sample, in which nothing was edited, has no answer."""
A, B, C, D = "2022-01-01-a", "2022-01-02-b", "2022-01-03-c", "2022-01-04-d"
TEXT = "公司2022年净利润为3.5亿元，同比增长两成。\n\n管理层表示，明年将继续扩大产能，并回购股份。"
STATES: tuple[dict[str, tuple[str, str]], ...] = (
    {A: ("利润增长", TEXT), B: ("公告", TEXT), C: ("没有修改", "全文。"), D: ("题", "全文。")},
    {
        A: ("利润大增", TEXT.replace("3.5", "4.5")),
        B: ("公告", f"{TEXT}，又。"),
        D: ("题", "全文（600160.SH）。"),
    },
    {A: ("利润大增", TEXT.replace("3.5", "4.5").replace("，并回购股份", "<b>，并回购股份</b>"))},
    {A: ("利润大增", "公司2022年净利润为4.5亿元，同比增长两成。")},
)
"""What each load finds, where that is another than before: title and text by slug."""
TIMES = tuple(f"2022-02-0{day}T08:00:00Z" for day in range(1, 6))


def make_edits_site(folder: Path) -> Path:
    """Load the states one after another; the last load finds B removed. Return the database."""
    posts, database = folder / "site" / "_posts", folder / "news.db"
    posts.mkdir(parents=True)
    for state in STATES:
        for slug, (title, text) in state.items():
            content = f"---\ntitle: {title}\ndate: {slug[:10]} 08:00:00\n---\n{text}\n"
            (posts / f"{slug}.md").write_text(content, "utf-8")
        load(folder / "site", database)
    (posts / f"{B}.md").unlink()
    load(folder / "site", database, "--prune")
    with closing(sqlite3.connect(database)) as connection, connection:
        for number, time in enumerate(TIMES, 1):
            connection.execute("update versions set seen = ? where number = ?", (time, number))
    return database
