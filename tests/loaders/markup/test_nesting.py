"""Elements that end in other blocks than they begin in."""

from __future__ import annotations

import pytest

from loaders.markup.nesting import (
    CUT_LINK,
    CUTS_LINK,
    OPEN_LINK,
    OTHER_EXTENT,
    differences,
    misnested,
)
from loaders.parsers.body import convert_body
from newsdb.markup.parser import PARSER, parse_markdown


@pytest.mark.parametrize(
    ("markdown", "names"),
    [
        ("<div>\n\n*a* <b>b</b><br>\n\n- <i>c</i>\n\n</div>", set()),
        ("<ul>\n<li>a\n<li>b\n</ul>\n<p>c", set()),
        ("<name> <br/> <span/> `<b>` a", set()),
        ("a <b>b\n\nc</b>", {"b", "/b"}),
        ("- <center>\n\n  a\n- </center>", {"center", "/center"}),
        ("a <i><b>b</i>", {"b"}),
        ("*a <b>b* c</b>", {"b", "/b"}),
        ("a <li>b</li>", {"li"}),
        ("<td>a</td>", {"td"}),
        ("<center>a", {"center"}),
        ("a </b>", {"/b"}),
        ("<div>\n\n<p>a <span>b\n\n</div></div>", set()),
    ],
)
def test_misnested_elements_are_those_that_do_not_end_where_they_begin(
    markdown: str, names: set[str]
) -> None:
    assert misnested(parse_markdown(markdown)) == names


def test_differences_are_those_of_text_links_images_and_structure_and_what_is_lost() -> None:
    source = "a <li>b</li>\n\n[c](/d) ![e](/f)\n\n- g"
    html = str(PARSER.render(source))
    assert differences(html, source) == ([], ["li"])
    assert differences(html, "a b\n\n[c](/h) ![e](/i)\n\nj") == (
        [
            "items of lists are not those of the source",
            "links are not those of the source: “/d” became “/h”",
            "images are not those of the source: “/f” became “/i”",
            "the text is not shown as in its source: “abcg” became “abcj”",
        ],
        ["li"],
    )


def test_what_holds_more_or_less_than_in_the_source_is_a_difference() -> None:
    assert differences(str(PARSER.render("<ul><li>a\n\nb")), "- a\n\nb") == ([OTHER_EXTENT], [])
    assert differences(str(PARSER.render("<ul><li>a\n\nb")), "- a\n\n  b") == ([], [])
    # A mark that is closed in an item does not end that.
    assert differences(str(PARSER.render("<p><cite>a\n\n- b</cite> c")), "a\n\n- b\n\nc") == (
        [OTHER_EXTENT],
        [],
    )
    assert differences(str(PARSER.render("<p><cite>a\n\n- b</cite> c")), "a\n\n- b c") == ([], [])


@pytest.mark.parametrize(
    ("html", "cut"),
    [
        ('<a href="/b"><table><tr><td>c</td></tr></table></a>', True),
        ('<p><a href="/b">c</p><i>d</i></a>', True),
        ('<a href="/b"><i>c</i><TABLE >', True),
        ('<a href="/b">c</a><table>', False),
        ('<p><a href="/b">c</a></p>', False),
        ('<a href="/b"><p>c</p></a>', False),
        ("<abbr>c</p>", False),
    ],
)
def test_a_link_is_cut_where_a_table_begins_or_a_paragraph_ends(html: str, cut: bool) -> None:
    assert (CUTS_LINK.search(html) is not None) is cut


@pytest.mark.parametrize(
    ("body", "markdown", "problems"),
    [
        (
            "a <li>\n\n- b",
            "a  \n\n- b",
            [
                "items of lists are not those of the source",
                "items outside of a list became paragraphs",
            ],
        ),
        (
            'a <a href="/b">c\n\nd',
            "a c\n\nd",
            ["links are not those of the source: “/b” became “none”", OPEN_LINK],
        ),
        ("a <b>c\n\nd", "a c\n\nd", ["marks are not those of the source: “strong” became “none”"]),
        ('<p><a href="/b">c</p>d</a>', "[c](/b)\n\nd", [CUT_LINK]),
        ("<ul>a</ul>", "a", ["a list without items became paragraphs"]),
    ],
)
def test_no_difference_is_silent(body: str, markdown: str, problems: list[str]) -> None:
    converted = convert_body(body, 1)
    assert converted.markdown == markdown
    assert [problem.detail for problem in converted.problems] == problems
