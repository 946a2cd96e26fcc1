"""What a reader sees, compared."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from loaders.markup.tree import tree_of
from loaders.markup.visible import (
    canonical_url,
    changed_links,
    difference,
    find_difference,
    links_in,
    visible_in_tree,
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a <b>b</b> c", [("", "a"), ("strong", "b"), ("", "c")]),
        ("a <span>b</span> c", [("", "abc")]),
        ('<i><a href="/新">x</a></i>', [("/%E6%96%B0 em", "x")]),
        ('<img src="/1.png">图<img>', [("", "\ufffc/1.png图")]),
        ("<pre>a\n b</pre>", [("pre", "ab")]),
        ("<b> </b>", []),
        ("<img>", []),
        (
            '<ul><li>a</li><li><img src="/1.png"></li><li> </li></ul>',
            [("item", ""), ("", "a"), ("item", ""), ("", "\ufffc/1.png")],
        ),
        ("<table><tr><td>a</td><th></th></tr></table>", [("cell", ""), ("", "a")]),
    ],
)
def test_texts_and_the_marks_on_them(html: str, expected: list[tuple[str, str]]) -> None:
    found = visible_in_tree(fragment_fromstring(f"<div>{html}</div>"))
    assert [(" ".join(sorted(marks)), text) for marks, text in found] == expected


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ("<p><a href=/新>a b</a><a href=/新>c</a></p>", {"/%E6%96%B0": "abc"}),
        ("<a href=/x><p>a</p><p>b<img src=/c.png></p></a>", {"/x": "ab\ufffc"}),
        ("<a href=/x>10<sup>8</sup> <q>a</q></a>", {"/x": "¹⁰⁸a"}),
        ("<a href=/x>…</a><a href=/y> </a><a>b</a><a href=javascript:x>c</a>", {"/x": "…"}),
    ],
)
def test_what_is_linked(html: str, links: dict[str, str]) -> None:
    assert links_in(tree_of(html)) == links


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"/x": "a", "/y": "b"}, []),
        ({"/x": "a"}, ["links are not those of the source: “/y” became “none”"]),
        ({"/x": "a", "/z": "b"}, ["links are not those of the source: “/y” became “/z”"]),
        (
            {"/x": "a", "/y": "b", "/z": "c"},
            ["links are not those of the source: “none” became “/z”"],
        ),
        ({"/x": "a", "/y": "c"}, ["the text of a link is not that of the source: /y"]),
    ],
)
def test_other_links_are_said(after: dict[str, str], said: list[str]) -> None:
    assert changed_links({"/x": "a", "/y": "b"}, after) == said


def test_addresses_are_written_in_one_way() -> None:
    assert canonical_url("https://a.example/新 x?a=1&b=(2)#c%20") == (
        "https://a.example/%E6%96%B0%20x?a=1&b=(2)#c%20"
    )


NOTHING: frozenset[str] = frozenset()
STRONG = frozenset({"strong"})


@pytest.mark.parametrize(
    ("expected", "found", "said"),
    [
        ([(NOTHING, "ab")], [(NOTHING, "ab")], ""),
        ([(NOTHING, "ab")], [(NOTHING, "ac")], "“ab” became “ac”"),
        ([(NOTHING, "ab")], [(NOTHING, "abc")], "“ab” became “abc”"),
        ([(STRONG, "a")], [(NOTHING, "a")], "“{strong}a” became “{}a”"),
        ([(NOTHING, "abc")], [(NOTHING, "ab")], "“abc” became “ab”"),
        (
            [(NOTHING, "0123456789ab" + "c" * 30)],
            [(NOTHING, "0123456789ax" + "d" * 30)],
            f"“123456789ab{'c' * 19}” became “123456789ax{'d' * 19}”",
        ),
    ],
)
def test_where_two_texts_differ(expected: object, found: object, said: str) -> None:
    assert find_difference(expected, found) == said  # type: ignore[arg-type]


@given(st.text("ab", max_size=40), st.text("ab", max_size=40), st.text("ab", max_size=40))
def test_a_difference_shows_what_stands_around_it(same: str, one: str, other: str) -> None:
    said = difference(same + one, same + other)
    assert (said == "") == (one == other)
    if said:
        ((left, right),) = re.findall("“(.*)” became “(.*)”", said)
        assert left != right
        assert left in same + one
        assert right in same + other
        assert max(len(left), len(right)) <= 30
