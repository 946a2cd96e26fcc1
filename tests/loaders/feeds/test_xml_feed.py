"""RSS and Atom, feature by feature, and the encodings that they come in."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_LE
from typing import Any

import pytest

from loaders.feeds.xml_feed import decode_xml, read_xml_feed

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
RSS = (
    f'<rss version="2.0" {NAMESPACES}><channel><title>T</title><link>http://a.example/</link>'
    "<language>zh-cn</language><item><link>http://a.example/b/1</link>{}</item></channel></rss>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{}</feed>'


def entry_of(text: str, url: str = "http://a.example/feed") -> dict[str, Any]:
    (entry,) = read_xml_feed("f", text, url).entries
    return entry


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ("<title>a &amp;lt;b&amp;gt; &amp;amp; c</title>", "title", "a <b> & c"),
        ("<title>&lt;b&gt;粗&lt;/b&gt; &amp;#8211; 体</title>", "title", "粗 – 体"),
        ("<guid>urn:x:1</guid>", "url", "http://a.example/b/1"),
        ("<itunes:title>题</itunes:title>", "title", "题"),
        ("<itunes:title>题</itunes:title><title>第1集：题</title>", "title", "第1集：题"),
        (
            "<itunes:summary>甲</itunes:summary><description>甲乙</description>"
            "<content:encoded>&lt;p&gt;甲乙丙丁&lt;/p&gt;</content:encoded>",
            *("body", "<p>甲乙丙丁</p>"),
        ),
        (
            "<description>甲\n乙&amp;amp;\n\n丙</description>",
            *("body", "<p>甲<br>乙&amp;</p><p>丙</p>"),
        ),
        ("<description>&lt;b&gt;甲&lt;/b&gt;\n乙</description>", "body", "<b>甲</b>\n乙"),
        ('<guid isPermaLink="false">x</guid>', "id", "x"),
        ("<dc:creator>王小川</dc:creator><dc:creator>李</dc:creator>", "authors", ["王小川", "李"]),
        ("<author>a@b.example (王小川)</author>", "authors", ["王小川"]),
        ("<author>a@b.example</author>", "authors", []),
        ('<category domain="x">甲</category><category>乙</category>', "tags", ["甲", "乙"]),
        ("<description>x</description>", "lang", "zh-cn"),
        ("<dc:date>2022-03-07T10:00:00Z</dc:date>", "published", "2022-03-07T10:00:00Z"),
        ("<description>甲</description>", "body", "甲"),
        ("<content:encoded>&lt;p&gt;甲&lt;/p&gt;</content:encoded>", "body", "<p>甲</p>"),
        (
            '<enclosure url="http://a.example/1.mp3" type="audio/mpeg" length="1"/>',
            "body",
            '<p><audio src="http://a.example/1.mp3"></audio></p>',
        ),
        *(
            (f'<enclosure url="{url}"{kind}/>', "body", body)
            for url, kind, body in [
                ("/1.mp3", ' type="audio/mpeg"', '<p><audio src="/1.mp3"></audio></p>'),
                ("/1.mp3", "", '<p><audio src="/1.mp3"></audio></p>'),
                (
                    "/1.MP4",
                    ' type="application/octet-stream"',
                    '<p><video src="/1.MP4"></video></p>',
                ),
                ("/1.zip", ' type="application/zip"', '<p><a href="/1.zip">/1.zip</a></p>'),
                ("javascript:alert(1)", ' type="audio/mpeg"', ""),
                ("data:text/html,x", "", ""),
                ("file:///etc/passwd", "", ""),
                ("", ' type="audio/mpeg"', ""),
            ]
        ),
        (
            '<description>&lt;img src="http://a.example/1.jpg?a=1&amp;amp;b=2"&gt;</description>'
            '<enclosure url="http://a.example/1.jpg?a=1&amp;b=2" type="image/jpeg"/>',
            *("body", '<img src="http://a.example/1.jpg?a=1&amp;b=2" />'),
        ),
        (
            '<enclosure url="/1.jpg.png" type="image/png"/>'
            '<enclosure url="/1.jpg" type="image/jpeg"/>',
            *("body", '<p><img src="/1.jpg.png"></p><p><img src="/1.jpg"></p>'),
        ),
        (
            "<itunes:summary>甲</itunes:summary><itunes:keywords>乙,丙</itunes:keywords>"
            '<itunes:duration>1:02:03</itunes:duration><enclosure url="/1.mp3" length="x"/>',
            *("body", '<p>甲</p><p><audio src="/1.mp3"></audio></p>'),
        ),
        ("<itunes:keywords>乙,丙</itunes:keywords>", "tags", ["乙", "丙"]),
        ("<category>R&amp;amp;D</category>", "tags", ["R&D"]),
        ("<dc:creator><![CDATA[A &amp; B]]></dc:creator>", "authors", ["A & B"]),
        (
            '<media:content url="http://a.example/1.jpg" medium="image"/>',
            "body",
            '<p><img src="http://a.example/1.jpg"></p>',
        ),
        (
            '<itunes:image href="http://a.example/i.jpg"/><itunes:author>王</itunes:author>',
            "image",
            "http://a.example/i.jpg",
        ),
        ("<description>x</description>", "base", "http://a.example/b/1"),
    ],
)
def test_rss(item: str, field: str, value: Any) -> None:
    assert entry_of(RSS.format(item))[field] == value


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("17", None),
        ("title of it", None),
        ("urn:x:1", None),
        ("http://a.example/1", "http://a.example/1"),
        ("/1", "http://a.example/1"),
    ],
)
def test_a_guid_is_a_url_only_if_it_is_one(guid: str, url: str | None) -> None:
    text = RSS.format(f"<guid>{guid}</guid>").replace("<link>http://a.example/b/1</link>", "")
    entry = entry_of(text)
    assert (entry["id"], entry["url"]) == (guid, url)


def test_the_time_of_creation_counts_before_that_of_the_last_change() -> None:
    times = "<t:modified>2022-03-08</t:modified><t:created>2022-03-07</t:created>"
    text = RSS.format(times).replace("<rss", '<rss xmlns:t="http://purl.org/dc/terms/"')
    entry = entry_of(text)
    assert (entry["published"], entry["updated"]) == ("2022-03-07", "2022-03-08")


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        ("<id>tag:a,2022:1</id>", "url", None),
        ('<link href="../x"/>', "url", "http://a.example/x"),
        ("<content xml:lang='en' type='text'>x</content>", "lang", "en"),
        ("<author><name>王</name><email>a@b.example</email></author>", "authors", ["王"]),
        ('<category term="t" label="标签"/><category term="t2"/>', "tags", ["标签", "t2"]),
        ('<category scheme="http://s" term="http://s#post"/>', "tags", []),
        ("<updated>2022-03-08T00:00:00Z</updated>", "published", "2022-03-08T00:00:00Z"),
        ("<published>2022</published><updated>2023</updated>", "updated", "2023"),
        (
            '<content type="html" xml:base="http://c.example/d/">'
            '&lt;a href="e"&gt;x&lt;/a&gt;</content>',
            "body",
            '<a href="http://c.example/d/e">x</a>',
        ),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>x</b></div></content>',
            "body",
            "<b>x</b>",
        ),
        ('<content src="/1.png" type="image/png"/>', "body", '<p><img src="/1.png"></p>'),
        ("<source><title type='html'>R&amp;amp;D</title></source>", "source", "R&D"),
    ],
)
def test_atom(entry: str, field: str, value: Any) -> None:
    text = ATOM.format(f"<entry><title>t</title>{entry}</entry>")
    assert entry_of(text, "http://a.example/b/feed")[field] == value


@pytest.mark.parametrize(
    "text",
    [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel><title>T</title></channel>'
        '<item rdf:about="http://a.example/1"><title>题</title><link>http://a.example/1</link>'
        "<description>文</description></item></rdf:RDF>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry>'
        '<title>题</title><link rel="alternate" type="text/html" href="http://a.example/1"/>'
        '<content type="text/html" mode="escaped">文</content></entry></feed>',
        '<rss version="0.91"><channel><title>T</title><item><title>题</title>'
        "<link>http://a.example/1</link><description>文</description></item></channel></rss>",
    ],
    ids=["RSS 1.0", "Atom 0.3", "RSS 0.91"],
)
def test_older_formats(text: str) -> None:
    entry = entry_of(text)
    found = [entry[name] for name in ("title", "url", "body", "source")]
    assert found == ["题", "http://a.example/1", "文", "T"]


@pytest.mark.parametrize(
    ("own", "found"), [("", ["编辑部"]), ("<author><name>王</name></author>", ["王"])]
)
def test_the_authors_of_an_atom_feed_are_those_of_its_entries(own: str, found: list[str]) -> None:
    """https://www.rfc-editor.org/rfc/rfc4287#section-4.2.1"""
    author = "<author><name>编辑部</name></author>"
    text = ATOM.format(f"{author}<entry><title>t</title>{own}</entry>")
    assert entry_of(text)["authors"] == found


TEXT = "央行宣布，自下周起下调金融机构存款准备金率，释放长期资金约一万亿元。"
TRADITIONAL = "央行宣布，自下週起下調金融機構存款準備金率，釋放長期資金約一萬億元。"
JAPANESE = "日本銀行は金融政策決定会合で、現在の金融緩和策を維持することを決めました。"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (TEXT, "gb18030", "GB18030"),
        (TRADITIONAL, "big5", "Big5"),
        (JAPANESE, "cp932", "Shift-JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
    ],
)
def test_bytes_that_contradict_the_declaration(text: str, encoding: str, name: str) -> None:
    document = f"<?xml version='1.0' encoding='utf-8'?><rss><title>{text}</title></rss>"
    expected = (document, f"the text is {name}, but declares utf-8")
    assert decode_xml(document.encode(encoding)) == expected


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "by_server"),
    [
        (TEXT, "gb18030", "GBK", "iso-8859-1"),
        (TEXT, "gb18030", "iso-8859-1", "GBK"),
        (TEXT, "gb18030", "big5", "gb2312"),
        (TEXT, "gb18030", "gb2312", "big5"),
        (TEXT, "gb18030", "utf-8", "gb2312"),
        (TEXT, "utf-8", "iso-8859-1", "gb2312"),
        ("Le café était fermé à l'été. " * 3, "latin-1", "iso-8859-1", "utf-8"),
        ("Le café était fermé à l'été. " * 3, "latin-1", "GBK", "iso-8859-1"),
        ("ЦБ снизил ставку", "cp1251", "windows-1251", "iso-8859-1"),
    ],
)
def test_of_declarations_that_contradict_each_other_the_true_one_counts(
    text: str, encoding: str, declared: str, by_server: str
) -> None:
    document = f"<?xml version='1.0' encoding='{declared}'?><rss><title>{text}</title></rss>"
    found = decode_xml(document.encode(encoding), f"text/xml; charset={by_server}")
    assert found == (document, "")


def test_byte_order_marks_and_what_follows_them() -> None:
    document = f"<?xml version='1.0' encoding='utf-8'?><rss><title>{TEXT}</title></rss>"
    note = "the text is GB18030, but declares utf-8"
    assert decode_xml(BOM_UTF8 + document.encode("gb18030")) == (document, note)
    gbk = document.replace("utf-8", "gbk")
    assert decode_xml(BOM_UTF8 + gbk.encode("gb18030")) == (gbk, "")
    assert decode_xml(BOM_UTF8 + gbk.encode()) == (gbk, "")
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode_xml(document.encode(encoding)) == (document, "")
    assert decode_xml(BOM_UTF16_LE + b"<\0a") == (
        *("<\ufffd", "some bytes are not UTF-16 and became U+FFFD"),
    )


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "content_type"),
    [
        (TEXT, "gb18030", "gb2312", ""),
        (TEXT, "gb18030", "GBK", "text/xml; charset=utf-8"),
        (TEXT, "gb18030", "", "text/xml; charset=GB2312"),
        (TEXT, "gb18030", "x-gbk", ""),
        (TRADITIONAL, "big5", "big5", ""),
        (TRADITIONAL, "big5", "x-x-big5", ""),
        (JAPANESE, "cp932", "x-sjis", ""),
        ("ÄÖ", "mac_roman", "macintosh", ""),
        ("ÄÖ", "mac_roman", "x-mac-roman", ""),
        (JAPANESE, "cp932", "Shift_JIS", ""),
        (TEXT, "utf-8", "gb2312", ""),
        (TEXT, "utf-8", "", "text/xml"),
        (TEXT, "utf-16", "utf-16", ""),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", ""),
    ],
)
def test_what_is_declared_and_true(
    text: str, encoding: str, declared: str, content_type: str
) -> None:
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    document = f"{head}<rss><title>{text}</title></rss>"
    assert decode_xml(document.encode(encoding), content_type) == (document, "")
