"""What shortcodes and tags become."""

from __future__ import annotations

import pytest

from loaders.generators.shortcode_texts import KNOWN, Arguments


@pytest.mark.parametrize(
    ("name", "words", "inner", "text"),
    [
        ("blockquote", "", "a\n\nb", "\n\n> a\n>\n> b\n\n"),
        ("blockquote", "Ann, Book", "a", "\n\n> a\n>\n> Ann, Book\n\n"),
        (
            "blockquote",
            "Ann https://a.example/b A book",
            "a",
            "\n\n> a\n>\n> Ann [A book](https://a.example/b)\n\n",
        ),
        ("quote", "https://a.example", "a", "\n\n> a\n>\n> [link](https://a.example)\n\n"),
        ("pullquote", "left", "a", "\n\n> a\n\n"),
        ("codeblock", "lang:js line_number:false", "a", "\n\n```js\na\n```\n\n"),
        (
            "codeblock",
            "A title lang:js https://a.example more text",
            "a",
            "\n\n`A title` [more text](https://a.example)\n\n```js\na\n```\n\n",
        ),
        ("link", "two words https://a.example true title", None, "[two words](https://a.example)"),
        ("link", "https://a.example", None, "[https://a.example](https://a.example)"),
        ("link", "nothing", None, "nothing"),
        ("link", "The page /about", None, "[The page](/about)"),
        ("youtube", "x 1", None, "<https://www.youtube.com/watch?v=x>"),
        ("youtube", "", None, ""),
        ("gist", "x", None, "<https://gist.github.com/x>"),
        ("gist", "x 1", None, "<https://gist.github.com/x/1>"),
        ("tweet", "1", None, "<https://twitter.com/i/status/1>"),
        ("tweet", "", None, ""),
        ("img", "left images/a 300 200", None, "![](images/a)"),
        ("img", "left a.png 300 200 Some text", None, "![Some text](a.png)"),
        ("img", "/a.png one two", None, "![one two](/a.png)"),
        ("img", "left 300", None, ""),
    ],
)
def test_tags_of_hexo(name: str, words: str, inner: str | None, text: str) -> None:
    assert KNOWN[name](Arguments(positional=words.split()), inner) == text


@pytest.mark.parametrize(
    ("texts", "alt"),
    [
        (["A title", "An alternative"], "An alternative"),
        (["Title", "An alternative"], "An alternative"),
        (["two", "words"], "two words"),
        (['"A title" "An alternative"'], "An alternative"),
    ],
)
def test_the_alternative_text_of_an_image(texts: list[str], alt: str) -> None:
    assert KNOWN["img"](Arguments(positional=["a.png", *texts]), None) == f"![{alt}](a.png)"
