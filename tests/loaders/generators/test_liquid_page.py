"""Values and filters of templates."""

from __future__ import annotations

import pytest

from loaders.generators.liquid_page import LiquidPage, filters_for, typed

PAGE = LiquidPage(
    *({}, {}, {}),
    relative_url=lambda url: f"/b{url}",
    absolute_url=lambda url: f"https://s.example/b{url}",
    post_url=lambda name: None,
    link=lambda path: None,
)


def test_values_have_the_types_that_templates_expect() -> None:
    found = typed({"a": "true", "b": "12", "c": "012", "d": ["false", "1.5"], "e": "yes"})
    assert found == {"a": True, "b": 12, "c": "012", "d": [False, "1.5"], "e": "yes"}


@pytest.mark.parametrize(
    ("name", "arguments", "written"),
    [
        ("relative_url", ("/a",), "/b/a"),
        ("absolute_url", ("/a",), "https://s.example/b/a"),
        ("slugify", ("A b & C", "pretty"), "a-b-c"),
        ("xml_escape", ("<a>",), "&lt;a&gt;"),
        ("cgi_escape", ("a/b c",), "a%2Fb%20c"),
        ("uri_escape", ("/a b?c=d",), "/a%20b?c=d"),
        ("number_of_words", ("a b  c",), 3),
        ("array_to_sentence_string", ([],), ""),
        ("array_to_sentence_string", (["a"],), "a"),
        ("array_to_sentence_string", (["a", 1],), "a and 1"),
        ("array_to_sentence_string", (["a", "b", "c"], "or"), "a, b, or c"),
        ("join_url", ("https://a.example/b/", "c"), "https://a.example/b/c"),
    ],
)
def test_filters(name: str, arguments: tuple[object, ...], written: object) -> None:
    assert filters_for(PAGE)[name](*arguments) == written
