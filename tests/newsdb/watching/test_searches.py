"""What a load added for a saved search, against the change feed as oracle."""

import sqlite3
from contextlib import closing
from pathlib import Path

from newsdb.database.reading import open_read_only
from newsdb.export.changes import changes_since
from newsdb.watching.searches import NO_LOAD, Cursor, is_stale, new_since, read_cursor, saved_filter
from tests.conftest import load

POST = "---\ntitle: {title}\ndate: 2022-03-1{day} 08:00:00 +0800\ntags: [{tag}]\n---\n{body}\n"


def write(posts: Path, name: str, day: int, title: str, tag: str, body: str = "正文") -> None:
    path = posts / "_posts" / f"2022-03-1{day}-{name}.md"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(POST.format(title=title, day=day, tag=tag, body=body), encoding="utf-8")


def slugs(database: Path, since: Cursor, search: str) -> list[str]:
    with closing(open_read_only(database)) as connection:
        return [post.slug for post in new_since(connection, since, saved_filter(search))]


def cursor(database: Path, load: int | None = None) -> Cursor | None:
    with closing(open_read_only(database)) as connection:
        return read_cursor(connection, load)


def test_only_added_posts_that_match_are_new(tmp_path: Path) -> None:
    posts, database = tmp_path / "posts", tmp_path / "news.db"
    write(posts, "a", 1, "央行降息", "利率")
    write(posts, "b", 2, "无关", "其他")
    load(posts, database)
    first = cursor(database)
    assert first is not None
    write(posts, "c", 4, "再次降息", "利率")
    write(posts, "d", 3, "降息之后", "其他")
    write(posts, "b", 2, "改为降息", "其他")  # changed, not added
    load(posts, database)
    assert slugs(database, first, "降息") == ["2022-03-13-d", "2022-03-14-c"]
    assert slugs(database, first, "降息 tag:利率") == ["2022-03-14-c"]
    assert slugs(database, first, "降息 -tag:利率") == ["2022-03-13-d"]
    assert slugs(database, first, "tag:没有") == []
    assert slugs(database, NO_LOAD, "tag:利率 tag:其他") == [
        *("2022-03-11-a", "2022-03-12-b", "2022-03-13-d", "2022-03-14-c")
    ]
    last = cursor(database)
    assert last is not None
    assert slugs(database, last, "降息") == []
    (posts / "_posts" / "2022-03-14-c.md").unlink()
    load(posts, database, "--prune")
    assert slugs(database, first, "降息") == ["2022-03-13-d"]
    with closing(open_read_only(database)) as connection:
        lines = changes_since(connection, first.load).lines
        new = new_since(connection, first, saved_filter("tag:利率 tag:其他"))
    assert len(new) == sum('"change":"added"' in line for line in lines) == 1


def test_a_database_that_was_rebuilt_is_noticed(tmp_path: Path) -> None:
    posts, database = tmp_path / "posts", tmp_path / "news.db"
    write(posts, "a", 1, "题", "甲")
    load(posts, database)
    last = cursor(database)
    assert (last, cursor(database, 1), cursor(database, 2)) == (last, last, None)
    assert last is not None
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update loads set started = '2020-01-01T00:00:00+00:00'")
    with closing(open_read_only(database)) as connection:
        assert is_stale(connection, last)
        assert is_stale(connection, Cursor(2, last.started))
        assert not is_stale(connection, Cursor(1, "2020-01-01T00:00:00+00:00"))


def test_in_a_rebuilt_database_what_was_published_since_is_new(tmp_path: Path) -> None:
    posts, database = tmp_path / "posts", tmp_path / "news.db"
    for day in (1, 2, 3):
        write(posts, "a", day, "题", "甲")
    load(posts, database)
    # Posts have the time 08:00 +08:00, which is midnight in UTC.
    assert slugs(database, Cursor(7, "2022-03-12T00:00:00+00:00"), "题") == ["2022-03-13-a"]
    assert slugs(database, Cursor(7, "2022-03-11T23:59:59+00:00"), "题") == [
        *("2022-03-12-a", "2022-03-13-a")
    ]
    assert slugs(database, Cursor(7, "2022-03-13T00:00:00+00:00"), "题") == []
