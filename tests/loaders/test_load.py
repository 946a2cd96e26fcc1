"""`newsdb load posts`, `check` and `problems`, as a person types them."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsdb.cli import main
from newsdb.commands.progress import progress_bar

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


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def rows(query: str, path: str = "news.db") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts/2022-03-01-202203012290000001.md").write_text(POST)
    return tmp_path


def test_navigation_with_brackets_in_its_address_is_dropped() -> None:
    first, _, _ = POST.rpartition("[返回滚动新闻]")
    links = "[返回报(香港)新闻](//x.example/category/bao(xianggang).html)｜[返回首页](//x.example/)"
    Path("_posts/2022-03-01-202203012290000001.md").write_text(first + links)
    run("load", "posts", ".", "--no-split")
    assert rows("select url, body like '%返回%' from posts") == [
        ("http://finance.example/news/1353,202203012290000001.html", 0)
    ]


def test_a_post_becomes_rows() -> None:
    result = run("load", "posts", ".", "--no-split")
    assert result.exit_code == 0, result.output
    assert "news.db: 1 added, 0 changed, 0 unchanged, 0 removed, 0 duplicates, " in result.output
    assert rows("select slug, title, published, date, url, summary, path, body from posts") == [
        (
            "2022-03-01-202203012290000001",
            "远汐储能拟扩产",
            "2022-03-01T09:30:00+08:00",
            "2022-03-01",
            "http://finance.example/news/1353,202203012290000001.html",
            "远汐储能公告，拟在东岭扩建二期产线。",
            "_posts/2022-03-01-202203012290000001.md",
            "远汐储能公告，拟扩产。",
        )
    ]
    assert rows("select name, slug from sources") == [("瀚海证券报", "hanhaizhengquanbao")]
    assert rows("select name from tags") == [("潮汐经济报道 潮汐APP新闻",)]
    assert rows("select name from categories") == [("rolling",)]
    assert rows("select code, name, kind, market, url, posts, mentions from securities") == [
        ("301908.SZ", "远汐储能", "share", "Shenzhen", "http://quote.example/0.301908", 1, 2)
    ]
    assert rows("select source, path, status, post_id from files") == [
        (".", "_posts/2022-03-01-202203012290000001.md", "post", 1)
    ]
    assert rows("""select rowid from posts_fts where posts_fts match '"扩 产"'""") == [(1,)]


def test_tags_are_split_at_spaces_as_jekyll_does_unless_told_not_to() -> None:
    run("load", "posts", ".")
    assert rows("select name from tags order by id") == [("潮汐经济报道",), ("潮汐APP新闻",)]


def test_other_options_make_every_post_anew() -> None:
    run("load", "posts", ".")
    assert "1 changed" in run("load", "posts", ".", "--no-split").output
    assert rows("select name from tags order by id") == [("潮汐经济报道 潮汐APP新闻",)]
    assert "1 unchanged" in run("load", "posts", ".", "--no-split").output


def test_loading_nothing_new_leaves_the_bytes_alone(folder: Path) -> None:
    run("load", "posts", ".")
    before = (folder / "news.db").stat()
    assert "0 added, 0 changed, 1 unchanged" in run("load", "posts", ".").output
    after = (folder / "news.db").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_changed_post_keeps_its_id_and_its_search_is_that_of_its_new_text(folder: Path) -> None:
    (folder / "_posts/2022-03-02-second.md").write_text("---\ntitle: 第二篇\n---\n港口繁忙。")
    run("load", "posts", ".")
    path = folder / "_posts/2022-03-01-202203012290000001.md"
    path.write_text(POST.replace("拟扩产", "暂缓扩建").replace("301908", "301905"))
    assert "1 changed, 1 unchanged" in run("load", "posts", ".").output
    assert rows("select id, title from posts order by id") == [
        (1, "远汐储能暂缓扩建"),
        (2, "第二篇"),
    ]
    assert rows("""select rowid from posts_fts where posts_fts match '"扩 产"'""") == []
    assert rows("""select rowid from posts_fts where posts_fts match '"暂 缓"'""") == [(1,)]
    assert rows("select code from securities") == [("301905.SZ",)]


def test_a_post_that_moved_is_one_post_and_the_later_folder_counts(folder: Path) -> None:
    (folder / "old_post").mkdir()
    (folder / "old_post/2022-03-01-202203012290000001.md").write_text(
        POST.replace("拟在东岭", "拟在北渡")
    )
    assert "1 added" in run("load", "posts", ".").output
    assert rows("select summary from posts") == [("远汐储能公告，拟在北渡扩建二期产线。",)]
    assert rows("select path, status, post_id from files order by path") == [
        ("_posts/2022-03-01-202203012290000001.md", "duplicate", 1),
        ("old_post/2022-03-01-202203012290000001.md", "post", 1),
    ]


def test_the_source_named_last_counts() -> None:
    Path("new").mkdir()
    Path("new/2022-03-01-202203012290000001.md").write_text("新的。")
    run("load", "posts", "_posts", "new", "--db", "a.db")
    run("load", "posts", "new", "_posts", "--db", "b.db")
    assert rows("select body from posts", "a.db") == [("新的。",)]
    assert rows("select body from posts", "b.db") == [("远汐储能公告，拟扩产。",)]


def test_a_good_copy_counts_where_the_last_one_is_rejected(folder: Path) -> None:
    (folder / "old_post").mkdir()
    (folder / "old_post/2022-03-01-202203012290000001.md").write_bytes(b"\0\1\2\3")
    run("load", "posts", ".")
    assert rows("select path, status from files order by path") == [
        ("_posts/2022-03-01-202203012290000001.md", "post"),
        ("old_post/2022-03-01-202203012290000001.md", "rejected"),
    ]


def test_posts_stay_when_their_file_is_gone_and_go_with_prune(folder: Path) -> None:
    run("load", "posts", ".")
    (folder / "_posts/2022-03-01-202203012290000001.md").unlink()
    (folder / "_posts/2022-03-02-second.md").write_text("第二篇。")
    assert "1 added, 0 changed, 0 unchanged, 0 removed" in run("load", "posts", ".").output
    assert "1 removed" in run("load", "posts", ".", "--prune").output
    assert rows("select slug from posts") == [("2022-03-02-second",)]
    for table in ("tags", "categories", "sources", "securities", "post_tags"):
        assert rows(f"select * from {table}") == []
    assert rows("""select * from posts_fts where posts_fts match '"扩 产"'""") == []


def test_only_the_posts_folders_of_a_site_hold_posts(folder: Path) -> None:
    (folder / "README.md").write_text("# A site")
    (folder / "_posts/picture.png").write_bytes(b"\x89PNG")
    result = run("load", "posts", ".")
    assert "Skipped 2 files that are not posts." in result.output
    assert rows("select count(*) from files") == [(1,)]
    assert rows("select ignored from loads") == [(2,)]


def test_rejected_files_keep_their_bytes_and_strict_says_so(folder: Path) -> None:
    rubbish = bytes(range(256))
    (folder / "_posts/2022-03-02-bad.md").write_bytes(rubbish)
    assert run("load", "posts", ".").exit_code == 0
    assert run("load", "posts", ".", "--strict").exit_code == 1
    listed = run("problems").output
    assert listed == "_posts/2022-03-02-bad.md:1: not text: the file is binary, not text\n"
    assert run("problems", "--kind", "date").output == ""
    assert run("problems", "--raw", "_posts/2022-03-02-bad.md").stdout_bytes == rubbish
    missing = run("problems", "--raw", "other.md")
    assert (missing.exit_code, missing.output) == (
        2,
        "newsdb: no stored bytes for other.md\n",
    )


def test_quiet_says_nothing() -> None:
    assert run("load", "posts", ".", "--quiet").output == ""


def test_jobs_do_not_change_the_result(folder: Path) -> None:
    for number in range(200):
        name = f"2022-02-01-{number:018}.md"
        (folder / "_posts" / name).write_text(POST.replace("扩产", f"扩产{number}"))
    run("load", "posts", ".", "--jobs", "1", "--db", "one.db")
    run("load", "posts", ".", "--jobs", "2", "--db", "two.db")
    every = "select * from posts order by id"
    assert rows(every, "one.db") == rows(every, "two.db")
    assert rows("select count(*) from posts", "two.db") == [(201,)]


def test_an_unreadable_file_is_told_and_stops_nothing(folder: Path) -> None:
    (folder / "_posts/2022-03-02-gone.md").symlink_to("2022-03-02-gone.md")
    result = run("load", "posts", ".")
    assert result.exit_code == 0
    assert rows("select count(*) from posts") == [(1,)]


def test_a_post_whose_file_cannot_be_read_any_more_stays(folder: Path) -> None:
    path = folder / "_posts/2022-03-01-202203012290000001.md"
    run("load", "posts", ".")
    path.unlink()
    path.symlink_to(path.name)
    result = run("load", "posts", ".", "--prune", "--strict")
    assert result.exit_code == 1
    assert (
        "0 changed, 0 unchanged, 0 removed, 0 duplicates, 0 repaired, 1 rejected" in result.output
    )
    assert rows("select slug from posts") == [(path.stem,)]
    assert rows("select status, sha256 from files") == [("post", None)]
    sentence = (
        "the file cannot be read: Too many levels of symbolic links; its post stays as it was"
    )
    assert rows("select kind, detail from problems") == [("unreadable", sentence)]
    assert run("check").exit_code == 0
    before = (folder / "news.db").read_bytes()
    assert "1 rejected" in run("load", "posts", ".").output
    assert (folder / "news.db").read_bytes() == before
    path.unlink()
    path.write_text(POST)
    run("load", "posts", ".")
    assert rows("select * from problems") == []
    assert "1 unchanged" in run("load", "posts", ".").output


def test_names_that_are_known_are_not_spelled_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The dictionary of pinyin takes longer to read than a daily load takes.
    run("load", "posts", ".")
    monkeypatch.delattr("loaders.database.writing.slug_of_name")
    monkeypatch.delattr("loaders.database.derive.initials")
    path = folder / "_posts/2022-03-01-202203012290000001.md"
    path.write_text(POST.replace("拟扩产", "暂缓扩建"))
    assert "1 changed" in run("load", "posts", ".").output
    assert rows("select name, initials from security_names") == [("远汐储能", "yxcn")]
    assert rows("select slug from sources") == [("hanhaizhengquanbao",)]


def test_ctrl_c_while_a_command_is_imported_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("newsdb.cli.import_module", interrupted)
    result = run("load", "posts", ".")
    assert (result.exit_code, result.output) == (2, "newsdb: interrupted\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with progress_bar(quiet=False) as show:
        for done in range(401):
            show(done, 400)
    last = terminal.getvalue().split("\r")[-1]
    assert re.search(r"Loading posts  \[#+\]  400/400 .*\d+/s", last)
    assert re.search(r"  200/400  (\S+  )?\d+/s", terminal.getvalue())


def test_progress_in_a_log_and_none_with_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for quiet in (False, True):
        with progress_bar(quiet) as show:
            for done in range(25_001):
                show(done, 25_000)
    said = capsys.readouterr().err.splitlines()
    assert [line.rpartition(",")[0] for line in said] == [
        "10000 of 25000 files",
        "20000 of 25000 files",
    ]
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", terminal := Terminal())
        with progress_bar(quiet=True) as show:
            show(1, 1)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["load", "posts", "nowhere"], "newsdb: nowhere does not exist\n"),
        (["check"], "newsdb: news.db does not exist; create it with `newsdb load posts`\n"),
        (["problems"], "newsdb: news.db does not exist; create it with `newsdb load posts`\n"),
        (
            ["load", "posts", ".", "--db", "text.db"],
            "text.db is not a database that can be read (file is not a database)\n",
        ),
        (
            ["load", "posts", ".", "--db", "other.db"],
            "other.db is not a newsdb database\n",
        ),
        (
            ["load", "posts", ".", "--db", "no/such/folder/news.db"],
            "No such file or directory; nothing was changed\n",
        ),
    ],
)
def test_what_cannot_start_is_a_sentence(arguments: list[str], sentence: str) -> None:
    Path("text.db").write_text("this is a text, not a database, and long enough to be one")
    with closing(sqlite3.connect("other.db")) as connection:
        connection.execute("create table something (id)")
    before = Path("other.db").read_bytes()
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.output.endswith(sentence)
    assert result.output.count("\n") == 1
    assert Path("other.db").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["load", "posts"],
        ["load", "posts", ".", "--timezone", "Mars/Base"],
        ["load", "posts", ".", "--jobs", "0"],
    ],
)
def test_wrong_arguments_say_what_is_right(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output


@pytest.mark.parametrize("command", [[], ["load"], ["load", "posts"], ["check"], ["problems"]])
def test_every_help_has_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output


def test_check_finds_a_whole_database_whole() -> None:
    run("load", "posts", ".")
    assert run("check").output == "news.db: OK (1 post)\n"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            "update posts set body = '别的正文'",
            "search index is stale for 1 post (id 1)",
        ),
        (
            "update posts set body = replace(body, '扩', '减')",
            "search index is stale for 2 tokens (such as 减, 扩)",
        ),
        ("delete from files", "1 post has no source file: 2022-03-01-"),
        ("update files set post_id = 7", "row 1 of files refers to a row of posts that does not"),
        ("update files set status = 'lost'", "1 file has a status that does not fit its post"),
        ("insert into tags (name) values ('没有')", "1 tag has no posts: 没有"),
        ("update posts set sha256 = 'x'", "1 file has another SHA-256 than its post: "),
        ("update files set slug = 'x'", "1 file has another slug than its post: "),
        (
            "update posts set date = '2022-03-02'",
            "1 post has a date that disagrees with",
        ),
        (
            "update securities set mentions = 7",
            "1 security has totals that disagree",
        ),
        ("delete from security_names", "1 security has names that disagree with its posts: 3019"),
        ("delete from security_months", "1 security has monthly totals that disagree with"),
        (
            "update problems set raw = cast('oh' as blob)",
            "1 rejected file has no stored bytes: _posts/2022-03-02-bad.md",
        ),
    ],
)
def test_check_says_what_is_wrong(folder: Path, damage: str, sentence: str) -> None:
    if "problems" in damage:
        (folder / "_posts/2022-03-02-bad.md").write_bytes(b"\0\1")
    run("load", "posts", ".")
    with closing(sqlite3.connect("news.db")) as connection, connection:
        connection.execute(damage)
    result = run("check")
    assert result.exit_code == 1
    assert sentence in result.output


def test_a_damaged_file_is_told(folder: Path) -> None:
    run("load", "posts", ".")
    path = folder / "news.db"
    whole = path.read_bytes()
    pages = len(whole) // 4096
    for page in range(1, pages):
        damaged = bytearray(whole)
        damaged[page * 4096 : page * 4096 + 8] = b"\xff" * 8
        path.write_bytes(damaged)
        result = run("check")
        # Without its schema, it is no news.db any more.
        no_schema = "newsdb: news.db is not a database that can be read (database disk image is"
        sentence = {1: "news.db: file is damaged: ", 2: no_schema}
        assert result.output.startswith(sentence[result.exit_code]), page


def test_damage_in_a_text_is_told(folder: Path) -> None:
    run("load", "posts", ".")
    path = folder / "news.db"
    # Text of a post that is no UTF-8 any more; its tokens in the index are others.
    found = path.read_bytes().replace("公告，拟扩产。".encode(), b"\xff" * 21)
    path.write_bytes(found)
    result = run("check")
    assert result.exit_code == 1
    assert "search index is stale for 1 post (id 1)" in result.output


def test_what_sqlite_says_of_a_damaged_schema_is_short_and_plain() -> None:
    run("load", "posts", ".")
    with closing(sqlite3.connect("news.db")) as connection, connection:
        connection.execute("pragma writable_schema = on")
        name = "\x1b]0;evil\x07" + "x" * 500
        connection.execute(
            "update sqlite_master set sql = 'x', name = ? where name = 'tags'", [name]
        )
    result = run("check")
    assert result.exit_code == 2
    sentence = (
        "newsdb: news.db is not a database that can be read (malformed database schema (]0;evilx"
    )
    assert result.output.startswith(sentence)
    assert len(result.output) < 150


def test_a_file_has_no_free_pages(folder: Path) -> None:
    for number in range(60):
        path = folder / "_posts" / f"2022-01-01-{number:02}.md"
        path.write_text(f"---\ntitle: 第{number}篇\n---\n{'公司公告' * 1000}{number}\n")
    run("load", "posts", ".")
    size = Path("news.db").stat().st_size
    for path in sorted((folder / "_posts").glob("2022-01-*"))[5:]:
        path.unlink()
    assert "55 removed" in run("load", "posts", ".", "--prune", "--force").output
    assert Path("news.db").stat().st_size < size / 2
    assert rows("pragma freelist_count") == [(0,)]
