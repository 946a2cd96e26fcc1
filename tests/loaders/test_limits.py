"""What a load refuses or rejects, so that nothing is lost or published by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.shell import rows, run, write_posts

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("posts", "removed", "refused"),
    [(12, 10, False), (12, 11, True), (200, 20, False), (200, 21, True)],
)
def test_prune_refuses_to_remove_many_posts(posts: int, removed: int, refused: bool) -> None:
    write_posts(posts)
    run("load", "posts", "site", "--jobs", "1")
    before = Path("news.db").read_bytes()
    for number in range(removed):
        Path(f"site/2022-01-01-{number:03}.md").unlink()
    result = run("load", "posts", "site", "--prune", "--jobs", "1")
    if refused:
        sentence = f"--prune would remove {removed} of {posts} posts; if that is right, add --force"
        assert (result.exit_code, result.output) == (2, f"newsdb: {sentence}\n")
        assert Path("news.db").read_bytes() == before
        result = run("load", "posts", "site", "--prune", "--force", "--jobs", "1")
    assert result.exit_code == 0
    assert f", {removed} removed," in result.output
    assert rows("select count(*) from posts") == [(posts - removed,)]


def test_a_dry_run_reports_and_changes_nothing(folder: Path) -> None:
    write_posts(3)
    result = run("load", "posts", "site", "--dry-run")
    assert result.output.startswith("news.db: 3 added, ")
    assert "\nDry run: nothing was changed.\n" in result.output
    assert sorted(path.name for path in folder.iterdir()) == ["site"]
    run("load", "posts", "site")
    before = Path("news.db").read_bytes()
    Path("site/2022-01-01-000.md").unlink()
    Path("site/2022-01-01-001.md").write_text("changed")
    dry = run("load", "posts", "site", "--prune", "--dry-run").output
    assert Path("news.db").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["news.db", "site"]
    done = run("load", "posts", "site", "--prune").output
    assert dry.replace("Dry run: nothing was changed.\n", "") == done
    assert "0 added, 1 changed, 1 unchanged, 1 removed" in done
