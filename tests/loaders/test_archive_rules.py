"""The archive's own ways: digest, navigation, the original's address, the outlet."""

from __future__ import annotations

import pytest

from loaders.archive_rules import (
    Parts,
    date_in_name,
    has_marks,
    outlet_at_end,
    outlet_in_text,
    outlet_of_line,
    outlet_of_tags,
    take_apart,
    take_outlet,
    with_stars,
)
from loaders.markup.tree import tree_of

URL = "http://finance.example/news/1353,202203012290000001.html"
HOME = "[返回首页](//news.example/)"


@pytest.mark.parametrize(
    ("path", "body", "is_archive"),
    [
        ("_posts/2022-03-01-202203012290000001.md", "文", True),
        ("NW202203012290000001.md", "文", True),
        ("2022-03-01-20220301.md", "文", False),
        ("a.md", f"文\n{HOME}", True),
        ("a.md", f"文 {HOME}", False),
        ("a.md", '<a data-code="1,609018">甲</a>', True),
        ("a.md", '<span id="bk_90.BK1903">甲</span>', True),
        ("a.md", f"文\n\n<{URL}>", False),
    ],
)
def test_posts_of_the_archive(path: str, body: str, is_archive: bool) -> None:
    assert has_marks(path, body) is is_archive


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (f"> 摘要\n\n<p>文</p>\n\n<{URL}>\n\n{HOME}｜{HOME}\n", Parts("摘要", "<p>文</p>", URL)),
        ("> 摘要\n\n<p>文</p>\n<>", Parts("摘要", "<p>文</p>", None)),
        # Without the original's address there is no digest; a quotation before text is none.
        (f"> 摘要\n\n<p>文</p>\n{HOME}", Parts("", "> 摘要\n\n<p>文</p>", None)),
        (f"> 引文\n\n文\n\n<{URL}>", Parts("", "> 引文\n\n文", URL)),
        (f"> 摘要\n<{URL}>", Parts("摘要", "", URL)),
        (f">摘要\n\n<p>文</p>\n\n<{URL}>", Parts("摘要", "<p>文</p>", URL)),
        (f"文 <{URL}>", Parts("", f"文 <{URL}>", None)),
        ("", Parts("", "", None)),
    ],
)
def test_a_body_is_taken_apart(body: str, parts: Parts) -> None:
    assert take_apart(body) == parts


@pytest.mark.parametrize(
    ("text", "archive", "outlet", "rest"),
    [
        ("文\n（来源：瀚海日报）\n完", True, "瀚海日报", "文\n完"),
        ("文\n（来源：瀚海日报）", False, None, "文\n（来源：瀚海日报）"),
        ("文\n（文章来源：瀚海日报）\n\n", False, "瀚海日报", "文"),
        ("文\n（文章来源：瀚海日报）\n完", False, None, "文\n（文章来源：瀚海日报）\n完"),
        ("（来源：甲报）\n文\n（来源：乙报）", True, "乙报", "（来源：甲报）\n文"),
    ],
)
def test_the_line_that_names_the_outlet(
    text: str, archive: bool, outlet: str | None, rest: str
) -> None:
    assert outlet_in_text(text, archive=archive) == (outlet, rest)


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("（文章来源： 瀚海 日报 ）", "瀚海 日报"),
        ("(来源:瀚海日报)", "瀚海日报"),
        ("据（来源：瀚海日报）", None),
        ("（来源： ）", None),
        (f"（来源：{'海' * 194}）", "海" * 194),
        (f"（来源：{'海' * 195}）", None),
    ],
)
def test_a_line_that_says_nothing_else(line: str, outlet: str | None) -> None:
    assert outlet_of_line(line) == outlet


def test_the_paragraph_of_the_outlet_is_taken_out() -> None:
    tree = tree_of("<p>文（来源：甲报）</p><p>（文章来源：<b>乙</b>报）</p><p>完</p>")
    assert take_outlet(tree) == "乙报"
    assert tree.text_content() == "文（来源：甲报）完"
    assert take_outlet(tree) is None


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("摘要。（瀚海日报）", "瀚海日报"),
        ("摘要。(来源：瀚海网) ", "瀚海网"),
        ("摘要。（记者 王小川）", None),
        ("（瀚海日报）摘要。", None),
    ],
)
def test_the_outlet_at_the_end_of_a_digest(text: str, outlet: str | None) -> None:
    assert outlet_at_end(text) == outlet


@pytest.mark.parametrize(
    ("tags", "outlet"),
    [
        (["公司", "瀚海日报新闻", "北渡时报新闻"], "瀚海日报"),
        (["新闻", "东财滚动新闻", "北渡时报新闻"], "北渡时报"),
        (["公司"], None),
    ],
)
def test_the_outlet_of_tags(tags: list[str], outlet: str | None) -> None:
    assert outlet_of_tags(tags) == outlet


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2022-03-02-202203012290000001", "2022-03-01"),
        ("NW202203012290000001", "2022-03-01"),
        ("202213012290000001", None),
        ("x202203012290000001", None),
        ("2022-03-01-a", None),
    ],
)
def test_the_day_in_an_article_id(name: str, day: str | None) -> None:
    assert date_in_name(name) == day


@pytest.mark.parametrize(
    ("text", "markdown"),
    [("*ST岚山与*ST青禾", r"\*ST岚山与\*ST青禾"), (r"\*ST岚山 **ST岚山** *STAR*",) * 2],
)
def test_stars_of_shares_under_warning(text: str, markdown: str) -> None:
    assert with_stars(text) == markdown
