"""Links in Markdown that is written for kramdown."""

from __future__ import annotations

import pytest

from loaders.generators.kramdown import as_kramdown_reads


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "[A  b]: /1\n[c]: /2\n[a b]: <https://3.example> 'T'",
            "\n[c]: /2\n[a b]: <https://3.example> 'T'",
        ),
        ("[a]: /1\n\n```\n[a]: /2\n```\n\n[a]: /3", "\n\n```\n[a]: /2\n```\n\n[a]: /3"),
        ("[a]: /1\n\n```\n[a]: /2\n```", None),
        ("[a](b_(c\\)) `[a](b_(c\\))`", "[a](b_(c)) `[a](b_(c\\))`"),
        ("[a](b\\)) (c\\))", None),
        ("[a](https://b.example/c\n  _d#e)", "[a](https://b.example/c_d#e)"),
        ("[a](/b\n'c') [a](b\nc)\n\n```\n[a](/b\nc)\n```", None),
        ("[a\\_b][] [a\\_b]\n\n[A_b]: /c", "[a\\_b][a_b] [a\\_b][a_b]\n\n[A_b]: /c"),
        ("[a\\_b][c] [a\\_b](d) `[a\\_b]` ![a\\_b] [c\\_d]\n\n[a_b]: /c", None),
        ("[a](/files/b c.pdf) ![a](/b c)", "[a](</files/b c.pdf>) ![a](</b c>)"),
        ("[a](/b 'c') [a](/b \"c d\") [a](see b c) `[a](/b c)`", None),
        ("[甲]: 你好\n[乙]: 你好\n[甲]: 再见", None),
        ("[^1]: /1\n[^1]: /2", None),
    ],
)
def test_links_are_those_of_kramdown(markdown: str, expected: str | None) -> None:
    assert as_kramdown_reads(markdown) == (markdown if expected is None else expected)
