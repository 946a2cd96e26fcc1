"""WordPress exports to records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.feeds.wordpress import Library, WordPressExport
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
    found = WordPressExport(str(path), Library(), pages)
    records = found.records()
    raws = records.read(records.paths())
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
            "html": "第一段。\n\n第二段",
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


def test_what_wordpress_exports_though_xml_forbids_it(tmp_path: Path) -> None:
    broken = POST.replace("第一段", "第\x0b一\x08段")
    (record,), _ = export(tmp_path, "\ufeff\n\n" + HEAD + broken + END)
    assert record["html"] == "第一段。\n\n第二段"  # type: ignore[index]


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
    assert record["html"] == "第一段。\n\na]]>b"  # type: ignore[index]


ATTACHMENT = """<item><guid isPermaLink="false">{url}</guid><wp:post_id>{id}</wp:post_id>
<excerpt:encoded><![CDATA[{caption}]]></excerpt:encoded><wp:status>inherit</wp:status>
<wp:post_parent>5</wp:post_parent><wp:post_type>attachment</wp:post_type>
<wp:attachment_url><![CDATA[{url}]]></wp:attachment_url><wp:postmeta>
<wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>{alt}</wp:meta_value>
</wp:postmeta></item>"""
PHOTO = ATTACHMENT.format(url="https://blog.example/a.jpg", id=7, caption="<b>海</b>边", alt="海")
SONG = ATTACHMENT.format(url="https://blog.example/b.mp3", id=8, caption="", alt="")


def with_files(content: str, thumbnail: str = "") -> str:
    more = f"""<wp:post_id>5</wp:post_id><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>
    <wp:meta_value>{thumbnail}</wp:meta_value></wp:postmeta></item>"""
    return POST.replace("第一段。\n\n第二段", content).replace("</item>", more)


@pytest.mark.parametrize("order", [1, -1])
def test_what_a_post_shows_of_the_library(tmp_path: Path, order: int) -> None:
    items = [PHOTO, SONG, with_files("[gallery]", "7")][::order]
    ((record,), skipped) = export(tmp_path, HEAD + "".join(items) + END)
    assert skipped == 2
    assert record["media"] == {  # type: ignore[index]
        "thumbnail": "7",
        "own": ["7", "8"][::order],
        "attachments": {
            "7": {
                "url": "https://blog.example/a.jpg",
                "type": "image/jpeg",
                "caption": "海边",
                "alt": "海",
            },
            "8": {
                "url": "https://blog.example/b.mp3",
                "type": "audio/mpeg",
                "caption": "",
                "alt": "",
            },
        },
    }


@pytest.mark.parametrize("element", ["link", "wp:base_blog_url"])
def test_attachments_of_another_part_of_the_export(tmp_path: Path, element: str) -> None:
    library = Library()
    url = f"<{element}>https://other.example</{element}>"
    other_site = HEAD.replace("<language>", f"{url}<language>")
    for name, text in {
        "posts.xml": HEAD + with_files('[gallery ids="9,7"]') + END,
        "files.xml": HEAD + PHOTO + END,
        "other.xml": other_site
        + ATTACHMENT.format(url="https://other.example/a.jpg", id=9, caption="", alt="")
        + END,
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    names = ("posts.xml", "files.xml", "other.xml")
    exports = [WordPressExport(str(tmp_path / name), library) for name in names]
    records = exports[0].records()
    (raw,) = records.read(records.paths())
    assert json.loads(raw.content)["media"]["attachments"].keys() == {"7"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("link", "slug"),
    [("https://blog.example/?p=5", "blog.example/17"), ("", "wordpress/17")],
)
def test_an_item_whose_id_is_no_url(tmp_path: Path, link: str, slug: str) -> None:
    item = POST.replace("https://blog.example/2022/03/hello/", link)
    item = item.replace("https://blog.example/?p=5</guid>", "17</guid>")
    (record,), _ = export(tmp_path, HEAD + item + END)
    assert record["slug"] == slug  # type: ignore[index]
