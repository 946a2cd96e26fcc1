"""What conversion cannot show in Markdown is told: in `problems`, or as a link to media."""

from __future__ import annotations

import pytest

from loaders.parsers.dispatch import convert
from newsdb.models import Media, Options, Post, RawPost

LEFT_OUT = "what is neither text nor an image was left out: {}"
KEPT = "a block was kept as HTML, because Markdown would show it otherwise"


def converted(body: str, path: str = "a.md") -> tuple[Post, list[tuple[str, int | None, str]]]:
    text = f"---\ntitle: T\n---\n{body}\n"
    result = convert(RawPost(path, text.encode()), Options())
    assert result.post is not None
    return result.post, [(each.kind, each.line, each.detail) for each in result.problems]


@pytest.mark.parametrize("path", ["a.md", "a.html"])
@pytest.mark.parametrize(
    ("lost", "name"),
    [
        ("<svg><text>图</text></svg>", "svg"),
        ("<canvas></canvas>", "canvas"),
        ("<button>订阅</button>", "button"),
        ("<select><option>一</option></select>", "select"),
        ("<textarea>填写</textarea>", "textarea"),
        ('<input type="text" value="x">', "input"),
        ('<script src="https://x.example/box.js"></script>', "script"),
        ('<iframe src="data:text/html,x"></iframe>', "iframe"),
        ("<video></video>", "video"),
    ],
)
def test_what_is_left_out_is_told(lost: str, name: str, path: str) -> None:
    for body in (
        f"<p>前文。</p>\n\n<div>{lost}</div>\n\n<p>后文。</p>",
        f"<p>前文。{lost}</p>\n\n<p>后文。</p>",
    ):
        post, problems = converted(body, path)
        assert post.body == "前文。\n\n后文。"
        assert problems == [("conversion", 4, LEFT_OUT.format(name))]


def test_what_is_left_out_of_a_line_of_markdown_is_told() -> None:
    post, problems = converted("甲 <textarea>乙</textarea> *丙*")
    assert post.body == "甲  *丙*"
    assert problems == [("conversion", 4, LEFT_OUT.format("textarea"))]


def test_what_nobody_sees_is_no_problem() -> None:
    hidden = (
        '<p>甲</p><script>a()</script><style>b {}</style><input type="hidden" value="x">'
        '<p style="display: none">乙</p><!-- 丙 --><noscript>丁</noscript>'
    )
    post, problems = converted(hidden)
    assert (post.body, problems) == ("甲", [])


def test_a_block_that_stays_html_is_told() -> None:
    post, problems = converted("<p>甲</p>\n\n<h2><pre>a</pre></h2>\n\n**乙**")
    assert post.body == "甲\n\n<h2><pre>a</pre></h2>\n\n**乙**"
    assert problems == [("conversion", 4, KEPT)]


def test_media_are_links_and_rows() -> None:
    post, problems = converted(
        '讲座 <iframe title="直播" src="//v.example/live"></iframe>\n\n'
        '<p><audio controls><source src="/sound/1.mp3"></audio></p>\n\n'
        '<object data="https://v.example/a.swf"><embed src="https://v.example/b.swf"></object>\n'
    )
    assert post.body == (
        "讲座 [▶ 直播](https://v.example/live)\n\n[♪ sound/1.mp3](/sound/1.mp3)\n\n"
        "[▶ v.example/a.swf](https://v.example/a.swf)"
    )
    assert post.media == (
        Media("video", "https://v.example/live", "直播"),
        Media("audio", "/sound/1.mp3", "sound/1.mp3"),
        Media("video", "https://v.example/a.swf", "v.example/a.swf"),
    )
    assert problems == []


@pytest.mark.parametrize("path", ["a.md", "a.html"])
@pytest.mark.parametrize(
    ("html", "body", "detail"),
    [
        (
            '<a href="javascript:a()">甲</a>',
            "甲",
            "a link became text, because its URL is none that a page may link to",
        ),
        (
            '甲<img src="data:image/png;base64,AA">',
            "甲",
            "an image was left out, because its URL is none that a page may show",
        ),
        ("<li>甲</li>", "甲", "items outside of a list became paragraphs"),
        (
            '<pre><a href="/x">甲</a></pre>',
            "```\n甲\n```",
            "links, images, marks or tables within code were left out of it",
        ),
        (
            "<table><tr><td>甲</td></tr></table>",
            "甲",
            "a table of one column, or with tables in it, became paragraphs",
        ),
    ],
)
def test_links_images_and_tables_that_are_gone_are_told(
    html: str, body: str, detail: str, path: str
) -> None:
    post, problems = converted(f"<div>{html}</div>", path)
    assert post.body == body
    assert problems == [("conversion", 4, detail)]


def test_a_link_that_no_page_follows_is_told() -> None:
    post, problems = converted("[甲](xs:sequence) [乙](ftp://a.example/1) [丙](MAILTO:a@b.example)")
    assert post.body == "[甲](xs:sequence) [乙](ftp://a.example/1) [丙](MAILTO:a@b.example)"
    detail = "a link is shown as text, because of the scheme of its URL: xs:sequence"
    assert problems == [("conversion", 4, detail)]


def test_marks_that_change_within_a_line_are_told() -> None:
    post, problems = converted("甲 <b>乙 *丙*")
    assert post.body == "甲 乙 *丙*"
    detail = "marks are not those of the source: “strong” became “none”"
    assert problems == [("conversion", 4, detail)]
