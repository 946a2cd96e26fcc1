"""The sections of the archive's site, as the URLs of its articles name them.

An article is at `http://<channel>.<host>/news/<column>,<id>.html`, where the column is a number.
The names are those that the site gives these columns in its own lists of news (there without the
leading 1: 财经导读 is 344), and its channels in its menu. What the site has no list of is named
after what is in it: 公司新闻, 美股公司, 美股市场. Any other column has its channel's name.
"""

from __future__ import annotations

import re

ARTICLE_URL = re.compile(r"https?://(\w+)\.[\w.-]+/news/(\d+),20\d{16}\.html")
CHANNELS = {
    "bank": "银行",
    "biz": "商业",
    "bond": "债券",
    "finance": "财经",
    "forex": "外汇",
    "fund": "基金",
    "futures": "期货",
    "global": "全球股市",
    "gold": "黄金",
    "hk": "港股",
    "insurance": "保险",
    "money": "理财",
    "option": "期权",
    "stock": "股票",
    "trust": "信托",
}
COLUMNS = {
    ("finance", "1344"): "财经导读",
    ("finance", "1345"): "财经要闻",
    ("finance", "1349"): "A股公司",
    ("finance", "1350"): "国内经济",
    ("finance", "1351"): "国际经济",
    ("finance", "1353"): "证券聚焦",
    ("finance", "1354"): "公司新闻",
    ("finance", "1355"): "产经新闻",
    ("finance", "1363"): "纵深调查",
    ("finance", "1371"): "经济时评",
    ("finance", "1372"): "产业透视",
    ("finance", "1373"): "商业观察",
    ("finance", "1374"): "股市评论",
    ("finance", "1437"): "中概股公司",
    ("finance", "1440"): "海外公司",
    ("finance", "1670"): "商业资讯",
    ("finance", "1683"): "创业研究",
    ("hk", "1535"): "港股公司",
    ("stock", "1611"): "美股公司",
    ("stock", "1768"): "美股市场",
}


def section_of(url: str | None) -> str | None:
    """Return the section that the URL of an article names, or None.

    Its lasting URL, `/a/<id>.html`, names none.
    """
    match = ARTICLE_URL.fullmatch(url or "")
    if match is None:
        return None
    return COLUMNS.get((match[1], match[2]), CHANNELS.get(match[1]))
