"""Names that the archive's marks show to be words, too."""

from __future__ import annotations

from pathlib import Path

from tests.loaders.database.test_names import MARKED, derived, load, rows

OTHER = MARKED.replace("瀚海证券", "弥光显示").replace("609018", "609021")
FOUND = """select substr(slug, 12), found_by from post_securities join posts on posts.id = post_id
where code = '609018.SH' order by slug"""
AMBIGUOUS = "select ambiguous from names where name = '澄江之光'"
BODIES = {
    **{f"marked-{number}": MARKED.replace("瀚海证券", "澄江之光") for number in range(4)},
    "word": f"{OTHER}<p>游客在岸边看澄江之光。</p>",
    "plain": "<p>画展名为澄江之光。</p>",
    "share": "<p>澄江之光涨停。</p>",
}


def write(folder: Path, *names: str) -> Path:
    (folder / "_posts").mkdir(parents=True, exist_ok=True)
    for name in names:
        text = f'---\ntitle: "标题"\ndate: 2022-01-01 10:00:00\n---\n{BODIES[name]}\n'
        (folder / "_posts" / f"2022-01-01-{name}.md").write_text(text, "utf-8")
    return folder


def test_a_name_that_marked_posts_leave_unmarked_needs_evidence(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", *(name for name in BODIES if name != "word"))
    assert load(folder).exit_code == 0
    marked = [(f"marked-{number}", "mark") for number in range(4)]
    assert rows(folder, FOUND) == [*marked, ("plain", "name"), ("share", "name")]
    assert rows(folder, AMBIGUOUS) == [(0,)]
    # One of five posts with marks leaves it unmarked: it is a word in the other posts, too.
    load(write(folder, "word"))
    assert rows(folder, "select name from unmarked_names") == [("澄江之光",)]
    assert rows(folder, AMBIGUOUS) == [(1,)]
    assert rows(folder, FOUND) == [*marked, ("share", "name")]
    # Loaded at once, it is the same, and without that post it is a name again.
    load(whole := write(tmp_path / "b", *BODIES))
    assert rows(whole, FOUND) == rows(folder, FOUND)
    assert derived(whole)["names"] == derived(folder)["names"]
    (folder / "_posts" / "2022-01-01-word.md").unlink()
    assert load(folder, "--prune").exit_code == 0
    assert rows(folder, "select * from unmarked_names") == []
    assert rows(folder, FOUND) == [*marked, ("plain", "name"), ("share", "name")]
