"""The HTML that Markdown may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.markup.allowed import clean_block, may_link, may_show
from newsdb.markup.parser import PARSER


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a\n<b>b</b></p>", "<p>a b</p>"),
        ("<p onclick=x style=x class=x>a</p>", "<p>a</p>"),
        ("<script>x</script><style>y</style>a", "a"),
        ('<a href="javascript:x" title="t">a</a>', '<a title="t">a</a>'),
        ('<a href="mailto:a@b.c" target=_blank>a</a>', '<a href="mailto:a@b.c">a</a>'),
        ('<img src="data:x" alt="b">', '<img alt="b">'),
        ("<td rowspan=2 width=3>a</td>", "a"),
        (
            "<table><tr><td rowspan=2 width=3>a</td></tr></table>",
            '<table><tbody><tr><td rowspan="2">a</td></tr></tbody></table>',
        ),
        # The lines of code stay, as references.
        ("<pre>a\n\nb</pre>\n", "<pre>a&#10;&#10;b</pre>"),
        ("<!-- x -->", ""),
    ],
)
def test_clean_block(html: str, expected: str) -> None:
    assert clean_block(html) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://a.example", True),
        ("mailto:a@b.example", True),
        ("/a", True),
        ("#b:c", True),
        ("", True),
        (" JavaScript:x", False),
        ("data:x", False),
    ],
)
def test_schemes_of_links(url: str, expected: bool) -> None:
    assert may_link(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://a.example/1.png", True),
        ("1.png", True),
        ("", True),
        ("ftp://a.example/1.png", False),
        ("data:image/png;base64,x", False),
    ],
)
def test_schemes_of_images(url: str, expected: bool) -> None:
    assert may_show(url) is expected


@given(st.lists(st.sampled_from(["<p>", "</p>", "<pre>", "</pre>", "<b>", "a", "\n\n", "<", ">"])))
def test_a_block_has_no_line_ends_and_stays_a_block(pieces: list[str]) -> None:
    block = clean_block("<div>" + "".join(pieces) + "</div>")
    assert "\n" not in block
    tokens = PARSER.parse(f"{block}\n\ntext")
    assert [token.type for token in tokens][:2] == ["html_block", "paragraph_open"]
