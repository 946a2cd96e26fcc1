"""Titles, times and summaries of posts, and files that are none."""

from __future__ import annotations

import pytest

from loaders.parsers.convert import convert_article, convert_file, published_at, title_of_text
from newsdb.models import Options, RawPost


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        ("甲。", "甲"),
        ("甲" * 40, "甲" * 40),
        ("甲" * 41, f"{'甲' * 39}…"),
        ("甲。乙。", "甲"),
        (f"{'甲' * 30} word word word word", None),
    ],
)
def test_a_title_that_is_made_from_the_text(text: str, title: str | None) -> None:
    found = title_of_text(text)
    assert found == (f"{'甲' * 30} word …" if title is None else title)


@pytest.mark.parametrize(
    ("text", "given", "date", "kinds"),
    [
        (None, False, None, []),
        ("", False, None, []),
        ("x", False, None, ["date"]),
        ("2024-01-02", False, "2024-01-02", []),
        ("2024-01-02 10:00", False, "2024-01-02", ["zone"]),
        ("2024-01-02 10:00", True, "2024-01-02", []),
        ("x", True, None, ["date"]),
    ],
)
def test_when_something_was_published(
    text: str | None, given: bool, date: str | None, kinds: list[str]
) -> None:
    time, problems = published_at(text, Options(timezone="Asia/Tokyo", timezone_given=given))
    assert (time.date().isoformat() if time else None) == date
    assert [each.kind for each in problems] == kinds


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"---\n---\n \n", "empty"),
        (bytes(9), "not text"),
        (b"---\ntitle: t\n---\n", None),
        (b"---\n---\na\n", None),
    ],
)
def test_files_without_a_post(content: bytes, kind: str | None) -> None:
    found = convert_file(RawPost("2024-01-02-a.md", content), Options())
    assert found.status == ("rejected" if kind else "post")
    assert [each.kind for each in found.problems] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "title", "problems"),
    [
        ("---\ntitle: t\n---\n甲。乙。", "t", []),
        ("甲。乙。", "甲", ["the title is empty; it was made from the text"]),
        ("---\nx: y\n---\n", "20240102", ["there is no title and no text"]),
    ],
)
def test_where_a_title_is_from(text: str, title: str, problems: list[str]) -> None:
    found = convert_file(RawPost("20240102.md", text.encode()), Options())
    assert found.post is not None
    assert (found.post.title, [each.detail for each in found.problems]) == (title, problems)


def test_notes_of_a_text_are_no_part_of_its_summary() -> None:
    text = "---\ntitle: t\n---\n甲[^1]乙[^2]丙\n\n<!--more-->\n\n[^1]: 丁\n"
    post = convert_file(RawPost("a.md", text.encode()), Options()).post
    assert post is not None
    assert post.summary == "甲乙[^2]丙"


@pytest.mark.parametrize(
    ("title", "summary", "html", "found", "kinds"),
    [
        ("t", "", "<p>甲。</p>", "t", []),
        ("", "摘要。", "<p>甲。</p>", "摘要", ["title"]),
        ("", "", "<p>甲。</p>", "甲", ["title"]),
        ("", "", "", "b", ["title"]),
    ],
)
def test_the_title_of_an_article(
    title: str, summary: str, html: str, found: str, kinds: list[str]
) -> None:
    post, problems = convert_article(
        "a/b", html, title=title, source="报", summary=summary, published=None, url=None,
        tags=(), categories=(),
    )  # fmt: skip
    assert (post.title, post.source, [each.kind for each in problems]) == (found, "报", kinds)
