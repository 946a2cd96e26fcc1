"""Plain data: it goes to worker processes and back, and matches the tables it becomes."""

import pickle
from dataclasses import FrozenInstanceError, is_dataclass
from typing import get_args, get_type_hints

import pytest

from newsdb import models
from newsdb.database.schema import TABLES
from newsdb.models import OWN, Converted, FoundBy, Image, Mention, Post, Problem, Security, Summary

SECURITY = Security("600160.SH", "巨化股份", "share", "Shanghai", "")
POST = Post(
    slug="a",
    title="题",
    published="2022-01-01T08:00:00+08:00",
    date="2022-01-01",
    source=None,
    url=None,
    summary="",
    body="正文",
    characters=2,
    images=(Image("https://a.example/b.png", "图"),),
    mentions=(Mention(SECURITY, 2, in_title=True),),
)


def test_what_workers_return_arrives_as_it_was_sent() -> None:
    converted = Converted("a.md", POST, (Problem("encoding", "x", 3, b"\xff"),))
    assert pickle.loads(pickle.dumps(converted)) == converted
    assert hash(converted) == hash(pickle.loads(pickle.dumps(converted)))


@pytest.mark.parametrize("value", [SECURITY, POST], ids=lambda value: type(value).__name__)
def test_what_flows_does_not_change(value: object) -> None:
    with pytest.raises(FrozenInstanceError):
        value.url = "https://b.example"  # type: ignore[attr-defined]


def test_a_summary_counts_what_a_load_records() -> None:
    counts = {name for name, kind in get_type_hints(Summary).items() if kind is int}
    assert counts - set(TABLES["loads"]["columns"]) == {
        "different",
        "images",
        "images_missing",
        "unzoned",
    }
    summary, other = Summary(), Summary()
    summary.problems.append("x")
    assert other.problems == []


def test_ways_of_finding_are_ordered_by_their_strength() -> None:
    assert get_args(FoundBy)[: len(OWN)] == OWN


def test_every_attribute_has_a_type_that_is_plain() -> None:
    """No connection, file or function is handed along."""
    plain = {str, int, bool, bytes, tuple, list, type(None)}
    named = {
        each for each in vars(models).values() if isinstance(each, type) and is_dataclass(each)
    }
    for each in named:
        for name, kind in get_type_hints(each).items():
            parts = leaves(kind)
            assert parts <= plain | named, (each, name)


def leaves(kind: object) -> set[object]:
    arguments = [each for each in get_args(kind) if each is not ...]
    if not arguments:
        return {type(kind)} if isinstance(kind, str) else {kind}
    return set().union(*map(leaves, arguments))
