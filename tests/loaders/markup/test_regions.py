"""Where blocks of HTML begin and end in a document."""

from __future__ import annotations

import pytest

from loaders.markup.regions import regions_of
from newsdb.markup.parser import PARSER


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a\n\n<p>x</p>\n\nb", [(2, 3)]),
        ("*a*", []),
        # Blocks in a row are one region; text between them parts it.
        ("<p>x</p>\n\n<p>y</p>", [(0, 3)]),
        ("<p>x</p>\n\na\n\n<p>y</p>", [(0, 1), (4, 5)]),
        # A wrapper that is open at a blank line holds Markdown,
        ("<div>\n\n*a*\n\n</div>", [(0, 1), (4, 5)]),
        # an open table or list holds what is between.
        ("<table>\n\n<tr><td>1</td></tr>\n\n</table>\n\nb", [(0, 5)]),
        ("<ul>\n\n*a*\n\n</ul>", [(0, 5)]),
        ("<ul>\n\n*a*\n\nb", [(0, 1)]),
        ("> <p>x</p>\n\n<p>y</p>", [(0, 1), (2, 3)]),
    ],
)
def test_regions(text: str, places: list[tuple[int, int]]) -> None:
    tokens = PARSER.parse(text)
    regions = regions_of(tokens)
    assert [(each.start, each.end) for each in regions] == places
    for each in regions:
        assert tokens[each.first].type == tokens[each.last].type == "html_block"


def test_what_lies_in_an_open_table_is_rendered_and_indented_html_is_html() -> None:
    text = "<table>\n\n    <tr><td>1</td></tr>\n\n<tr><td>\n\n*a*\n\n</td></tr>\n\n</table>"
    (region,) = regions_of(PARSER.parse(text))
    assert "".join(region.html.split()) == (
        "<table><tr><td>1</td></tr><tr><td><p><em>a</em></p></td></tr></table>"
    )


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("<details>\n<summary>a</summary>\n\n*b*\n\n</details>", [(0, 2), (5, 6)]),
        ("<details>\n\n<summary>a</summary>\n\n*b*", [(0, 3)]),
        ("<details>\n\n<p>a</p>", [(0, 1), (2, 3)]),
        ("<details>", [(0, 1)]),
        ("<p>a</p>\n\n<details>\n\n*b*", [(0, 1), (2, 3)]),
        ("<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\n\nc", [(0, 5)]),
        ("<ul><br/><x/>\n\n*a*\n\n</ul>\n\n*b*", [(0, 5)]),
        ("<div><ul></div>\n\n*a*", [(0, 1)]),
        ("<p>a\n\n    <p>b</p>\n\n    c", [(0, 5)]),
        ("<p>a</p>\n\n    <p>b</p>", [(0, 1)]),
        # What is open may be closed within a paragraph,
        ("<ul><li>a\n\nb\n     </li> <li>c</li></ul> d\n\ne", [(0, 4)]),
        ("<table>\n\n*a* <tr><td>b</td></tr>\n\n</table>", [(0, 5)]),
        ("<ul><li>a\n\nb <table>\n\nc </table></ul>\n\nd", [(0, 5)]),
        # in a list or in a quotation.
        ("<ul><li>a\n\n> b</ul>\n\nc", [(0, 3)]),
        ("<ul><li>a\n\n- b\n- c</ul>\n\nd", [(0, 5)]),
        ("> <ul><li>a\n\n- b</ul>", [(0, 1)]),
    ],
)
def test_regions_of_details_and_of_what_stays_open(
    text: str, places: list[tuple[int, int]]
) -> None:
    assert [(each.start, each.end) for each in regions_of(PARSER.parse(text))] == places
