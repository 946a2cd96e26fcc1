"""Generated posts as files that resemble a real archive, with the same mix of formats."""

from __future__ import annotations

import random
import sys
from datetime import datetime
from pathlib import Path

from benchmarks.generate import Post, posts

QUOTES = "http://quote.site.example/unify/r"
NAVIGATION = "[返回滚动新闻](//news.site.example/rolling/)｜[返回首页](//news.site.example/)"
KEYWORD = (
    '<span id="Info.{number}"><a href="http://data.site.example/{number}/" class="infokey">'
    "{word}</a></span>"
)
KEYWORDS = "公告 研报 业绩 融资 机构 资金 行情 期货 基金 指数".split()
HIDDEN = '<p style="display:none;height:1px;overflow:hidden;"><br /></p>'


def write_archive(root: Path, number: int, seed: int = 1, copies: float = 0) -> int:
    """Write `number` posts below `root` and return how many bytes they are together.

    A tenth are digests only, two thirds a digest and an article, the rest articles by medium,
    as in the real archive; most stand in `old_post`, the newest hundred in `_posts`. A post has
    4.2 KB, an article some 11 tags a KB, as the real ones have. `copies` is the share of posts
    that repeat others.
    """
    chance = random.Random(seed)
    for folder in ("_posts", "old_post"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    written = 0
    for position, post in enumerate(posts(number, characters=1200, seed=seed, copies=copies)):
        dice = chance.random()
        form = "digest" if dice < 0.1 else "both" if dice < 0.75 else "article"
        time = datetime.fromisoformat(post.published)
        article = f"{time:%Y%m%d}{position:010}"
        name = f"{time:%Y-%m-%d}-{'NW' * (form == 'article')}{article}.md"
        folder = "old_post" if position < number - 100 else "_posts"
        text = post_text(post, form, article, chance).encode()
        (root / folder / name).write_bytes(text)
        written += len(text)
    return written


def post_text(post: Post, form: str, article: str, chance: random.Random) -> str:
    """Return a post's file in one of the archive's forms."""
    time = datetime.fromisoformat(post.published)
    by_medium = form == "article"
    head = (
        f'---\nlayout: post\ntitle: "{post.title}"\ndate: {time:%Y-%m-%d %H:%M:%S} +0800\n'
        f"categories: {'medium' if by_medium else 'rolling'}\n"
        f"tags: {post.source if by_medium else '滚动'}新闻\n---\n"
    )
    original = f"<http://finance.site.example/news/1353,{article}.html>"
    if form == "digest":
        return f"{head}\n{post.summary}（{post.source}）\n\n{original}\n\n{NAVIGATION}"
    digest = "" if by_medium else f"> {post.summary}\n\n"
    html = article_html(post, chance, marks=not by_medium)
    return f"{head}{digest}{html}\n\n{original}\n\n{NAVIGATION}"


def article_html(post: Post, chance: random.Random, *, marks: bool) -> str:
    """Return a post's body as the archive's HTML, with a chart and pictures now and then.

    With `marks`, each name of a share has one: the archive's site knows them all.
    """
    parts = []
    market, code = quote_code(post.shares[0][0])
    if chance.random() < 0.4:
        parts.append(
            f'{HIDDEN}<!-- EM_StockImg_Start --><p style="text-align:center;"><a href="{QUOTES}/'
            f'{market}.{code}" data-code="{code}|{market}|2" class="EmImageRemark">'
            f'<img src="https://chart.site.example/?nid={market}.{code}&imageType=k" '
            f'alt="K图 {code}_0" width="578" height="276" /></a></p><!-- EM_StockImg_End -->'
        )
    marked: set[str] = set()
    for paragraph in post.body.split("\n\n"):
        if chance.random() < 0.2:
            paragraph = f"<strong>{paragraph[:12]}</strong>{paragraph[12:]}"
        for clause in range(paragraph.count("，") // 3):
            if chance.random() < 0.2:
                number = chance.randrange(len(KEYWORDS))
                piece = KEYWORD.format(number=3120 + number, word=KEYWORDS[number])
                at = paragraph.find("，", len(paragraph) * clause // (clause + 2)) + 1
                paragraph = paragraph[:at] + piece + paragraph[at:]
        for share, name in post.shares if marks else ():
            before, *after = paragraph.split(name)
            for rest in after:
                before += mark(share, name, again=share in marked) + rest
                marked.add(share)
            paragraph = before
        parts.append(f"<p>{paragraph}</p>")
        if chance.random() < 0.06:
            parts.append(
                f'<center><img src="https://image.site.example/D{chance.randrange(10**12)}_w800h555.jpg"'
                ' alt="图片" width="552" style="border:#d1d1d1 1px solid;" /></center>'
            )
    parts.append(f'<p class="em_media">（文章来源：{post.source}）</p>')
    return ("</p>\n <p>" if chance.random() < 0.2 else "</p><p>").join(
        "".join(parts).split("</p><p>")
    )


def quote_code(code: str) -> tuple[int, str]:
    """Return the number of a share's exchange and its code there, as in the archive's links."""
    return int(code.endswith(".SH")), code[:6]


def mark(share: str, name: str, again: bool) -> str:
    """Return the mark around a share's name: a link the first time, a span after that."""
    market, code = quote_code(share)
    if again:
        return (
            f'<span web="1" href="{QUOTES}/{market}.{code}" class="em_stock_key_common" '
            f'data-code="{market},{code}">{name}</span>'
        )
    return (
        f'<span id="stock_{market}.{code}"><a href="{QUOTES}/{market}.{code}" class="keytip" '
        f'data-code="{market},{code}">{name}</a></span><span id="quote_{market}.{code}"></span>'
    )


if __name__ == "__main__":
    total = write_archive(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{sys.argv[2]} posts, {total / int(sys.argv[2]):.0f} bytes each")
