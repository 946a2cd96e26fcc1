"""Items of WordPress exports to posts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loaders.parsers.dispatch import convert
from loaders.parsers.wordpress import paragraphs_as_html
from newsdb.models import Converted, Options, RawPost

PHOTO = {"url": "https://blog.example/a.jpg", "type": "image/jpeg", "caption": "海边", "alt": "海"}


def converted(html: str, **media: Any) -> Converted:
    item = {"slug": "a", "title": "T", "html": html} | ({"media": media} if media else {})
    return convert(RawPost("a", json.dumps(item).encode(), "wordpress"), Options())


def test_an_item_is_a_record_of_html() -> None:
    found = converted("一\n二\n\n三", thumbnail="7", own=[], attachments={"7": PHOTO})
    assert found.post is not None
    assert (found.post.body, found.post.image) == ("一\\\n二\n\n三", PHOTO["url"])
    assert found.problems == ()


def test_galleries_captions_and_code() -> None:
    found = converted(
        '[caption id="x"]<a href="b.html"><img src="b.jpg" /></a> 山[/caption][gallery ids="7"]'
        '[code lang="php"]$a &lt; [1];[/code][contact-form-7 id="3"]',
        thumbnail="",
        own=[],
        attachments={"7": PHOTO},
    )
    assert found.post is not None
    assert found.post.body == (
        "[![](b.jpg)](b.html)\n\n山\n\n![海](https://blog.example/a.jpg)\n\n海边\n\n"
        "```php\n$a < [1];\n```"
    )
    assert [(each.kind, each.detail, each.raw) for each in found.problems] == [
        (
            "template",
            "the shortcode contact-form-7 is not known; it was left out",
            b'[contact-form-7 id="3"]',
        )
    ]


def test_a_featured_image_that_is_not_in_the_export() -> None:
    found = converted("一", thumbnail="9", own=[], attachments={})
    assert found.post is not None
    assert found.post.image is None
    assert [each.detail for each in found.problems] == [
        "attachment 9, the featured image, is not in the export"
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb\r\n\r\nc", "<p>a<br>b</p><p>c</p>"),
        (
            "<!-- wp:paragraph -->\n<p>a</p>\n\n<p>b</p>",
            "<!-- wp:paragraph -->\n<p>a</p>\n\n<p>b</p>",
        ),
        (
            "一。\n\n二，\n三。\n<ul>\n\t<li>甲</li>\n</ul>\n四\n\n<blockquote>五\n\n六</blockquote>",
            "<p>一。</p><p>二，<br>三。</p><ul><li>甲</li></ul><p>四</p>"
            "<blockquote><p>五</p><p>六</p></blockquote>",
        ),
        (
            "<pre>a\n\nb</pre>c\n\n<style>\n\n</style>d",
            "<pre>a\n\nb</pre><p>c</p><style>\n\n</style><p>d</p>",
        ),
        ("a\n\n<pre>b\n\n  c</pre>\n\nd", "<p>a</p><pre>b\n\n  c</pre><p>d</p>"),
        ("<strong>a</strong> b\n\n<!--more-->", "<p><strong>a</strong> b</p><p><!--more--></p>"),
        (
            '<h2>a</h2>\n<p class="x">b\n\nc</p>\n<li>d\n\ne</li>\nf',
            "<h2>a</h2><p>b</p><p>c</p><li><p>d</p><p>e</p></li><p>f</p>",
        ),
        ("", ""),
    ],
)
def test_paragraphs_of_the_older_editor(text: str, html: str) -> None:
    assert paragraphs_as_html(text) == html
