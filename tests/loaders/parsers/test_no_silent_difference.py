"""What a post shows is what its source shows, or `problems` says that it is not.

The oracle renders the source with the parser of pages and reads it with html5lib, as a browser
would: words, links, images, code, and the cells of tables.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.parsers.body import convert_body
from newsdb.markup.parser import PARSER

WORDS = st.sampled_from(["甲", "乙丙", "one two", "3*4", "a_b", "<", "&amp;", "（", "。"])
LINES = [
    *("<b>{}</b>", "<i>{}</i>", "<b>{}", "{}</i>", "<span>{}</span>", "<sub>{}</sub>", "*{}*"),
    *("`{}`", "**{}**", "[{}](https://a.example/1)", "<a href='https://a.example/2'>{}</a>"),
    *("<a href='https://a.example/3'>{}<a/>", "<a href='javascript:a()'>{}</a>", "<a>{}</a>"),
    *("<img src='https://a.example/1.png'>{}", "<img src='data:,x'>{}", "{}<br>", "<u>{}</u>"),
    *("![{}](https://a.example/2.png)", "{}<!-- x -->", "<code>{}</code>", "{}  \n"),
]
BLOCKS = [
    *("{}", "<p>{}</p>", "<div>{}</div>", "- {}\n- x", "1. {}", "> {}", "## {}", "<h3>{}</h3>"),
    *("<ul><li>{}</li><li>x</li></ul>", "<ol><li>{}<ul><li>x</li></ul></li></ol>"),
    *("<table><tr><td>{}</td></tr></table>", "<table><tr><th>{}</th><td>x</td></tr></table>"),
    *("| {} | x |\n| --- | --- |\n| y | z |", "<pre>{}</pre>", "<blockquote>{}</blockquote>"),
    "<table><tr><td rowspan=2>{}</td><td>x</td></tr><tr><td>y</td></tr></table>",
]


COMMENT = re.compile("<!--.*?-->", re.DOTALL)


def nested(form: str, inner: str) -> str:
    return form.replace("{}", inner)


INLINE = st.recursive(
    WORDS, lambda inner: st.builds(nested, st.sampled_from(LINES), inner), max_leaves=4
)
TEXTS = st.builds(
    "\n\n".join,
    st.lists(
        st.builds(
            nested, st.sampled_from(BLOCKS), st.builds(" ".join, st.lists(INLINE, max_size=3))
        ),
        max_size=4,
    ),
)


def shown(html: str) -> dict[str, Any]:
    """Return what a browser shows: words, and how often there is each link, image and so on."""
    tree = html5lib.parse(COMMENT.sub("", html), namespaceHTMLElements=False)
    counts: Counter[str] = Counter()
    for element in tree.iter():
        has_text = bool("".join(element.itertext()).strip())
        if element.tag == "a" and element.get("href") and has_text:
            counts[f"a {element.get('href')}"] += 1
        elif element.tag == "img":
            counts[f"img {element.get('src')}"] += 1
        elif element.tag in ("td", "th", "li", "pre") and has_text:
            counts[element.tag.replace("th", "td")] += 1
    return {"text": "".join("".join(tree.itertext()).split()), **counts}


@pytest.mark.parametrize("html", [False, True])
@given(TEXTS)
def test_no_difference_is_silent(html: bool, text: str) -> None:
    body = convert_body(text, 1, html=html)
    source = shown(text if html else PARSER.render(text))
    result = shown(PARSER.render(body.markdown))
    assert source == result or body.problems, body.markdown
