"""What the commands of `newsdb load` share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.shell import rows, run


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("options", [[], ["--strict"]])
def test_status_1_is_for_rejected_posts_and_strict(options: list[str]) -> None:
    Path("posts.ndjson").write_text('{"slug": "a", "title": "题"}\n{}\n', "utf-8")
    result = run("load", "jsonl", "posts.ndjson", *options)
    assert result.exit_code == len(options)
    assert "1 added" in result.output
    assert rows("select slug from posts") == [("a",)]


@pytest.mark.usefixtures("folder")
def test_a_size_is_given_in_megabytes() -> None:
    Path("posts.csv").write_text("slug,title\na," + "x" * 2**20, "utf-8")
    result = run("load", "csv", "posts.csv", "--max-size", "1")
    assert result.exit_code == 2
    assert "has more than 1 MB" in result.output
