"""What holds for every file, whatever it holds: nothing raised, nothing lost, no long time."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.parsers.convert import convert_article, convert_file, published_at, title_of_text
from newsdb.models import Converted, Options, Problem, RawPost
from newsdb.text import plain_text

MILLION = 1_000_000
HEADS = [
    b"",
    b"---\n",
    b"---\ntitle: ",
    b'---\ntitle: "',
    b"+++\n",
    b'{"title":',
    b"<p>",
    b"\n---\n",
]
BYTES = st.builds(
    lambda head, parts: head + b"".join(parts),
    st.sampled_from(HEADS),
    st.lists(
        st.binary(max_size=20)
        | st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass"))
        | st.sampled_from(
            [b"\n---\n", b"<p>", b"</p>", b"<div ", b"\n\n", b"`", b"<!--", b"tags: ["]
        ),
        max_size=8,
    ),
)


@given(BYTES)
@example(b"---")
@example(b"---\n\xff\xfe\n---\n")
@example(b'{"title": "\\ud800"}\nx')
def test_any_bytes_become_a_post_or_are_kept(content: bytes) -> None:
    converted = convert_file(RawPost("2022-03-07-a.md", content), Options())
    assert converted.status in ("post", "rejected", "unpublished")
    assert (converted.post is not None) == (converted.status == "post")
    if converted.status == "rejected":
        assert [problem.raw for problem in converted.problems] == [content]
    if converted.post:
        for text in (converted.post.title, converted.post.summary, converted.post.body):
            assert text.encode("utf-8").decode("utf-8") == text
        assert converted.post.title


# Signs that are no markup of HTML, and words; lines that no form of the archive gives a meaning.
WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="<&\\[]*_`~|#>+-=:{}\"'()（）"),
    min_size=1,
    max_size=12,
)


@given(st.lists(WORDS, min_size=1, max_size=30), st.sampled_from([" ", "\n", "\n\n", "\u3000"]))
def test_a_plain_text_stays_whole(words: list[str], between: str) -> None:
    text = between.join(["文", *words])
    post = convert_file(RawPost("2022-03-07-a.md", text.encode()), Options()).post
    assert post is not None
    assert "".join(post.body.split()) == "".join(text.split())


HOSTILE = {
    "brackets": "[" * MILLION,
    "full-width brackets": "（" * MILLION,
    "less than": "<" * MILLION,
    "spaces": " " * MILLION + "x",
    "lines": "\n" * MILLION + "x",
    "rules": "|---" * (MILLION // 4),
    "dashes": "-" * MILLION + "x",
    "navigation": "[返回" * (MILLION // 3),
    "navigation with brackets": "[返回](" + "(x" * (MILLION // 2),
    "ticks": "".join("`" * (number % 50 + 1) + "x" for number in range(MILLION // 26)),
    "quotes in a tag": "<a" + ' x="' * (MILLION // 4),
    "comments": "<!--" * (MILLION // 4),
    "scripts": "<script>" * (MILLION // 8),
    "pictures": "![x](" * (MILLION // 5),
    "divs": "<div>" * 10_000 + "文",
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(MILLION // 9)) + ">文</p>",
    "spaces in a paragraph": "<p>" + " " * MILLION + "文</p>",
    "sources": "（来源：" * (MILLION // 4),
    "front matter of brackets": "---\na: " + "[" * MILLION + "\n---\n",
    "front matter of spaces": "---\nk" + " " * MILLION + "x\n---\n",
    "nested JSON": '{"a":' + "[" * MILLION,
    "dotted TOML": "+++\n" + "a." * (MILLION // 2) + "a=1\n+++\n",
    "one long line": "澄川化工公告。" * (MILLION // 7),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_takes_no_long_time(name: str) -> None:
    content = HOSTILE[name].encode()
    started = time.process_time()
    converted = convert_file(RawPost("2022-03-07-a.md", content), Options())
    assert time.process_time() - started < 15  # on an idle core, 0.1 to 3
    assert converted.status == "post"


def test_text_of_a_tree_too_deep_is_kept() -> None:
    body = "<div>" * 10_000 + "深处的文 3*4" + "<p>又一段" * 3
    converted = convert_file(RawPost("2022-03-07-a.md", body.encode()), Options())
    assert converted.post is not None
    assert plain_text(converted.post.body).split() == [
        "深处的文",
        "3*4",
        "又一段",
        "又一段",
        "又一段",
    ]
    assert [problem.kind for problem in converted.problems] == ["html"]


@pytest.mark.parametrize(
    ("content", "kind", "detail"),
    [
        (b" \n\t", "empty", "the file is empty"),
        (b"---\n---\n\n", "empty", "the file has neither front matter nor text"),
        (bytes(9), "not text", "the file is binary, not text"),
    ],
)
def test_what_is_no_post_is_kept(content: bytes, kind: str, detail: str) -> None:
    problem = Problem(kind, detail, raw=content)
    expected = Converted("a.md", None, (problem,), "rejected")
    assert convert_file(RawPost("a.md", content), Options()) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("央行降息。港口繁忙。", "央行降息"),
        ("央行降息", "央行降息"),
        ("", ""),
        ("\n\n", ""),
        (f"{'长' * 50}。", f"{'长' * 39}…"),
        ("中" * 30 + " latin words go on here and on", f"{'中' * 30} latin …"),
    ],
)
def test_a_title_is_the_beginning_of_a_text(text: str, title: str) -> None:
    assert title_of_text(text) == title


def test_without_title_and_text_the_file_has_the_title() -> None:
    post = convert_file(RawPost("_posts/2022-03-07-7.md", b"![x](/1.png)"), Options()).post
    assert post is not None
    assert post.title == "2022-03-07-7"


@pytest.mark.parametrize(
    ("text", "given", "published", "problems"),
    [
        ("2022-03-07 10:00", True, "2022-03-07T10:00:00+08:00", []),
        ("2022-03-07 10:00", False, "2022-03-07T10:00:00+08:00",
         [Problem("zone", "2022-03-07 10:00 names no time zone; Asia/Shanghai was assumed")]),
        ("2022-03-07 10:00 +0800", False, "2022-03-07T10:00:00+08:00", []),
        ("2022-03-07", False, "2022-03-07T00:00:00+08:00", []),
        (None, False, None, []),
        ("", False, None, []),
        ("soon", False, None, [Problem("date", "“soon” is not a date; it was left out")]),
    ],
)  # fmt: skip
def test_times_of_articles(
    text: str | None, given: bool, published: str | None, problems: list[Problem]
) -> None:
    time, found = published_at(text, Options("Asia/Shanghai", timezone_given=given))
    assert (time and time.isoformat()) == published
    assert found == problems


@pytest.mark.parametrize(
    ("title", "summary", "html", "expected"),
    [
        ("题", "摘要", "<p>文。</p>", "题"),
        ("", "摘要。", "<p>文。</p>", "摘要"),
        ("", "", "<p>文。</p>", "文"),
        ("", "", "<p></p>", "b"),
    ],
)
def test_articles_have_a_title(title: str, summary: str, html: str, expected: str) -> None:
    post, problems = convert_article(
        "a/b",
        html,
        title=title,
        published=None,
        source="甲报",
        url=None,
        summary=summary,
        tags=["t", "t"],
        categories=[],
    )
    assert (post.title, post.source, post.tags) == (expected, "甲报", ("t",))
    made = "the title is empty; it was made from the text"
    assert [each.detail for each in problems] == ([] if title else [made])


def test_the_outlet_that_an_article_names_goes_before_that_of_its_feed() -> None:
    html = "<p>文。</p><p>（文章来源：乙报）</p>"
    post, _ = convert_article(
        *("a", html),
        title="题",
        published=None,
        source="甲报",
        url=None,
        summary="",
        tags=[],
        categories=[],
    )
    assert (post.source, post.body) == ("乙报", "文。")
