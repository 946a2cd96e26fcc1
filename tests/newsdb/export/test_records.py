"""Posts as records: what each holds, in which order."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from newsdb.fields import NAMES

RECORD = """\
{"slug":"2022-08-05-202208052444610273",\
"title":"商业航天板块午后拉升 星槎航天涨近6%",\
"published":"2022-08-05T14:17:22+08:00","date":"2022-08-05","source":"SOURCE",\
"url":"http://stock.dongling.example/news/1354,202208052444610273.html",\
"summary":"8月5日13时40分后，商业航天板块快速走高，截至发稿涨2.5%，星槎航天涨5.8%报47.35元，板块内十四只股份上涨。",\
"characters":85,"tags":["滚动新闻"],"categories":["rolling"],"""


def test_a_line_is_a_record(news_db: Path, whole: Path) -> None:
    text = (whole / "posts.ndjson").read_text(encoding="utf-8")
    assert text.endswith("}\n") and "\\u" not in text
    records = [json.loads(line) for line in text.splitlines()]
    with closing(sqlite3.connect(news_db)) as connection:
        rows = connection.execute(
            "select slug, title, published, date, source, url, summary, characters, tags, "
            "categories, securities, body from articles order by slug"
        ).fetchall()
        named = connection.execute(
            "select slug, code, name, mentions, in_title from post_securities "
            "join posts on posts.id = post_id"
        ).fetchall()
        pictures = connection.execute(
            "select slug, images.url, alt from images join posts on posts.id = post_id "
            "order by slug, position"
        ).fetchall()
    names = "slug title published date source url summary characters".split()
    lists = "tags categories securities".split()
    given = [
        (*(each[name] for name in names), *(each[name] for name in lists), each["body"])
        for each in records
    ]
    assert given == [(*row[:8], *map(json.loads, row[8:11]), row[11]) for row in rows]
    assert {
        (each["slug"], *(mention[key] for key in ("code", "name", "mentions", "in_title")))
        for each in records
        for mention in each["mentions"]
    } == {(*row[:4], bool(row[4])) for row in named}
    assert [
        (each["slug"], image["url"], image["alt"]) for each in records for image in each["images"]
    ] == pictures
    assert all(type(m["in_title"]) is bool for each in records for m in each["mentions"])


def test_the_keys_and_their_order(whole: Path) -> None:
    text = (whole / "posts.ndjson").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "202208052444610273" in line)
    source = json.loads(line)["source"]
    assert line.startswith(RECORD.replace("SOURCE", source).rstrip('"').rstrip(","))
    keys = list(json.loads(line))
    # Those of the first version stay where they are; new ones come after them.
    assert (
        keys[:16]
        == (
            "slug title published date source url summary characters tags categories securities "
            "mentions images path sha256 body"
        ).split()
    )
    assert keys == list(NAMES)
