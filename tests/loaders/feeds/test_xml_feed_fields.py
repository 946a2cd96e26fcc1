"""What RSS and Atom say of a feed and of an entry, of ours and of others."""

from __future__ import annotations

import pytest

from loaders.feeds.xml_feed import read_xml_feed
from newsdb.exceptions import SourceError

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh"><generator>{generator}</generator>
<title>报</title><link href="https://s.example/"/><entry><id>https://s.example/article/a</id>
<title>题</title><author><name>源</name></author><published>2022-03-07T10:00:00Z</published>
<updated>2022-03-08T10:00:00Z</updated><link href="https://s.example/article/a"/>
<link rel="via" href="https://o.example/a"/><category scheme="https://s.example/tag" term="甲"/>
<category scheme="https://s.example/category/" term="乙"/>
<category scheme="https://s.example/security" term="丙"/><category term="丁"/>
<summary>短</summary>{content}</entry></feed>"""
CONTENT = '<content type="html">&lt;p&gt;文&lt;/p&gt;</content>'


@pytest.mark.parametrize(
    ("generator", "content", "expected"),
    [
        (
            "newsdb",
            CONTENT,
            {
                "url": "https://o.example/a",
                "source": "源",
                "authors": [],
                "lang": None,
                "published": "2022-03-07T10:00:00Z",
                "updated": "",
                "summary": "短",
                "body": "<p>文</p>",
                "tags": ["甲"],
                "categories": ["乙"],
            },
        ),
        ("newsdb", "", {"body": "", "summary": "短"}),
        (
            "other",
            CONTENT,
            {
                "url": "https://s.example/article/a",
                "source": "报",
                "authors": ["源"],
                "lang": "zh",
                "published": "2022-03-07T10:00:00Z",
                "summary": "短",
                "updated": "2022-03-08T10:00:00Z",
                "body": "<p>文</p>",
                "categories": [],
                "tags": ["甲", "乙", "丙", "丁"],
            },
        ),
        ("other", "", {"body": "<p>短</p>", "summary": ""}),
        ("other", "<rights>r</rights><content>文</content>" + CONTENT, {"body": "<p>文</p>"}),
        ("other", "<content>一\n二</content>", {"body": "<p>一<br>二</p>"}),
    ],
)
def test_an_entry_of_ours_and_of_others(
    generator: str, content: str, expected: dict[str, object]
) -> None:
    document = read_xml_feed("f", FEED.format(generator=generator, content=content), "")
    (entry,) = document.entries
    assert document.is_own is (generator == "newsdb")
    assert {name: entry[name] for name in expected} == expected


RSS = '<rss version="2.0"><channel><title>T</title>{}</channel></rss>'


@pytest.mark.parametrize(
    ("channel", "home", "base"),
    [
        ("<link>https://h.example/</link>", "https://h.example/", "https://h.example/"),
        ("<link>/h</link>", "https://a.example/h", "https://a.example/h"),
        ("", "", "https://a.example/feed"),
    ],
)
def test_the_home_page_of_a_feed(channel: str, home: str, base: str) -> None:
    text = RSS.format(channel + "<item><title>t</title></item>")
    document = read_xml_feed("f", text, "https://a.example/feed")
    assert (document.home, document.missing) == (home, "")
    assert [entry["base"] for entry in document.entries] == [base]


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<author>a@b.example (王)</author>", ["王"]),
        ("<author>a@b.example</author>", []),
        ("<author>王小川</author>", ["王小川"]),
    ],
)
def test_authors_of_rss(item: str, authors: list[str]) -> None:
    (entry,) = read_xml_feed("f", RSS.format(f"<item>{item}</item>"), "").entries
    assert entry["authors"] == authors


def test_what_is_a_feed() -> None:
    assert read_xml_feed("f", RSS.format(""), "").entries == []
    with pytest.raises(SourceError, match="f is not a feed: neither RSS, Atom nor JSON Feed"):
        read_xml_feed("f", "<html><p>x</p></html>", "")


def test_a_feed_that_was_cut_off() -> None:
    whole = RSS.format("<item><guid>1</guid></item><item><guid>2</guid></item>")
    document = read_xml_feed("f", whole[: whole.index("</guid></item></channel>")], "")
    assert [entry["id"] for entry in document.entries] == ["1"]
    assert document.missing == (
        "the document ends too early: 1 entry does not end, and was left out"
    )
