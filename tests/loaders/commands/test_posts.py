"""`newsdb load posts`: options that reach the load."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.shell import rows, run


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("options", "tags"), [([], ["甲", "乙"]), (["--no-split"], ["甲 乙"])])
def test_tags_are_split_as_asked(options: list[str], tags: list[str]) -> None:
    Path("site").mkdir()
    Path("site/2022-01-01-a.md").write_text("---\ntitle: T\ntags: 甲 乙\n---\nx\n", "utf-8")
    assert run("load", "posts", "site", *options).exit_code == 0
    assert sorted(rows("select name from tags")) == sorted((tag,) for tag in tags)
