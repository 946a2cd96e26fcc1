"""What a load derives from all posts: the names and totals of securities."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest

from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.models import Options
from tests.contents import contents


def write(folder: Path, name: str, body: str) -> None:
    path = folder / "_posts" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {name}\ndate: {name[:10]} 10:00:00\n---\n{body}\n", "utf-8")


def mark(name: str, host: str = "quote.a.example") -> str:
    address = f"http://{host}/unify/r/1.609018"
    return f'<p><a href="{address}" class="keytip" data-code="1,609018">{name}</a>公告。</p>'


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_name_that_changes_keeps_all_its_names(tmp_path: Path) -> None:
    folder, database = tmp_path / "site", tmp_path / "news.db"
    write(folder, "2022-01-05-a", mark("瀚海信托"))
    write(folder, "2022-02-05-b", mark("瀚海信托") + mark("瀚海信托"))
    write(folder, "2022-03-05-c", mark("瀚海证券", "quote.b.example"))
    write(folder, "2022-03-06-d", "今日，(609018.SH)停牌。")
    load(database, [Directory(folder)], Options())
    assert rows(database, "select * from securities") == [
        (
            "609018.SH",
            "瀚海证券",
            "share",
            "Shanghai",
            "http://quote.b.example/unify/r/1.609018",
            4,
            4,
            0,
            5,
            "2022-01-05",
            "2022-03-06",
            4,
        )
    ]
    assert rows(database, "select * from security_names") == [
        ("609018.SH", "瀚海信托", "hhxt", "2022-01-05", "2022-02-05", 2),
        ("609018.SH", "瀚海证券", "hhzq", "2022-03-05", "2022-03-05", 1),
    ]
    assert rows(database, "select * from security_months") == [
        ("609018.SH", "2022-01", 1, 1, 1),
        ("609018.SH", "2022-02", 1, 2, 1),
        ("609018.SH", "2022-03", 2, 2, 2),
    ]
    # What is gone is gone from every table.
    for post in (folder / "_posts").glob("2022-0[23]*"):
        post.unlink()
    load(database, [Directory(folder)], Options(), prune=True)
    assert rows(database, "select name, url, posts, mentions from securities") == [
        ("瀚海信托", "http://quote.a.example/unify/r/1.609018", 1, 1)
    ]
    assert rows(database, "select name from security_names") == [("瀚海信托",)]
    assert rows(database, "select month from security_months") == [("2022-01",)]


@pytest.mark.slow
def test_any_order_of_loads_gives_the_same(tmp_path: Path) -> None:
    posts = {
        "2022-01-05-a": mark("瀚海信托", "quote.a.example"),
        "2022-01-05-b": mark("瀚海证券", "quote.b.example"),
        "2021-12-05-c": "今日，瀚海期货(609018)停牌。",
    }
    found = []
    for number, order in enumerate(permutations(posts)):
        folder, database = tmp_path / f"{number}", tmp_path / f"{number}.db"
        for name in order:
            write(folder, name, posts[name])
            load(database, [Directory(folder)], Options())
        state = contents(database)
        found.append({table: state[table] for table in state if table.startswith("securit")})
    assert all(state == found[0] for state in found)
    assert found[0]["securities"][0][1] == "瀚海证券"


def test_a_name_is_found_in_earlier_posts_however_its_characters_are_written(
    tmp_path: Path,
) -> None:
    folder, often, once = tmp_path / "site", tmp_path / "often.db", tmp_path / "once.db"
    # As in Taiwan, as in older fonts, half simplified; and a long name.
    names = ("眾泰汽車", "衆泰汽車", "众泰汽車", "國際復興開發銀行債務管理總辦")
    for day, name in enumerate(names, 1):
        write(folder, f"2022-01-0{day}-a", f"昨日，{name}公告。")
    load(often, [Directory(folder)], Options())
    write(folder, "2022-02-01-b", mark("众泰汽车"))
    write(folder, "2022-02-02-b", mark("国际复兴开发银行债务管理总办"))
    load(often, [Directory(folder)], Options())
    load(once, [Directory(folder)], Options())
    found = "select post_id, name from post_securities where found_by = 'name' order by 1"
    assert rows(often, found) == rows(once, found)
    assert [post_id for post_id, _ in rows(often, found)] == [1, 2, 3, 4]
