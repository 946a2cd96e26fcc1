"""What files of sites of Jekyll are."""

from __future__ import annotations

import pytest

from loaders.front_matter import Value
from loaders.generators.jekyll_files import Files
from loaders.generators.values import Fields

CONFIG: dict[str, Value] = {"collections_dir": "col", "collections": ["notes"]}


@pytest.mark.parametrize(
    ("local", "kind"),
    [
        ("col/_posts/a.md", "posts"),
        ("col/x/_posts/y/a.md", "posts"),
        ("col/_drafts/a.md", "drafts"),
        ("col/_notes/a.md", "notes"),
        ("col/_others/a.md", ""),
        ("about/a.md", "pages"),
        ("about/#a.md", ""),
    ],
)
def test_kinds(local: str, kind: str) -> None:
    assert Files(Fields(CONFIG)).kind(local) == kind


@pytest.mark.parametrize(
    ("local", "is_excluded"),
    [
        ("_posts/a.md", False),
        ("_posts/_a.md", True),
        ("_posts/_old/a.md", True),
        ("_posts/2024/_old/a.md", False),
        ("_posts/_kept/a.md", False),
        ("~x/_posts/a.md", True),
        ("_site/_posts/a.md", True),
        ("node_modules/_posts/a.md", True),
        ("docs/a.bak.md", True),
        ("docs/a.md", False),
    ],
)
def test_what_is_not_looked_at(local: str, is_excluded: bool) -> None:
    config: dict[str, Value] = {"exclude": ["*.bak.md"], "include": ["_kept"]}
    assert Files(Fields(config)).is_excluded(local) is is_excluded


def test_defaults_of_longer_paths_and_of_kinds_count_first() -> None:
    sets: list[Value] = [
        {"scope": {"path": "_posts/deep", "type": "posts"}, "values": {"a": "1"}},
        {"scope": {"path": ""}, "values": {"a": "2", "b": "2"}},
        {"scope": {"type": "post"}, "values": {"b": "3"}},
        {"scope": {"path": "*/deep"}, "values": {"c": "4"}},
        {"scope": {"path": "_drafts"}, "values": {"d": "5"}},
        {"scope": {"path": "*.html"}, "values": {"e": "6"}},
        "not a set",
    ]
    files = Files(Fields({"defaults": sets}))
    assert files.defaults("_posts/deep/a.md") == {"a": "1", "b": "3", "c": "4"}
    assert files.defaults("about.md") == {"a": "2", "b": "2"}
    assert files.defaults("a/b.html") == {"a": "2", "b": "2", "e": "6"}
    assert Files(Fields({})).defaults("about.md") == {}


@pytest.mark.parametrize(
    ("collections", "said"),
    [
        (["notes"], {"name": "notes"}),
        (["others"], {}),
        ({"notes": {"output": "true"}}, {"output": "true"}),
        ({"notes": ""}, {"name": "notes"}),
        ({"others": ""}, {}),
        ("notes", {}),
    ],
)
def test_what_is_said_of_a_collection(collections: Value, said: dict[str, Value]) -> None:
    assert Files(Fields({"collections": collections})).collection("notes") == said


@pytest.mark.parametrize(
    ("destination", "excluded"), [("", "_site"), ("./out", "out"), ("public/html", "public/html")]
)
def test_what_jekyll_wrote_is_not_looked_at(destination: str, excluded: str) -> None:
    files = Files(Fields({"destination": destination}))
    names = ("out", "public", "public/html")
    found = [each for each in names if files.is_excluded(f"{each}/a.md")]
    assert found == [each for each in names if each == excluded]
