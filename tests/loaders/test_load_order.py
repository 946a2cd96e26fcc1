"""Loads of several sources, in any order and number, give what one load of the end gives.

What a load leaves out because it is as it was must not be missing: files whose slug another file
takes or sets free, in another source, too; renamed files; branches; posts of feeds; images.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from loaders.load import Limits, load
from loaders.sources import Source, directory
from loaders.sources.directory import Directory
from loaders.sources.entry_source import FeedEntries
from loaders.sources.git import Git
from newsdb.database.checking import check_database
from newsdb.models import Options
from tests.contents import contents
from tests.loaders.repositories import commit, git

pytestmark = [pytest.mark.usefixtures("isolated_git"), pytest.mark.slow]

PLACES = ("_posts", "old_post", "ja/_posts", "_posts/ja")
NAMES = tuple(f"2020-01-0{day}-{name}.md" for day in (1, 2) for name in "ab")
PATHS = tuple(f"{place}/{name}" for place in PLACES for name in NAMES)
IMAGES = ("images/1.png", "images/2.png")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0"
TEXTS = (
    *(
        f"---\ntitle: {number}\ntags: t{number}\n---\nText ![](/{image})\n".encode()
        for number in range(3)
        for image in IMAGES
    ),
    *(bytes(range(256)), b"---\ntitle: x\npublished: false\n---\n"),
)
LIMITS = Limits(allow_empty=True, force=True)


def change(root: Path, chance: random.Random) -> None:
    """Write, rename and delete some of the files below a directory."""
    for _ in range(chance.choice((0, 1, 4))):
        post = root / chance.choice(PATHS)
        post.parent.mkdir(parents=True, exist_ok=True)
        post.write_bytes(chance.choice(TEXTS))
        others = sorted(root.glob("**/*.md"))
        how = chance.choice(("rename", "delete", "", ""))
        if how == "rename":
            chance.choice(others).replace(post)
        elif how == "delete" and len(others) > 1:
            chance.choice(others).unlink()
    for name in IMAGES:
        (root / name).parent.mkdir(exist_ok=True)
        if chance.random() < 0.2:
            (root / name).write_bytes(PNG + bytes([chance.randrange(3)]) * 9)
        elif chance.random() < 0.3:
            (root / name).unlink(missing_ok=True)


def feed(chance: random.Random) -> FeedEntries:
    """Return records, some with the slugs of files."""
    slugs = chance.sample([Path(name).stem for name in NAMES] + ["c", "d"], 3)
    return FeedEntries(
        "feed",
        None,
        {
            f"{number}": (
                slug,
                json.dumps({"slug": slug, "title": f"F{chance.randrange(3)}"}).encode(),
            )
            for number, slug in enumerate(slugs)
        },
        "record",
    )


def load_all(database: str, sources: Sequence[Source], *, prune: bool) -> None:
    load(Path(database), list(sources), Options(), LIMITS, prune=prune)


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_loads_gives_what_one_load_gives(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(directory, "SETTLED_NANOSECONDS", 0)
    chance = random.Random(seed)
    commit({PATHS[0]: TEXTS[0]})
    git("branch", "other")
    Path("folder/_posts").mkdir(parents=True)
    for _ in range(10):
        branch = chance.choice(("main", "main", "other"))
        git("checkout", "-q", branch)
        change(Path("site"), chance)
        commit()
        change(Path("folder"), chance)
        sources: list[Source] = [Git(Path("site"), branch), Directory(Path("folder"))]
        for _ in range(chance.choice((1, 1, 2))):
            chosen = chance.sample(sources, chance.choice((1, 2)))
            load_all("often.db", chosen, prune=chance.random() < 0.5)
        if chance.random() < 0.3:
            load_all("often.db", [feed(chance)], prune=True)
    last = [Git(Path("site"), "main"), Directory(Path("folder"))]
    records = feed(chance)
    for database in ("often.db", "once.db"):
        load_all(database, [records], prune=True)
        load_all(database, last, prune=True)
    assert contents(Path("often.db")) == contents(Path("once.db"))
    with closing(sqlite3.connect("often.db")) as connection:
        assert list(check_database(connection)) == []
    before = Path("often.db").stat().st_mtime_ns
    load_all("often.db", last, prune=True)
    assert Path("often.db").stat().st_mtime_ns == before


def test_what_a_branch_changed_is_not_what_the_directory_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(directory, "SETTLED_NANOSECONDS", 0)
    commit({PATHS[0]: TEXTS[0], IMAGES[0]: PNG + b"1"})
    git("checkout", "-q", "-b", "other")
    commit({PATHS[0]: TEXTS[2], IMAGES[0]: PNG + b"2"})
    found = []
    for source in (Directory(Path("site")), Git(Path("site"), "main"), Directory(Path("site"))):
        load_all("news.db", [source], prune=False)
        found.append(contents(Path("news.db")))
    assert found[0] == found[2] != found[1]


def test_the_text_of_a_file_that_is_gone_takes_no_slug_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the rules of another generator, both have it; the other one is as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(directory, "SETTLED_NANOSECONDS", 0)
    gone, kept = (Path(f"content/{name}/2022-01-01-a.md") for name in ("_posts", "old_post"))
    for path in (gone, kept):
        path.parent.mkdir(parents=True)
    gone.write_text("Gone.\n")
    load(Path("news.db"), [Directory(Path())], Options(generator="hugo"))
    gone.unlink()
    for number, path in enumerate((kept, gone.with_stem("2022-01-02-b")), 1):
        path.write_text(f"Text {number}.\n")
        load(Path("news.db"), [Directory(Path())], Options(generator="jekyll"))
    with closing(sqlite3.connect("news.db")) as connection:
        rows = connection.execute("select slug, body from posts order by id").fetchall()
    assert rows == [
        ("2022-01-01-a", "Gone."),
        ("content/2022-01-01-a", "Text 1."),
        ("content/2022-01-02-b", "Text 2."),
    ]
