"""`newsdb` as a person types it, and what the database holds afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from newsdb.cli import main

POST = """---
layout: post
title: "远汐储能拟扩产"
date: 2022-03-01 09:30:00 +0800
categories: rolling
tags: 潮汐经济报道 潮汐APP新闻
---
> 远汐储能公告，拟在东岭扩建二期产线。

<p><span id="stock_0.301908"><a href="http://quote.example/0.301908" class="keytip" \
data-code="0,301908">远汐储能</a></span><span id="quote_0.301908"></span>公告，拟扩产。</p>\
<p class="em_media">（文章来源：瀚海<span id="bk_90.BK1903"><a class="keytip" \
data-code="90,BK1903">证券</a></span>报）</p>

<http://finance.example/news/1353,202203012290000001.html>

[返回滚动新闻](//news.example/rolling/)｜[返回首页](//news.example/)"""


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def rows(query: str, path: str = "news.db") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def write_posts(count: int, root: str = "site") -> None:
    Path(root).mkdir(exist_ok=True)
    for number in range(count):
        text = f"---\ntitle: T{number}\n---\ntext {number}\n"
        Path(root, f"2022-01-01-{number:03}.md").write_text(text)
