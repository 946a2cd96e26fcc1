"""What is read without the parser is what the parser reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.markup.parser import parse_markdown
from newsdb.markup.simple import Simple, code, may_go_on, simple
from newsdb.text import Reading, read_markdown, read_tokens

PIECES = st.sampled_from(
    [
        *(
            "甲乙",
            "word",
            "a_b",
            " ",
            "  ",
            "\t",
            "\n",
            "\n\n",
            "\n\n    ",
            "\n\n  ",
            "\n- ",
            "\n\n- ",
        ),
        *(
            "\n  - ",
            "\n      * ",
            "\n1. ",
            "\n\n2) ",
            "\n   1. ",
            "\n    2. ",
            "\n> ",
            "\n\n> ",
            "\n## ",
        ),
        *(
            "`",
            "``",
            "**",
            "*",
            "_",
            "~",
            "~~",
            "$",
            "$$",
            "[a](/b)",
            "![c_d](e.png)",
            "[f",
            "](",
            ")",
        ),
        *(
            "[g][h]",
            "[x] ",
            "\n\n[i]: /j\n\n",
            "![](k)",
            "[▶ l](m)",
            "[n](o:p)",
            "<https://q.example/r>",
        ),
        *(
            "<b>",
            "</b>",
            "<!-- s -->",
            "\n\n```\n",
            "\n```\n\n",
            "\n~~~~\n",
            "：",
            "“",
            "&amp;",
            "&",
        ),
        *(
            "\\",
            ":",
            "\n: ",
            "|",
            "\n---\n",
            "\n===",
            "\n| t | u |\n",
            "\n{: .v}",
            "\n* w\n{:toc}\n",
            "!",
        ),
    ]
)


def parsed(markdown: str) -> Reading:
    reading = Reading()
    read_tokens(parse_markdown(markdown), reading)
    return reading


@given(st.lists(PIECES, max_size=14).map("".join))
def test_reading_is_that_of_the_parser(markdown: str) -> None:
    assert read_markdown(markdown) == parsed(markdown)


@pytest.mark.parametrize(
    ("block", "lines", "images"),
    [
        ("## 甲 `b`", [("甲 b", "甲")], []),
        ('甲 [乙](/x "t") **丙：**丁 *e* _f_ a_b [1]', [("甲 乙 丙：丁 e f a_b [1]",) * 2], []),
        ("a\nb", [("a b", "a b")], []),
        ("甲\n乙", [("甲乙", "甲乙")], []),
        ("> a\n> b", [("a b", "a b")], []),
        ("- a\n  1. b\n- `c`", [("a", "a"), ("b", "b"), ("c", "")], []),
        ("![a_b](/1.png)甲", [("甲", "甲")], [("/1.png", "a_b")]),
        ("<https://a.example/b>", None, None),
        ("a <https://a.example/b>", [("a https://a.example/b",) * 2], []),
    ],
)
def test_simple_blocks(
    block: str, lines: list[tuple[str, str]] | None, images: list[tuple[str, str]] | None
) -> None:
    found = simple(block)
    assert found == (None if lines is None else Simple(lines, images or []))
    if found:
        assert (found.lines, found.images) == (parsed(block).lines, parsed(block).images)


@pytest.mark.parametrize(
    "block",
    [
        *(
            "a\n===",
            "- a\n      * b",
            "- a\n  2. b",
            "- [ ] a",
            "    a",
            "a | b",
            "**a **b",
            "a  \nb",
        ),
        *("[▶ a](/b)", "[a](b:c)", "a<b>", "a &amp; b", "# a #", "> a\nb", "* * *", "[a](b(c))"),
    ],
)
def test_other_blocks_need_the_parser(block: str) -> None:
    assert simple(block) is None


def test_code_between_fences() -> None:
    assert code("```js\na  b\n\nc\n```") == Simple([("a b", ""), ("c", "")])
    assert code("~~~\n~~~") == Simple()
    for other in ("```\na\n```\nb", "```\na", "a", "```\n```\n```"):
        assert code(other) is None


@pytest.mark.parametrize(
    ("block", "following", "goes_on"),
    [
        ("- a", "  b", True),
        ("- a", "    - b", True),
        ("- a", "  - b", False),
        ("- a", "b", False),
        ("a", "  b", False),
    ],
)
def test_what_may_go_on(block: str, following: str, goes_on: bool) -> None:
    assert may_go_on(block, following) is goes_on
