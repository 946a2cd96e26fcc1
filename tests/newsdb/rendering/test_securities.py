"""Names of securities as links: the first in each paragraph, and none in another link."""

import pytest

from newsdb.models import Security
from newsdb.rendering.links import LINK_REL
from newsdb.rendering.render import render

SECURITIES = {
    name: Security(code, name, "share", "", f"/security/{code}")
    for name, code in (("甲股份", "1.SH"), ("乙股份", "2.SH"), ("甲", "1.SH"), ("旧乙", "2.SH"))
}


FIRST = '<a class="security" href="/security/1.SH">甲股份</a>'
SECOND = '<a class="security" href="/security/2.SH">乙股份</a>'
LINK = f'<a href="https://a.example" rel="{LINK_REL}">看甲股份</a>'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("甲股份、乙股份涨", f"<p>{FIRST}、{SECOND}涨</p>"),
        # Once in a paragraph, whatever it is called there.
        ("乙股份（旧乙）\n\n乙股份", f"<p>{SECOND}（旧乙）</p>\n<p>{SECOND}</p>"),
        ("**甲股份**`乙股份`", f"<p><strong>{FIRST}</strong><code>乙股份</code></p>"),
        ("# 甲股份\n\n甲股份", f"<h2>甲股份</h2>\n<p>{FIRST}</p>"),
        ("[看甲股份](https://a.example)，甲股份", f"<p>{LINK}，{FIRST}</p>"),
        ('<a href="https://a.example">看甲股份</a>，甲股份', f"<p>{LINK}，{FIRST}</p>"),
        ("- 甲股份\n- 甲股份", f"<ul>\n<li>{FIRST}</li>\n<li>{FIRST}</li>\n</ul>"),
    ],
)
def test_names_become_links(markdown: str, html: str) -> None:
    assert render(markdown, SECURITIES) == html
