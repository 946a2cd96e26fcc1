"""Titles as plain text."""

from __future__ import annotations

import pytest

from loaders.generators.titles import plain_title


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Plain", "Plain"),
        ("&ldquo;Quoted&rdquo; &amp; more", "“Quoted” & more"),
        ("The <em>new</em> <code>map</code>", "The new map"),
        ("`std::vector<T>` and `<b>`", "std::vector<T> and <b>"),
        ("A List<String> of things", "A List<String> of things"),
        ("**Bold** and *em* and _em_ and ~~old~~", "Bold and em and em and old"),
        ("[A link](https://e.example/x) here", "A link here"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("*ST海润和*ST凯迪退市", "*ST海润和*ST凯迪退市"),
        ("（*ST海润*）", "（*ST海润*）"),
        ("C:\\new\\folder", "C:\\new\\folder"),
        ("A \\*star\\* and \\_", "A *star* and _"),
        ("[2024] 5 < 6 & 7", "[2024] 5 < 6 & 7"),
        ("<b>all</b>", "all"),
        ("a ``` b `` c", "a ``` b `` c"),
        (f"a &#{'1' * 5000}; b", "a \ufffd b"),
    ],
)
def test_a_title_is_plain_text(title: str, plain: str) -> None:
    assert plain_title(title) == plain
