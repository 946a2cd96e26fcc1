"""Unmarked names, derived from all posts: learned once, found everywhere, whatever the order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsdb.cli import main
from tests.contents import contents

MARKED = (
    '<p><span id="stock_1.609018"><a href="http://quote.example/unify/r/1.609018" class="keytip" '
    'data-code="1,609018">瀚海证券</a></span>今日上涨。</p>'
)
POSTS = {
    "2022-01-01-words.md": "瀚海证券午后拉升，腾讯跌1%。",
    "2022-01-02-marked.md": MARKED,
    "2022-01-03-source.md": "瀚海证券研报指出，弥光显示（609021）将受益。",
    "2022-01-04-again.md": "记者获悉，弥光显示（609021）扩产。",
    "2022-01-05-longer.md": "瀚海证券学院开学。弥光显示签约。",
}


def load(folder: Path, *arguments: object) -> Result:
    command = ["load", "posts", folder, "--db", folder / "news.db", "--jobs", "1", *arguments]
    return CliRunner().invoke(main, [str(each) for each in command])


def write(folder: Path, *names: str) -> Path:
    (folder / "_posts").mkdir(parents=True, exist_ok=True)
    for name in names:
        head = f'---\ntitle: "标题"\ndate: {name[:10]} 10:00:00\n---\n'
        (folder / "_posts" / name).write_text(f"{head}{POSTS[name]}\n", "utf-8")
    return folder


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "news.db")) as connection:
        return connection.execute(query).fetchall()


def derived(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what a database holds, but for where the files were."""
    return {name: rows for name, rows in contents(folder / "news.db").items() if name != "files"}


MENTIONS = """
select substr(slug, 12), code, post_securities.name, mentions, in_title, found_by, role
from post_securities join posts on posts.id = post_id order by slug, code
"""
ALL = [
    ("words", "00700.HK", "腾讯", 1, 0, "alias", "subject"),
    ("words", "609018.SH", "瀚海证券", 1, 0, "name", "subject"),
    ("marked", "609018.SH", "瀚海证券", 1, 0, "mark", "subject"),
    ("source", "609018.SH", "瀚海证券", 1, 0, "name", "source"),
    ("source", "609021.SH", "弥光显示", 1, 0, "code", "subject"),
    ("again", "609021.SH", "弥光显示", 1, 0, "code", "subject"),
    ("longer", "609018.SH", "瀚海证券", 1, 0, "name", "subject"),
    ("longer", "609021.SH", "弥光显示", 1, 0, "name", "subject"),
]


def test_names_are_found_in_earlier_and_later_posts(tmp_path: Path) -> None:
    folder = write(tmp_path, *POSTS)
    assert load(folder).exit_code == 0
    assert rows(folder, MENTIONS) == ALL
    assert rows(
        folder,
        "select code, name, posts, posts_marked, posts_named, mentions from securities order by 1",
    ) == [
        ("00700.HK", "腾讯控股", 1, 0, 1, 1),
        ("609018.SH", "瀚海证券", 4, 1, 3, 4),
        ("609021.SH", "弥光显示", 3, 2, 1, 3),
    ]
    assert rows(folder, "select * from names where origin = 'archive' order by name") == [
        ("弥光显示", "609021.SH", "official", 0, "archive", ""),
        ("瀚海证券", "609018.SH", "official", 0, "archive", ""),
    ]
    result = CliRunner().invoke(main, ["check", "--db", str(folder / "news.db")])
    assert result.exit_code == 0, result.output


@pytest.mark.slow
def test_any_order_of_loads_gives_the_same(tmp_path: Path) -> None:
    write(whole := tmp_path / "whole", *POSTS)
    assert load(whole).exit_code == 0
    expected = derived(whole)
    for number, order in enumerate(list(permutations(POSTS))[::29]):
        folder = tmp_path / f"{number}"
        for name in order:
            assert load(write(folder, name)).exit_code == 0
        assert derived(folder) == expected, order


def test_what_is_no_longer_taught_is_no_longer_found(tmp_path: Path) -> None:
    folder = write(tmp_path, *POSTS)
    load(folder)
    (folder / "_posts" / "2022-01-04-again.md").unlink()
    assert load(folder, "--prune").exit_code == 0
    # One post with its code is too few.
    assert [row for row in rows(folder, MENTIONS) if row[1] == "609021.SH"] == [
        ("source", "609021.SH", "弥光显示", 1, 0, "code", "subject")
    ]
    (folder / "_posts" / "2022-01-02-marked.md").unlink()
    assert load(folder, "--prune").exit_code == 0
    assert rows(folder, MENTIONS) == [("source", "609021.SH", "弥光显示", 1, 0, "code", "subject")]
    assert rows(folder, "select * from names") == []


def test_without_marks_no_names_are_looked_for(tmp_path: Path) -> None:
    folder = write(tmp_path, "2022-01-01-words.md", "2022-01-03-source.md")
    load(folder)
    assert rows(folder, MENTIONS) == [("source", "609021.SH", "弥光显示", 1, 0, "code", "subject")]


def test_a_publisher_gives_names_that_later_loads_keep(tmp_path: Path) -> None:
    folder = write(tmp_path, "2022-01-01-words.md")
    load(folder)
    assert rows(folder, MENTIONS) == []
    (names := tmp_path / "names.csv").write_text("name,code\n瀚海证券,609018.SH\n", "utf-8")
    expected = [
        ("words", "00700.HK", "腾讯", 1, 0, "alias", "subject"),
        ("words", "609018.SH", "瀚海证券", 1, 0, "name", "subject"),
    ]
    assert load(folder, "--names", names).exit_code == 0
    assert rows(folder, MENTIONS) == expected
    before = (folder / "news.db").stat()
    assert load(folder, "--names", names).exit_code == 0
    assert (folder / "news.db").stat().st_mtime_ns == before.st_mtime_ns  # nothing was new
    load(write(folder, "2022-01-05-longer.md"))
    assert rows(folder, MENTIONS) == [
        *expected,
        ("longer", "609018.SH", "瀚海证券", 1, 0, "name", "subject"),
    ]
    names.write_text("name,code\n", "utf-8")
    assert load(folder, "--names", names).exit_code == 0
    assert rows(folder, MENTIONS) == []


def test_names_can_be_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, *(name for name in POSTS if "longer" not in name))
    load(folder)
    found = [row for row in ALL if row[0] != "longer"]
    assert rows(folder, MENTIONS) == found
    assert load(folder, "--names", "off").exit_code == 0
    own = [(*row[:6], "subject") for row in found if row[5] not in ("name", "alias")]
    assert rows(folder, MENTIONS) == own
    before = (folder / "news.db").stat()
    assert load(folder, "--names", "off").exit_code == 0
    assert (folder / "news.db").stat().st_mtime_ns == before.st_mtime_ns
    load(write(folder, "2022-01-05-longer.md"))
    assert rows(folder, MENTIONS) == own
    result = CliRunner().invoke(main, ["check", "--db", str(folder / "news.db")])
    assert result.exit_code == 0, result.output
    assert load(folder, "--names", "auto").exit_code == 0
    assert rows(folder, MENTIONS) == ALL


def test_a_missing_file_of_names(tmp_path: Path) -> None:
    result = load(write(tmp_path, "2022-01-01-words.md"), "--names", "of")
    assert result.exit_code == 2
    assert "File 'of' does not exist." in result.output


def test_a_name_that_passed_to_another_share(tmp_path: Path) -> None:
    folder = tmp_path / "passed"
    (folder / "_posts").mkdir(parents=True)
    for day, body in {
        "2022-01-01": "<p>澄江股份今日涨停。</p>",
        "2022-01-03": MARKED.replace("瀚海证券", "澄江股份"),
        "2022-01-05": "<p>澄江股份今日跌停。</p>",
        "2022-03-01": MARKED.replace("瀚海证券", "澄江股份").replace("609018", "609055"),
        "2022-03-05": "<p>澄江股份今日停牌。</p>",
    }.items():
        text = f'---\ntitle: "标题"\ndate: {day} 10:00:00\n---\n{body}\n'
        (folder / "_posts" / f"{day}-a.md").write_text(text, "utf-8")
    load(folder)
    codes = "select date, code, found_by from post_securities join posts on posts.id = post_id"
    expected = [
        ("2022-01-01", "609018.SH", "name"),
        ("2022-01-03", "609018.SH", "mark"),
        ("2022-01-05", "609018.SH", "name"),
        ("2022-03-01", "609055.SH", "mark"),
        ("2022-03-05", "609055.SH", "name"),
    ]
    assert rows(folder, f"{codes} order by date") == expected
    names = "select code, since from names where name = '澄江股份' order by since"
    assert rows(folder, names) == [("609018.SH", ""), ("609055.SH", "2022-03-01")]
    # Posts in between are read again where another post shows that the name passed earlier.
    earlier = (folder / "_posts" / "2022-03-01-a.md").read_text("utf-8").replace("03-01", "01-04")
    (folder / "_posts" / "2022-01-04-b.md").write_text(earlier, "utf-8")
    load(folder)
    assert rows(folder, f"{codes} where date = '2022-01-05'") == [
        ("2022-01-05", "609055.SH", "name")
    ]


def test_a_bad_file_of_names_changes_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, "2022-01-01-words.md")
    (names := tmp_path / "names.csv").write_text("name,code\n瀚海证券,1\n", "utf-8")
    result = load(folder, "--names", names)
    assert result.exit_code == 2
    assert f"{names}:2: not a code such as 600519.SH or 00700.HK: '1'" in result.output
    assert not (folder / "news.db").exists()


def test_an_export_loaded_again_is_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path, *POSTS)
    load(folder)
    run = CliRunner().invoke
    assert run(main, ["export", f"{tmp_path}/out", "--db", f"{folder}/news.db"]).exit_code == 0
    lines = next((tmp_path / "out").glob("*.ndjson*"))
    other = tmp_path / "other.db"
    result = run(main, ["load", "jsonl", str(lines), "--db", str(other)])
    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(other)) as connection:
        assert connection.execute(MENTIONS).fetchall() == ALL
