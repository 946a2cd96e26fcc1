"""A small archive that has some of everything, for the golden pages (tests/golden/pages/).

Everything in it is invented. Its loads happen at fixed times, so that its pages are the same
whenever they are made.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
import zlib
from contextlib import closing
from pathlib import Path

from newsdb.times import instant
from tests.conftest import load

SETTINGS = """\
title: {en: The golden archive, zh: 金色档案}
description: {en: Invented news about a river town., zh: 一座河边小城的虚构新闻。}
license: CC0 1.0
license_url: https://creativecommons.org/publicdomain/zero/1.0/
publisher: Ann Example
contact: mailto:ann@ann.example
source: Written for tests
source_url: https://ann.example/source
language: zh-Hans
url: https://news.example
timezone: Asia/Shanghai
pages:
  - {title: About us, file: about.md}
queries:
  tags_by_posts:
    title: Tags by posts
    sql: select name, count(*) as posts from tags join post_tags on tag_id = id
      group by name order by posts desc, name
"""
ABOUT = "# About\n\nWho *we* are: [the first post](/article/2021-12-01-first).\n"
MARK = (
    '<span id="stock_1.609011"><a href="http://quote.a.example/unify/r/1.609011" class="keytip" '
    'data-code="1,609011">澄川化工</a></span><span id="quote_1.609011"></span>'
)
BOARD = (
    '<span id="bk_90.BK1903"><a href="http://quote.a.example/unify/r/90.BK1903" class="keytip" '
    'data-code="90,BK1903">化工板块</a></span>'
)
CHART = (
    '<p><a href="http://quote.a.example/unify/r/0.003922" data-code="003922|0|2" '
    'class="EmImageRemark"><img src="https://pic.a.example/GetPic.aspx?nid=0.003922" '
    'alt="K图 003922_0" data-code="K 003922|0|2"></a></p>'
)
STORY = (
    f"<p>{MARK}与岚山银行（600099.SH）周四在澄江签署协议，双方将在粮食仓储融资上展开合作，"
    f"{BOARD}当日上涨1.5%。</p><p>岚山银行行长表示，首期融资五亿元，明年将增加到八亿元。</p>"
)
MORE = "<p>分析人士认为，这是今年以来最大的一笔仓储融资，年利率为3.2%。</p>"
RICH = """\
Opening words about the *river bank*, see [the first post](https://news.example/first/).

## Rates & levels

| day | level |
| --- | ---: |
| Mon | 1.5 |
| Tue | 2.25 |

### Notes

A claim.[^1] `code` and **bold**, and a [mail](mailto:a@b.example) <script>alert(1)</script>.

![A boat](/assets/boat.png) ![](https://pictures.example/far.jpg) ![gone](/assets/gone.png)

## Sound and film

<audio src="/assets/song.mp3"></audio> <iframe src="https://video.example/1"></iframe>

```python
print("<hello>")
```

## Rates & levels

- one
- two

[^1]: The footnote, with 中文.
"""
FIRST = "第一篇。没有来源，没有标签。参见<https://news.example/2022/rich.html#notes>。"
EDITED = "公司2022年净利润为{profit}亿元，同比增长两成。\n\n管理层表示，明年将继续扩大产能{cut}。"
POSTS = {
    "2021-12-01-first": (
        f"title: 开张 <第一篇> & 说明\ndate: 2021-12-01\npermalink: /first/\n---\n{FIRST}"
    ),
    "2022-03-01-202203010000000001": (
        "title: 澄川化工签约\ndate: 2022-03-01 09:00:00 +0800\ncategories: rolling\n"
        "tags: [滚动新闻, 融资]\n---\n> 澄川化工与岚山银行签署协议，首期融资五亿元。\n\n"
        f'{STORY}<p class="em_media">（文章来源：澄江日报）</p>\n\n'
        "<http://stock.a.example/news/1354,202203010000000001.html>\n"
    ),
    "2022-03-01-NW202203010000000001": (
        "title: 澄川化工签约：首期五亿元\ndate: 2022-03-01 09:05:00 +0800\ncategories: rolling\n"
        f"tags: [快讯]\n---\n{STORY}<p>（文章来源：澄江日报）</p>\n\n"
        "<http://share.a.example/NewsShare.html?infoCode=NW202203010000000001>\n"
    ),
    "2022-03-02-copy": (
        "title: 岚山银行：首期五亿元\ndate: 2022-03-02 12:00:00 +0800\ntags: [融资]\n"
        f"---\n{STORY}（文章来源：瀚海证券报）\n"
    ),
    "2022-03-03-update": (
        "title: 岚山银行签约（更新）\ndate: 2022-03-03 12:00:00 +0800\ntags: [融资]\n"
        f"---\n{STORY}{MORE}（文章来源：瀚海证券报）\n"
    ),
    "2022-04-01-rich": (
        "title: The river bank rises\ndate: 2022-04-01 23:59:59 -0500\nlang: en\n"
        "authors: [Ann Example, Bob Sample]\ntags: [water, 融资]\ncategories: [notes]\n"
        "summary: A summary of its own, with “quotes”.\nimage: /assets/cover.png\n"
        "last_modified_at: 2022-04-03 10:00:00 +0000\npermalink: /2022/rich.html\n"
        f"redirect_from: [/old/rich, /旧/文]\n---\n{RICH}"
    ),
    "2022-04-02-markets": (
        "title: 南屿旅游、基金与指数\ndate: 2022-04-02 08:30:00 +0800\nauthor: 记者甲\n"
        f"tags: [市场]\n---\n{CHART}<p>南屿旅游(003922.SZ)、澄江控股（06030.HK）、"
        "河谷公司（RVR.US）、河海基金（510050.SH）与沪指（000001.SH）、北城股份（830799.BJ）周六的表现。</p>"
        "（文章来源：瀚海证券报）\n"
    ),
    "2022-05-01-edited": f"title: 利润增长\ndate: 2022-05-01 08:00:00\ntags: [市场]\n---\n"
    f"{EDITED.format(profit='3.5', cut='，并回购股份')}\n",
    "2022-05-02-removed": "title: 将被删除\ndate: 2022-05-02 08:00:00\n---\n这一篇后来没有了。\n",
    "2022-05-03-title-only": "title: 岚山银行（600099.SH）公告\ndate: 2022-05-03 00:00:00\n---\n",
    "2022-05-04-broken": "title: [坏\ndate: 2022-05-04\n---\n头部坏了。\n",
    "2022-02-30-no-day": "title: 没有这一天\n---\n日期不存在。\n",
}
SOURCES = ("澄江日报", "瀚海证券报", "潮汐")
WORDS = ("银行", "央行", "降息", "储能", "river", "芯片", "基金")
LATER: tuple[dict[str, str], ...] = (
    {
        "2022-05-01-edited": "title: 利润大增\ndate: 2022-05-01 08:00:00\ntags: [市场]\n---\n"
        f"{EDITED.format(profit='4.5', cut='，并回购股份')}\n",
        "2022-05-05-new": "title: 后来的一篇\ndate: 2022-05-05 10:00:00\ntags: [市场]\n---\n"
        f"{MARK}后来说，储能项目没有停工。\n\n（文章来源：澄江日报）\n",
    },
    {
        "2022-05-01-edited": "title: 利润大增\ndate: 2022-05-01 08:00:00\ntags: [市场]\n---\n"
        f"{EDITED.format(profit='4.5', cut='')}\n",
    },
)
"""What each load after the first finds changed or new."""


def small_posts() -> dict[str, str]:
    """Return 36 short posts, one every four days, so that lists have pages."""
    posts = {}
    for number in range(36):
        month = 12 if number < 7 else number // 7
        day = f"{2021 if number < 7 else 2022}-{month:02}-{number % 7 * 4 + 1:02}"
        word, other = WORDS[number % 7], WORDS[number * number % 5]
        source = f"\n\n（文章来源：{SOURCES[number % 3]}）" if number % 4 < 3 else ""
        posts[f"{day}-n{number:02}"] = (
            f"title: {word}第{number}号\ndate: {day} {number % 24:02}:15:00 +0800\n"
            f"tags: [编号{number % 3}, {word}]\ncategories: [短讯]\n"
            f"author: 记者{'甲乙'[number % 2]}\n---\n"
            f"{word}与{other}的消息，编号{number:b}。{MARK if number % 5 == 0 else ''}{source}\n"
        )
    return posts


def png(width: int, height: int) -> bytes:
    """Return a PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def make_pages_site(folder: Path) -> Path:
    """Load three states, the last of which has a post less; return the database."""
    posts, assets, database = folder / "_posts", folder / "assets", folder / "news.db"
    posts.mkdir()
    assets.mkdir()
    (folder / "newsdb.yml").write_text(SETTINGS, "utf-8")
    (folder / "about.md").write_text(ABOUT, "utf-8")
    (assets / "cover.png").write_bytes(png(640, 360))
    (assets / "boat.png").write_bytes(png(120, 90))
    for number, changes in enumerate(({**POSTS, **small_posts()}, *LATER)):
        for slug, content in changes.items():
            (posts / f"{slug}.md").write_text(f"---\n{content}", "utf-8")
        if number == len(LATER):
            (posts / "2022-05-02-removed.md").unlink()
        load(folder, database, "--prune")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update loads set started = '2022-07-0' || id || 'T08:00:00+00:00'")
        connection.execute(
            "update versions set seen = '2022-07-0' || iif(number = 1, 1, load_id) || 'T08:00:00Z'"
        )
    return database


def make_second_site(database: Path, folder: Path) -> list[str]:
    """Return the files of a site of two databases: the given one, and one with a part of its posts,
    by other slugs and in 2023."""
    first, second = folder / "early.db", folder / "late.db"
    for path in (first, second):
        shutil.copyfile(database, path)
    with closing(sqlite3.connect(second)) as connection, connection:
        connection.create_function("instant", 1, instant)
        for column in ("slug", "date", "published"):
            connection.execute(f"update posts set {column} = replace({column}, '2022-', '2023-')")
        connection.execute("update posts set published_utc = instant(published)")
    return [f"{first}", f"{second}"]
