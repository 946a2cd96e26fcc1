"""What a line of JSON must be, and what is taken from it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from loaders.parsers import jsonl
from loaders.parsers.jsonl import JsonLines, convert_record, record_of, slug_of_record
from newsdb.exceptions import InvalidRecordError
from newsdb.models import Options, Post, RawPost, Unreadable

SHARE = {"code": "609018.SH", "kind": "share"}


def converted(**fields: Any) -> Post:
    record = {"slug": "a", "title": "T", **fields}
    post = convert_record(RawPost("a", json.dumps(record).encode(), "record"), Options()).post
    assert post is not None
    return post


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        ({"slug": "a", "title": "T"}, None),
        ({"path": "a.md", "summary": "S"}, None),
        ({"slug": "a", "html": "H", "tags": None, "images": None}, None),
        ({"slug": "a", "title": "T", "tags": [], "images": [], "mentions": [{}]}, None),
        ({"slug": "a", "title": "T", "authors": [1]}, "authors is not a list of strings"),
        ({"slug": "a", "title": "T", "redirects": {}}, "redirects is not a list of strings"),
        ({"slug": "a", "title": "T", "images": ["x"]}, "images is not a list of objects"),
        ({"slug": " /", "title": "T"}, "it has neither a slug nor a path"),
        ({"slug": "a", "title": ""}, "it has neither a title nor a body"),
        ({"slug": "a", "title": "T", "html": 1}, "html is not a string"),
        ([], "it is 0 values without names; a row has as many as the header"),
        (["a", "b"], "it is 2 values without names; a row has as many as the header"),
        (["a", []], "the line is not a JSON object"),
        ("a", "the line is not a JSON object"),
    ],
)
def test_what_is_a_record(record: Any, detail: str | None) -> None:
    line = json.dumps(record).encode()
    if detail is None:
        assert record_of(b"\xef\xbb\xbf" + line) == record
    else:
        with pytest.raises(InvalidRecordError) as raised:
            record_of(line)
        assert str(raised.value) == detail


@pytest.mark.parametrize(
    ("record", "slug"),
    [
        ({"slug": "/a b/\n"}, "a b"),
        ({"slug": "a", "path": "b.md"}, "a"),
        ({"slug": "/", "path": "x/_posts/b.md"}, "x/b"),
        ({"slug": None, "path": None}, ""),
        ({}, ""),
    ],
)
def test_slugs(record: dict[str, Any], slug: str) -> None:
    assert slug_of_record(record) == slug


@pytest.mark.parametrize(
    ("mention", "count"),
    [
        ({}, 1),
        ({"mentions": 0}, 0),
        ({"mentions": 2**31 - 1}, 2**31 - 1),
        ({"mentions": 2**31}, None),
        ({"mentions": -1}, None),
        ({"mentions": "1"}, None),
        ({"mentions": True}, None),
        ({"code": ""}, None),
        ({"kind": "bond"}, None),
        ({"found_by": "guess"}, None),
    ],
)
def test_counts_of_mentions(mention: dict[str, Any], count: int | None) -> None:
    record = {"slug": "a", "title": "T", "mentions": [SHARE | mention]}
    found = convert_record(RawPost("line 7", json.dumps(record).encode(), "record"), Options())
    if count is None:
        assert [(each.kind, each.line) for each in found.problems] == [("record", 7)]
    else:
        assert found.post is not None
        (only,) = found.post.mentions
        assert (only.mentions, only.in_title, only.found_by) == (count, False, "code")
        assert only.security.name == "609018.SH"


def test_mentions_that_are_given_are_all() -> None:
    text = "瀚海证券（609018）"
    assert [each.security.code for each in converted(body=text).mentions] == ["609018.SH"]
    assert converted(body=text, mentions=[]).mentions == ()
    mark = SHARE | {"name": "瀚海", "found_by": "mark", "in_title": True}
    (found,) = converted(body=text, mentions=[SHARE, mark, SHARE | {"found_by": "name"}]).mentions
    assert (found.security.name, found.found_by, found.in_title) == ("瀚海", "mark", True)


def test_what_comes_before_something_else() -> None:
    post = converted(date="2024-01-02", published="2024-01-03", authors=["A", "", "A"])
    assert (post.date, post.authors) == ("2024-01-03", ("A",))
    assert converted(date="2024-01-02").date == "2024-01-02"
    titles = {"": "摘要", " T \n U ": "T U"}
    for title, found in titles.items():
        assert converted(title=title, summary="摘要。", body="文。").title == found
    assert converted(title="", body="文。").title == "文"
    assert converted(title="", body="![](x)").title == "a"
    shown = {"body": "![甲](b.png)", "images": None}
    assert [image.url for image in converted(**shown).images] == ["b.png"]
    assert converted(**shown | {"images": []}).images == ()


@pytest.mark.parametrize(
    ("content", "paths", "read"),
    [
        (b"{}\r\n", ["line 1"], [b"{}"]),
        (b"\n \t\n\xef\xbb\xbf\n{}", ["line 4"], [b"{}"]),
        (b"[" + b"1" * 9 + b"\n{}", ["line 1", "line 2"], [None, b"{}"]),
        (b"[" + b"1" * 8 + b"\n{}", ["line 1", "line 2"], [b"[" + b"1" * 8, b"{}"]),
        (b"[" + b"1" * 30 + b"\n{}", ["line 1", "line 2"], [None, b"{}"]),
        (b"[" + b"1" * 30, ["line 1"], [None]),
    ],
)
def test_lines(
    monkeypatch: pytest.MonkeyPatch, content: bytes, paths: list[str], read: list[bytes | None]
) -> None:
    monkeypatch.setattr(jsonl, "MAX_BYTES", 10)
    source = JsonLines("x", io.BytesIO(content))
    assert source.paths() == paths
    found = [None if isinstance(each, Unreadable) else each.content for each in source.read(paths)]
    assert found == read
