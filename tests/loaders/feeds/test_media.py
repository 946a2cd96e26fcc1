"""Renditions of one and the same content: https://www.rssboard.org/media-rss#media-group."""

from __future__ import annotations

import pytest

from loaders.feeds.media import other_renditions
from loaders.feeds.xml_feed import read_xml_feed

HEAD = '<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><item>'
RSS = HEAD + "<title>t</title>{}</item></channel></rss>"


def group(*contents: str) -> str:
    found = "".join(f"<media:content {each}/>" for each in contents)
    return f"<media:group>{found}</media:group>"


@pytest.mark.parametrize(
    ("media", "others"),
    [
        (group('url="a.mp4" type="video/mp4"'), set()),
        (group('url="a.mp4"', 'url="b.mp4" isDefault="true"', 'url="c.mp4"'), {"a.mp4", "c.mp4"}),
        (group('url="a.mp4" bitrate="9"', 'url="b.mp4" bitrate="10.5"'), {"a.mp4"}),
        (
            group('url="a.mp4" width="9" height="9"', 'url="b.mp4" width="10" height="10"'),
            {"a.mp4"},
        ),
        (group('url="a.mp4" width="9"', 'url="b.mp4" width="10"'), {"a.mp4"}),
        (group('url="b.mp4" fileSize="x"', 'url="a.mp4" fileSize="0.5"'), {"b.mp4"}),
        (group('url="a.mp4" fileSize="9"', 'url="b.mp4" fileSize="x"'), {"b.mp4"}),
        (
            group('url="a.mp4" expression="sample" bitrate="9"', 'url="b.mp4" bitrate="1"'),
            {"a.mp4"},
        ),
        (group('url="a.mp4"', 'url="a.mp3"', 'url="i" medium="image"'), set()),
        (group('url="a.mp4"', 'url="b" type="video/webm"', 'url="c" medium="video"'), {"b", "c"}),
        (group('url="a.mp4"', 'url="b.mp4"') + '<media:content url="b.mp4"/>', set()),
        (group('url="a.mp4"', 'url="b.mp4"') + group('url="b.mp4"'), set()),
        ('<media:content url="a.mp4"/><media:content url="b.mp4"/>', set()),
        ("<media:group></media:group>", set()),
        ("<media:group>", set()),
    ],
)
def test_one_of_each_medium_is_shown(media: str, others: set[str]) -> None:
    assert other_renditions(RSS.format(media)) == others


def test_text_that_is_no_xml() -> None:
    assert other_renditions("<a:group ") == set()
    assert other_renditions("\0<a:group >") == set()


def test_an_entry_shows_one_video_and_its_sound() -> None:
    files = ['url="http://a.example/low.mp4" bitrate="300"', 'url="http://a.example/s.mp3"']
    text = RSS.format(group(*files, 'url="http://a.example/high.mp4" bitrate="1200"'))
    (entry,) = read_xml_feed("f", text, "").entries
    assert entry["body"] == (
        '<p><audio src="http://a.example/s.mp3"></audio></p>'
        '<p><video src="http://a.example/high.mp4"></video></p>'
    )
