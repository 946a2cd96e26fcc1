"""What is kept of a post whose conversion failed."""

from __future__ import annotations

import json

import pytest

from loaders.parsers.fallback import SUMMARY_LENGTH, convert_as_text
from newsdb.models import Converted, Options, Post, Problem, RawPost

PROBLEM = Problem("timeout", "it took too long", raw=b"x")


def converted(content: str | bytes, path: str = "_posts/2022-03-01-a-b.md") -> Converted:
    data = content.encode() if isinstance(content, str) else content
    return convert_as_text(RawPost(path, data), Options(), PROBLEM)


def kept(content: str, path: str = "_posts/2022-03-01-a-b.md") -> Post:
    result = converted(content, path)
    assert result.post is not None
    assert result.problems == (PROBLEM,)
    return result.post


def test_a_file_is_its_text() -> None:
    post = kept("---\ntitle: T\n---\n# *a*\n<b>b</b>\n")
    assert post.body == "\\---\ntitle: T\n\\---\n\\# \\*a\\*\n\\<b>b\\</b>"
    assert (post.slug, post.title, post.date) == ("2022-03-01-a-b", "2022-03-01-a-b", "2022-03-01")
    assert post.published == "2022-03-01"
    assert post.summary == "--- title: T --- # *a* <b>b</b>"
    assert post.characters == 25


def test_a_name_without_a_day_that_exists_gives_no_date() -> None:
    assert kept("x", "2022-02-30-a.md").published is None
    assert kept("x", "a.md").published is None


def test_summaries_and_titles_are_short() -> None:
    assert SUMMARY_LENGTH == 160
    assert kept("甲" * 999).summary == "甲" * 160
    record = json.dumps({"slug": "/a/", "title": "题 " * 999, "body": "a"}).encode()
    post = convert_as_text(RawPost("line 1", record, "record"), Options(), PROBLEM).post
    assert post is not None
    assert (post.slug, len(post.title), post.published) == ("a", 160, None)


@pytest.mark.parametrize(
    ("record", "parts"),
    [
        ({"path": "x/_posts/b.md", "summary": "s"}, ("x/b", "x/b", "s")),
        ({"title": "T", "body": "*b*"}, ("line 1", "T", "\\*b\\*")),
    ],
)
def test_records_without_all_fields(record: dict[str, str], parts: tuple[str, str, str]) -> None:
    raw = RawPost("line 1", json.dumps(record).encode(), "record")
    post = convert_as_text(raw, Options(), PROBLEM).post
    assert post is not None
    assert (post.slug, post.title, post.body) == parts


@pytest.mark.parametrize(
    "head",
    [
        *("draft: true", '"draft": yes', "  Published = off", "published: 'false'", "draft: on x"),
        "\n" * 99_985 + "draft: true",
    ],
)
def test_what_may_be_a_draft_is_not_published(head: str) -> None:
    result = converted(f"---\n{head}\n---\nText")
    detail = "its front matter seems to say that it is not published"
    assert result.problems == (Problem("unpublished", detail),)
    assert (result.post, result.status) == (None, "unpublished")


@pytest.mark.parametrize(
    "text",
    ["draft: false", "a draft: true", "draft: trueish", "\n" * 99_990 + "draft: true"],
)
def test_what_is_no_draft_is_kept(text: str) -> None:
    assert converted(text).status == "post"


def test_a_draft_may_be_said_in_the_first_line() -> None:
    assert converted("draft: true\nText").status == "unpublished"
    record = json.dumps({"slug": "a", "body": "draft: true"}).encode()
    assert convert_as_text(RawPost("a", record, "record"), Options(), PROBLEM).status == "post"


def test_what_is_no_text_is_rejected() -> None:
    expected = Converted("a.md", None, (PROBLEM,), "rejected")
    assert converted(bytes(99), "a.md") == expected
    assert convert_as_text(RawPost("a.md", b"{", "record"), Options(), PROBLEM) == expected
