"""WordPress exports to records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.feeds.wordpress import WordPressExport, paragraphs_as_html
from newsdb.exceptions import SourceError

HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>我的博客</title>
<language>zh-CN</language><wp:wxr_version>1.2</wp:wxr_version><wp:author>
<wp:author_login>wang</wp:author_login><wp:author_display_name>王小川</wp:author_display_name>
</wp:author>"""
POST = """<item><title>你好 &amp; 世界</title><link>https://blog.example/2022/03/hello/</link>
<dc:creator>wang</dc:creator><guid isPermaLink="false">https://blog.example/?p=5</guid>
<content:encoded><![CDATA[第一段。

第二段]]></content:encoded><excerpt:encoded><![CDATA[摘要]]></excerpt:encoded>
<wp:post_date>2022-03-07 18:00:00</wp:post_date>
<wp:post_date_gmt>2022-03-07 10:00:00</wp:post_date_gmt>
<wp:post_modified>2022-03-08 18:00:00</wp:post_modified>
<wp:post_modified_gmt>0000-00-00 00:00:00</wp:post_modified_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="x">财经</category>
<category domain="post_tag" nicename="y">降息</category></item>"""
END = "</channel></rss>"


def export(tmp_path: Path, text: str, pages: bool = False) -> tuple[list[object], int]:
    path = tmp_path / "w.xml"
    path.write_text(text, "utf-8")
    found = WordPressExport(str(path), pages)
    raws = found.records.read(found.records.paths())
    return [json.loads(raw.content) for raw in raws], found.skipped  # type: ignore[union-attr]


def test_a_post(tmp_path: Path) -> None:
    records, skipped = export(tmp_path, HEAD + POST + END)
    assert skipped == 0
    assert records == [
        {
            "slug": "blog.example/2022/03/hello",
            "url": "https://blog.example/2022/03/hello/",
            "title": "你好 & 世界",
            "published": "2022-03-07 10:00:00 UTC",
            "updated": "2022-03-08 18:00:00",
            "authors": ["王小川"],
            "summary": "摘要",
            "html": "<p>第一段。</p><p>第二段</p>",
            "tags": ["降息"],
            "categories": ["财经"],
            "source": "我的博客",
            "lang": "zh-CN",
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "of_pages"),
    [
        (">publish<", ">draft<", 0),
        (">publish<", ">private<", 0),
        ("<wp:status>", "<wp:post_password>x</wp:post_password><wp:status>", 0),
        (">post<", ">attachment<", 0),
        (">post<", ">page<", 1),
    ],
)
def test_what_is_not_published_is_left_out(
    tmp_path: Path, old: str, new: str, of_pages: int
) -> None:
    text = HEAD + POST.replace(old, new) + END
    assert export(tmp_path, text) == ([], 1)
    assert len(export(tmp_path, text, pages=True)[0]) == of_pages


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + POST, "is not a whole WordPress export"),
        (HEAD + POST[:200], "is not a whole WordPress export"),
        ("<rss><channel><item/></channel></rss>", "is not a WordPress export; is it a feed?"),
    ],
)
def test_a_part_is_not_taken_for_the_whole(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        export(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb\r\n\r\nc", "<p>a<br>b</p><p>c</p>"),
        (
            "<!-- wp:paragraph -->\n<p>a</p>\n\n<p>b</p>",
            "<!-- wp:paragraph -->\n<p>a</p>\n\n<p>b</p>",
        ),
        ('[caption id="x" align="left"]<img src="a"> 图[/caption]', '<p><img src="a"> 图</p>'),
        (
            "一。\n\n二，\n三。\n<ul>\n\t<li>甲</li>\n</ul>\n四\n\n<blockquote>五\n\n六</blockquote>",
            "<p>一。</p><p>二，<br>三。</p><ul><li>甲</li></ul><p>四</p>"
            "<blockquote><p>五</p><p>六</p></blockquote>",
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


def test_what_wordpress_exports_though_xml_forbids_it(tmp_path: Path) -> None:
    broken = POST.replace("第一段", "第\x0b一\x08段")
    (record,), _ = export(tmp_path, "\ufeff\n\n" + HEAD + broken + END)
    assert record["html"] == "<p>第一段。</p><p>第二段</p>"  # type: ignore[index]


def test_comments_are_no_part_of_a_post(tmp_path: Path) -> None:
    comment = """<wp:comment><wp:comment_author>评论者</wp:comment_author>
    <wp:comment_content><![CDATA[好]]></wp:comment_content><category domain="post_tag">x</category>
    <wp:status>hold</wp:status></wp:comment><wp:postmeta><wp:meta_key>k</wp:meta_key>
    <wp:meta_value><![CDATA[v]]></wp:meta_value></wp:postmeta></item>"""
    assert export(tmp_path, HEAD + POST.replace("</item>", comment) + END) == export(
        tmp_path, HEAD + POST + END
    )


def test_text_that_ends_a_cdata_section(tmp_path: Path) -> None:
    text = POST.replace("第二段]]>", "a]]]]><![CDATA[>b]]>")
    ((record,), _) = export(tmp_path, HEAD + text + END)
    assert record["html"] == "<p>第一段。</p><p>a]]>b</p>"  # type: ignore[index]
