"""The section of the archive's site that the URL of an article names."""

from __future__ import annotations

import pytest

from loaders.archive_sections import CHANNELS, COLUMNS, section_of

ID = "202203012290000001"


@pytest.mark.parametrize(
    ("url", "section"),
    [
        (f"http://finance.eastmoney.com/news/1351,{ID}.html", "国际经济"),
        (f"https://finance.eastmoney.com/news/1354,{ID}.html", "公司新闻"),
        # The same number is another column on another channel.
        (f"http://stock.eastmoney.com/news/1354,{ID}.html", "股票"),
        (f"http://hk.eastmoney.com/news/1535,{ID}.html", "港股公司"),
        (f"http://hk.eastmoney.com/news/11382,{ID}.html", "港股"),
        (f"http://finance.dongling.example/news/1353,{ID}.html", "证券聚焦"),
        (f"http://weather.eastmoney.com/news/1353,{ID}.html", None),
        (f"https://finance.eastmoney.com/a/{ID}.html", None),
        ("http://finance.eastmoney.com/news/1351,20220301.html", None),
        (f"http://x.example/html_News/NewsShare.html?infoCode=NW{ID}", None),
        ("", None),
        (None, None),
    ],
)
def test_sections(url: str | None, section: str | None) -> None:
    assert section_of(url) == section


def test_every_column_is_one_of_a_channel() -> None:
    assert {channel for channel, _ in COLUMNS} <= CHANNELS.keys()
    names = [*COLUMNS.values(), *CHANNELS.values()]
    assert len(set(names)) == len(names)
