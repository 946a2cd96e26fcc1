"""Versions that ordinary loads record."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders import stages
from loaders.database.versions import FirstSeen, Recording, VersionWriter
from loaders.parsers import convert
from newsdb.cli import main
from newsdb.versions.content import NOTHING, Content
from tests.loaders.repositories import commit, git, rows

pytestmark = pytest.mark.usefixtures("isolated_git", "folder")
POST = Path("site/_posts/2022-01-01-a.md")
VERSIONS = "select number, kind, title from versions where slug = '2022-01-01-a' order by number"


def write(title: str, text: str = "Text.", name: Path = POST) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    name.write_text(f"---\ntitle: {title}\n---\n{text}\n")


def load(*options: str, command: str = "posts", source: str = "site") -> None:
    result = CliRunner().invoke(main, ["load", command, source, "--quiet", *options])
    assert (result.exit_code, result.output) == (0, "")
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 0, checked.output


def test_a_version_is_recorded_where_a_post_says_something_else() -> None:
    write("One")
    load()
    assert rows(VERSIONS) == []
    POST.write_text(POST.read_text() + "\n\n")  # another file, which says the same
    load()
    assert rows(VERSIONS) == []
    write("Two")
    load()
    assert rows(VERSIONS) == [(1, "first", "One"), (2, "small", "Two")]
    seen = """select seen = strftime('%Y-%m-%dT%H:%M:%SZ', started) from versions
        join loads on loads.id = case number when 1 then 2 else 3 end"""
    assert rows(seen) == [(1,), (1,)]
    load()
    assert rows(VERSIONS) == [(1, "first", "One"), (2, "small", "Two")]


def test_no_versions() -> None:
    write("One")
    load()
    write("Two")
    load("--no-versions")
    assert rows(VERSIONS) == []
    write("Three")
    load()
    write("Four")
    load("--no-versions")
    # The newest version is what the post says, whoever did not want to know of the edit.
    assert rows(VERSIONS) == [(1, "first", "Two"), (2, "small", "Four")]


def test_a_removal_leaves_no_text_behind() -> None:
    write("One", "Something that had to go.")
    write("Stays", name=Path("site/_posts/2022-01-02-b.md"))
    load()
    write("Two", "Something that had to go, too.")
    load()
    POST.unlink()
    load()
    assert rows(VERSIONS) == [(1, "first", "One"), (2, "small", "Two")]
    load("--prune")
    assert [(number, title) for number, _, title in rows(VERSIONS)] == [
        (1, None),
        (2, None),
        (3, None),
    ]
    assert rows("select count(*) from version_texts") == [(0,)]
    content = Path("news.db").read_bytes()
    assert b"had to go" not in content
    assert b"Stays" in content
    write("Three")
    load()
    assert rows(VERSIONS)[-1] == (4, "returned", "Three")
    assert rows("select count(*) from versions where post_id is null") == [(0,)]


def test_removed_texts_are_kept_on_request() -> None:
    write("One", "Something that may stay.")
    write("Stays", name=Path("site/_posts/2022-01-02-b.md"))
    load()
    POST.unlink()
    load("--prune", "--keep-removed", "--force")
    assert rows(VERSIONS) == [(1, "first", "One"), (2, "removed", None)]
    assert ("Something that may stay.",) in rows(
        "select json_extract(delta, '$[0][2]') from version_texts where field = 'body'"
    )


def test_a_new_stage_is_no_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    write("One", "First *text*.")
    load()
    write("Two", "Second *text*.")
    load()
    real = convert.make_post
    monkeypatch.setitem(stages.STAGES["file"], "markup", 99)
    monkeypatch.setattr(
        convert, "make_post", lambda **values: real(**{**values, "title": f"{values['title']}!"})
    )
    load("--jobs", "1")
    assert rows(VERSIONS) == [(1, "first", "One"), (2, "rewrite", "Two!")]
    assert rows("select field, delta from version_texts where field = 'title'") == [
        ("title", '[[0,4,"One"]]')
    ]


def test_the_commit_is_known_where_there_is_one() -> None:
    commit()
    write("One")
    commit()
    load("--ref", "HEAD")
    write("Two")
    commit()
    load("--ref", "HEAD")
    assert rows("select revision from versions order by number") == [
        (None,),
        (git("rev-parse", "HEAD"),),
    ]


A, B = NOTHING._replace(title="A"), NOTHING._replace(title="B")


@pytest.mark.parametrize(
    ("old", "new", "keep_removed", "has_erased"),
    [
        (A, B, False, False),
        (NOTHING, A, False, False),
        (A, NOTHING, False, True),
        (A, NOTHING, True, False),
    ],
)
def test_only_the_texts_of_a_removed_article_are_erased(
    old: Content, new: Content, keep_removed: bool, has_erased: bool
) -> None:
    write("One")
    load()
    with closing(sqlite3.connect("news.db")) as connection:
        writer = VersionWriter(connection, 1, Recording(keep_removed=keep_removed))
        writer.note("2022-01-01-a", old, new, FirstSeen("2022-01-02"), FirstSeen("2022-01-01"))
        assert writer.has_erased is has_erased
