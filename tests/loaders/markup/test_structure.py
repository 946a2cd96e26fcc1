"""Items, cells and blocks of code of documents and trees."""

from __future__ import annotations

import pytest

from loaders.markup.regions import regions_of
from loaders.markup.structure import (
    Part,
    changed_structure,
    parts_of_document,
    parts_of_line,
    parts_of_tokens,
    parts_of_tree,
)
from loaders.markup.tree import tree_of
from newsdb.markup.parser import PARSER

MARKDOWN = """3. a

   - b
   -
4. ```
   c
   ```

| d | |
|---|---|
| ![](e.png) | <b></b> |

<ol><li>f<li>g</ol>
"""
PARTS = [("cell", 0)] * 2 + [("code", 0)] + [("item", each) for each in (0, 1, 2, 3, 4)]


def test_the_parts_of_tokens_show_something() -> None:
    assert sorted(parts_of_tokens(PARSER.parse(MARKDOWN))) == PARTS


def test_the_parts_of_a_tree_are_those_of_its_markdown() -> None:
    assert sorted(parts_of_tree(tree_of(PARSER.render(MARKDOWN)))) == PARTS


@pytest.mark.parametrize(
    ("html", "changed"),
    [
        ("<ol start=3><li>a</li></ol>", []),
        ("<ol start=3><li>b</li></ol><ul><li></li></ul>", []),
        ("<ol><li>a</li></ol>", ["items of lists are not those of the source"]),
        (
            "<ol start=3><li>a</li></ol><pre>b</pre><table><tr><td>c<td>d</table>",
            [
                "blocks of code are not those of the source",
                "cells of tables are not those of the source",
            ],
        ),
    ],
)
def test_other_parts_are_said(html: str, changed: list[str]) -> None:
    before = parts_of_tree(tree_of("<ol start=3><li>a</li></ol>"))
    found = changed_structure(before, parts_of_tree(tree_of(html)))
    assert sorted(found) == changed


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a <UL><LI>*b*</LI><li> </li></UL>", [("item", 0)]),
        ("a <table><tr><td>b</td><td>c</td></tr></table>", [("cell", 0)] * 2),
        ("a <ol start=3><li>b<li><pre>c</pre></ol>", [("item", 3), ("item", 4), ("code", 0)]),
        ("a <b><li>b</li></b>", [("item", 0)]),
        ("a `<li>` <b>c</b>", []),
    ],
)
def test_the_parts_of_a_line_are_those_between_its_tags(text: str, parts: list[Part]) -> None:
    assert list(parts_of_line(PARSER.parse(text)[1])) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("- <p></p>", []),
        ("- <p>a</p>\n- b", [("item", 0)] * 2),
        ("a\n\n<ol><li>x</ol>\n\n1. y", [("item", 1)] * 2),
        ("2. ![](x.png)", [("item", 2)]),
        ("- ***\n- x", [("item", 0)]),
        ("1. | a |\n   |-|\n   | b |", [("cell", 0), ("cell", 0), ("item", 1)]),
    ],
)
def test_the_parts_of_a_document_are_those_of_its_tokens_and_trees(
    text: str, parts: list[Part]
) -> None:
    tokens = PARSER.parse(text)
    regions = regions_of(tokens)
    trees = [tree_of(region.html) for region in regions]
    assert sorted(parts_of_document(tokens, regions, trees)) == parts
    assert sorted(parts_of_tokens(tokens)) == parts
