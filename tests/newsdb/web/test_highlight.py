"""The words of a search marked in an article."""

from __future__ import annotations

import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search import parse_query
from newsdb.web.highlight import with_marks


def test_marks_change_nothing_else() -> None:
    before = '<p>央行<a href="/x?a=1&amp;b=2">的央行</a>与&lt;央行&gt;</p><p>无</p>'
    after = with_marks(before, parse_query("央行"))
    assert after.count("<mark>央行</mark>") == 3
    assert re.sub("</?mark>", "", after) == before


@pytest.mark.parametrize(
    ("html", "query", "marked"),
    [
        ("<p>央行</p>", "央行 降息", "<p>[央行]</p>"),
        ("央行<b>降息</b>央行", "央行", "[央行]<b>降息</b>[央行]"),
        ("<p>a<b>央行</b>b央行c央行d</p>", "央行", "<p>a<b>[央行]</b>b[央行]c[央行]d</p>"),
        ("<p><b>x</b>央行<i>央行</i></p>", "央行", "<p><b>x</b>[央行]<i>[央行]</i></p>"),
        # A word that an element cuts in two is not marked, nor is an attribute.
        ('<p>央<b>行</b><img alt="央行"></p>', "央行", '<p>央<b>行</b><img alt="央行"></p>'),
        # The article is not the title.
        ("<p>央行降息</p>", "title:央行 降息", "<p>央行[降息]</p>"),
        ("<p>央行</p>", "-央行", "<p>央行</p>"),
        ("<p>&lt;b&gt;</p>", '"<b>"', "<p>[&lt;b&gt;]</p>"),
        ("", "央行", ""),
    ],
)
def test_matches_are_marked(html: str, query: str, marked: str) -> None:
    found = with_marks(html, parse_query(query))
    assert found.replace("<mark>", "[").replace("</mark>", "]") == marked


PIECES = st.sampled_from(["央行", "行", "a", "<b>", "</b>", "&amp;", "<br>", "央", " "])


@given(st.lists(PIECES, max_size=10).map("".join))
def test_nothing_but_marks_is_added(content: str) -> None:
    html = nh3.clean(f"<p>{content}</p>")
    assert re.sub("</?mark>", "", with_marks(html, parse_query("央行"))) == html
