"""Posts with marks of securities, and what they mention."""

from __future__ import annotations

from loaders.parsers.convert import convert_file
from newsdb.models import Mention, Options, RawPost

SHARE = (
    '<span id="stock_1.609018"><a href="http://quote.dongling.example/unify/r/1.609018" '
    'class="keytip" data-code="1,609018">瀚海证券</a></span><span id="quote_1.609018"></span>'
)


BOARD = (
    '<span id="bk_90.BK1903"><a href="http://quote.dongling.example/unify/r/90.BK1903" '
    'class="keytip" data-code="90,BK1903">证券</a></span><span id="bkquote_90.BK1903"></span>'
)


AGAIN = (
    '<span web="1" href="http://quote.dongling.example/unify/r/1.609018" '
    'class="em_stock_key_common" data-code="1,609018">瀚海证券</span>'
)


CHART = (
    '<!-- EM_StockImg_Start --><p style="text-align:center;"><a class="EmImageRemark" '
    'href="http://quote.dongling.example/unify/r/1.609018" data-code="609018|1|1">'
    '<img src="http://pic.example/k.png" alt="K图 609018_1" data-code="K 609018|1|1" /></a></p>'
    "<!-- EM_StockImg_End -->"
)


def mentions(body: str, title: str = "标题") -> tuple[Mention, ...]:
    content = f'---\ntitle: "{title}"\ndate: 2022-01-05 10:00:00\n---\n{body}'
    post = convert_file(RawPost("_posts/2022-01-05-x.md", content.encode()), Options()).post
    assert post is not None
    return post.mentions


def counts(body: str, title: str = "标题") -> dict[str, tuple[str, int, bool]]:
    return {
        each.security.code: (each.security.name, each.mentions, each.in_title)
        for each in mentions(body, title)
    }
