"""Ten years of posts, several on a day, with as many names of each kind as large archives have."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.conftest import load

FIRST, DAYS = date(2013, 1, 1), 3652
SOURCES = 200
TAGS = 400
CODES = 300
WORDS = ("银行", "央行", "降息", "储能", "光伏", "芯片", "基金", "债券")
"""In every post one of them, so that each is written about in all years."""


def load_decade(folder: Path) -> Path:
    """Load the posts into a database in a folder, and return its path."""
    (folder / "_posts").mkdir()
    for number in range(DAYS + DAYS // 8):
        # Some days have two posts, and none is a copy of another.
        day = f"{FIRST + timedelta(days=number % DAYS)}"
        word, tag = WORDS[number % len(WORDS)], number * 7
        code = f"{600001 + number % CODES}"
        content = (
            f"---\ntitle: 关于{word}的长标题第{number}号，长到手机上占三行：以及为什么\n"
            f"date: {day} {number % 24:02}:15:00 +0800\nauthor: 记者{number % 150}号\n"
            f"categories: [栏目{number % 60}号]\n"
            f"tags: [标签{tag % TAGS}号, 标签{(tag + 1) % TAGS}号, 标签{(tag + 2) % TAGS}号]\n---\n"
            f"{word}第{number}号的消息，公司（{code}.SH）也在其中。{number:b}。\n\n"
            f"（文章来源：第{number % SOURCES}号证券报）\n"
        )
        (folder / "_posts" / f"{day}-{number}.md").write_text(content, "utf-8")
    return load(folder, folder / "news.db")
