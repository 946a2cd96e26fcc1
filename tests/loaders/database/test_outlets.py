"""Media in brackets at the end of a text, known by other posts."""

from __future__ import annotations

from pathlib import Path

from tests.loaders.database.test_twins import load, rows

SOURCES = """select substr(posts.slug, -2), name, source_found_by
from posts left join sources on sources.id = source_id order by posts.slug"""
TEXT = "弥光显示今日宣布新工厂开工，预计明年年底前建成投产"


def write(folder: Path, number: int, end: str, tag: str = "东财滚动新闻", name: str = "") -> None:
    (folder / "_posts").mkdir(exist_ok=True)
    path = folder / "_posts" / f"2022-03-01-{name or 202203012290000000 + number}.md"
    path.write_text(
        f'---\ntitle: "题 {number}"\ndate: 2022-03-01 08:{number:02}:00\ntags: {tag}\n---\n'
        f"{TEXT}第{number}期。{end}\n",
        "utf-8",
    )


ENDS = ("（瀚海中国）", "(瀚海中国 ) ", "（附名单）", "（瀚海中国）见下。")
NOBODY = [(f"0{number}", None, None) for number in (1, 2, 3, 4)]


def test_posts_learn_an_outlet_from_those_that_name_it_as_theirs(tmp_path: Path) -> None:
    for number, end in enumerate(ENDS, 1):
        write(tmp_path, number, end)
    load(tmp_path)
    assert rows(tmp_path, SOURCES) == NOBODY
    write(tmp_path, 5, "", "瀚海中国新闻")
    load(tmp_path)
    assert rows(tmp_path, SOURCES) == [
        ("01", "瀚海中国", "brackets"),
        ("02", "瀚海中国", "brackets"),
        *NOBODY[2:],
        ("05", "瀚海中国", None),
    ]
    # What a post says itself, it has not learned.
    write(tmp_path, 1, ENDS[0], "瀚海中国新闻")
    load(tmp_path)
    assert rows(tmp_path, SOURCES)[0] == ("01", "瀚海中国", None)
    # Without anybody who names it, it is no outlet.
    write(tmp_path, 1, ENDS[0])
    (tmp_path / "_posts" / "2022-03-01-202203012290000005.md").unlink()
    load(tmp_path, "--prune")
    assert rows(tmp_path, SOURCES) == NOBODY
    assert rows(tmp_path, "select name from sources") == []


def test_only_posts_of_the_archive(tmp_path: Path) -> None:
    write(tmp_path, 1, "（瀚海中国）", "", name="blog")
    write(tmp_path, 5, "", "瀚海中国新闻")
    load(tmp_path)
    assert rows(tmp_path, SOURCES) == [("05", "瀚海中国", None), ("og", None, None)]
