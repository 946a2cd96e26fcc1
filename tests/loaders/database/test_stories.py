"""Stories in the database: stable ids, shared mentions, and a record of what became of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsdb.cli import main
from tests.contents import contents

TEXT = (
    "瀚海证券今日公告，拟以自有资金回购公司股份，回购金额不低于三千万元且不超过六千万元，用于激励。"
)
CHART = (
    '<p><a class="EmImageRemark" href="http://quote.example/unify/r/1.609018" '
    'data-code="609018|1|1"><img src="http://pic.example/k.png" /></a></p>'
)
POSTS = {
    "2022-01-07-202201072239307540.md": ("08:00", f"<p>{TEXT}</p>{CHART}"),
    "2022-01-07-NW202201072239307540.md": ("08:00", TEXT),
    "2022-01-07-copy.md": ("09:00", f"{TEXT}（瀚海日报）"),
    "2022-01-07-first.md": ("07:00", TEXT),
    "2022-01-07-other.md": ("09:30", "弥光显示今日宣布新工厂开工，预计明年年底前建成投产。"),
}


def write(folder: Path, *names: str) -> Path:
    (folder / "_posts").mkdir(parents=True, exist_ok=True)
    for name in names:
        time, body = POSTS[name]
        head = f'---\ntitle: "标题"\ndate: {name[:10]} {time}:00\n---\n'
        (folder / "_posts" / name).write_text(f"{head}{body}\n", "utf-8")
    return folder


def load(folder: Path, *arguments: str) -> Result:
    command = ["load", "posts", str(folder), "--db", str(folder / "news.db"), "--jobs", "1"]
    command += ["--timezone", "Asia/Shanghai"]
    result = CliRunner().invoke(main, [*command, *arguments])
    assert result.exit_code == 0, result.output
    return result


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "news.db")) as connection:
        return connection.execute(query).fetchall()


STORIES = "select substr(slug, 12), story_id, relation from posts order by published, slug"
ROLLING, NW = "202201072239307540", "NW202201072239307540"


def test_texts_are_compared_without_their_markup(tmp_path: Path) -> None:
    folder = write(tmp_path, "2022-01-07-first.md")
    marked = TEXT.replace("瀚海证券", "**瀚海证券**").replace("公告", "[公告](https://x.example/1)")
    head = '---\ntitle: "标题"\ndate: 2022-01-07 09:00:00\n---\n'
    (folder / "_posts" / "2022-01-07-marked.md").write_text(f"{head}<div>{marked}</div>\n", "utf-8")
    load(folder)
    assert rows(folder, STORIES) == [("first", 1, None), ("marked", 1, "copy")]


def test_first_and_last_are_instants(tmp_path: Path) -> None:
    """As texts, the time in UTC would come first."""
    folder = write(tmp_path, *POSTS)
    copy = folder / "_posts" / "2022-01-07-copy.md"
    copy.write_text(copy.read_text("utf-8").replace("09:00:00", "01:30:00 +0000"), "utf-8")
    load(folder)
    times = rows(folder, "select first_published, last_published from stories")
    assert times == [("2022-01-07T07:00:00+08:00", "2022-01-07T01:30:00+00:00")]


def test_twins_and_copies_are_one_story(tmp_path: Path) -> None:
    folder = write(tmp_path, *(name for name in POSTS if "first" not in name))
    load(folder)
    (story,) = rows(folder, "select id, lead_post_id, posts, sources from stories")
    assert story[0] == story[1]
    assert story[2:] == (3, 0)
    assert rows(folder, STORIES) == [
        (ROLLING, story[0], None),
        (NW, story[0], "twin"),
        ("copy", story[0], "copy"),
        ("other", None, None),
    ]
    check = CliRunner().invoke(main, ["check", "--db", str(folder / "news.db")])
    assert check.exit_code == 0, check.output


def test_twins_share_their_mentions(tmp_path: Path) -> None:
    folder = write(tmp_path, *POSTS)
    (folder / "_posts" / "2022-01-07-first.md").unlink()
    load(folder)
    query = """select substr(slug, 12), code, mentions, found_by from post_securities
    join posts on posts.id = post_id order by slug"""
    assert rows(folder, query) == [
        (ROLLING, "609018.SH", 1, "chart"),
        (NW, "609018.SH", 1, "twin"),
    ]
    assert rows(folder, "select posts, posts_marked, posts_named from securities") == [(2, 1, 0)]
    load(write(folder, "2022-01-07-first.md"))
    assert len(rows(folder, query)) == 2


def test_a_story_keeps_its_id(tmp_path: Path) -> None:
    names = list(POSTS)
    folder = write(tmp_path, names[1], names[2])
    load(folder)
    ((story,),) = rows(folder, "select id from stories")
    load(write(folder, names[0], names[3]))
    assert rows(folder, STORIES) == [
        ("first", story, None),
        (ROLLING, story, "copy"),
        (NW, story, "copy"),
        ("copy", story, "copy"),
    ]
    assert rows(folder, "select * from story_changes") == []
    (folder / "_posts" / names[2]).unlink()
    (folder / "_posts" / names[3]).unlink()
    load(folder, "--prune")
    assert rows(folder, STORIES) == [(ROLLING, story, None), (NW, story, "twin")]


def test_stories_that_become_one_are_recorded(tmp_path: Path) -> None:
    names = list(POSTS)
    folder = write(tmp_path, names[2], names[3])
    write(folder, names[0], names[1])
    twin = folder / "_posts" / names[0]
    text = twin.read_text("utf-8")
    twin.write_text(text.replace("三千万", "四千万"), "utf-8")
    load(folder)
    assert len(rows(folder, "select id from stories")) == 2
    before = sorted(rows(folder, "select id from stories"))
    twin.write_text(text, "utf-8")
    load(folder)
    assert rows(folder, "select id, posts from stories") == [(*before[0], 4)]
    assert rows(folder, "select story_id, into_story_id from story_changes") == [
        (*before[1], *before[0])
    ]


@pytest.mark.slow
def test_any_order_of_loads_gives_the_same_stories(tmp_path: Path) -> None:
    def derived(folder: Path) -> dict[str, list[tuple[object, ...]]]:
        found = contents(folder / "news.db")
        return {name: rows for name, rows in found.items() if name != "files"}

    load(whole := write(tmp_path / "whole", *POSTS))
    expected = derived(whole)
    for number, order in enumerate(list(permutations(POSTS))[::31]):
        folder = tmp_path / f"{number}"
        for name in order:
            load(write(folder, name))
        assert derived(folder) == expected, order


def test_older_databases_get_their_stories_at_the_next_load(tmp_path: Path) -> None:
    load(folder := write(tmp_path, *POSTS))
    expected = contents(folder / "news.db")
    assert expected["stories"]
    with closing(sqlite3.connect(folder / "news.db")) as connection:
        connection.executescript(
            """update posts set story_id = null, relation = null; delete from stories;
            update story_keys set keys = x'00000000';
            delete from derivations where step in ('stories', 'totals');
            drop index idx_posts_article_id; drop view articles;
            alter table posts drop column article_id; alter table posts add column text_key integer;
            delete from _sqlite_migrations where name = 'article ids 1'; pragma user_version = 5"""
        )
    load(folder)
    assert contents(folder / "news.db") == expected
