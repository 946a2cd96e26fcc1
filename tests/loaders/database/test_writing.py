"""Rows of a load: what is written, changed and removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.shell import POST, rows, run

pytestmark = pytest.mark.usefixtures("with_post")


def test_names_that_are_known_are_not_spelled_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The dictionary of pinyin takes longer to read than a daily load takes.
    run("load", "posts", ".")
    monkeypatch.delattr("loaders.database.post_tables.slug_of_name")
    monkeypatch.delattr("loaders.database.derive.initials")
    path = folder / "_posts/2022-03-01-202203012290000001.md"
    path.write_text(POST.replace("拟扩产", "暂缓扩建"))
    assert "1 changed" in run("load", "posts", ".").output
    assert rows("select name, initials from security_names") == [("远汐储能", "yxcn")]
    assert rows("select slug from sources") == [("hanhaizhengquanbao",)]


def test_a_file_has_no_free_pages(folder: Path) -> None:
    for number in range(80):
        path = folder / "_posts" / f"2022-01-01-{number:02}.md"
        path.write_text(f"---\ntitle: 第{number}篇\n---\n{'公司公告' * 1500}{number}\n")
    run("load", "posts", ".")
    size = Path("news.db").stat().st_size
    for path in sorted((folder / "_posts").glob("2022-01-*"))[5:]:
        path.unlink()
    # By default, it stays known when each was there.
    options = ("--prune", "--force", "--no-versions")
    assert "75 removed" in run("load", "posts", ".", *options).output
    assert Path("news.db").stat().st_size < size / 2
    assert rows("pragma freelist_count") == [(0,)]
