"""`newsdb load history` as a command; what it loads is tested in tests/loaders/test_history.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsdb.cli import main
from tests.loaders.repositories import A, B, commit, post, rows

pytestmark = pytest.mark.usefixtures("isolated_git", "folder")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["load", *arguments])


def test_the_settings_load_a_history_and_keep_what_is_removed() -> None:
    commit({A: post("One"), B: post("Two")})
    commit(removed=(A,))
    Path("newsdb.yml").write_text(
        "keep_removed: yes\nsources:\n  - history: site\n    path: _posts\n"
    )
    result = run()
    assert result.exit_code == 0
    assert result.output.startswith("news.db: 1 added, 0 changed, 0 unchanged, 0 removed, ")
    assert rows("select kind, title from versions where post_id is null") == [
        ("first", "One"),
        ("removed", None),
    ]
    assert run("--prune", "--quiet").exit_code == 0


def test_a_dry_run_changes_nothing() -> None:
    commit({A: post("One")})
    assert run("history", "site", "--dry-run").exit_code == 0
    assert not Path("news.db").exists()


def test_many_removed_posts_need_force() -> None:
    commit({f"_posts/2020-01-01-{number:02}.md": post(f"{number}") for number in range(12)})
    assert run("history", "site").exit_code == 0
    commit({A: post("One")}, removed=tuple(f"_posts/2020-01-01-{n:02}.md" for n in range(12)))
    result = run("history", "site")
    assert (result.exit_code, "would remove 12 of 12 posts" in result.output) == (2, True)
    assert run("history", "site", "--force").exit_code == 0
    assert rows("select count(*) from versions where kind = 'removed'") == [(12,)]
