"""Posts are converted in worker processes as they are in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.shell import POST, rows, run

pytestmark = pytest.mark.usefixtures("with_post")


@pytest.mark.slow
def test_jobs_do_not_change_the_result(folder: Path) -> None:
    for number in range(200):
        name = f"2022-02-01-{number:018}.md"
        (folder / "_posts" / name).write_text(POST.replace("扩产", f"扩产{number}"))
    run("load", "posts", ".", "--jobs", "1", "--db", "one.db")
    run("load", "posts", ".", "--jobs", "2", "--db", "two.db")
    every = "select * from posts order by id"
    assert rows(every, "one.db") == rows(every, "two.db")
    keys = "select * from story_keys order by post_id"
    assert rows(keys, "one.db") == rows(keys, "two.db")
    assert len(rows(keys, "two.db")) == 200
    assert rows("select count(*) from posts", "two.db") == [(201,)]
