"""Generated Chinese financial news with the statistics of real text, deterministic by seed.

Words have their real frequencies, from the dictionary shipped with jieba; some finance words are
far more frequent, and each post repeats some words of its own. About a sixth of the characters are
digits, Latin letters and punctuation.
"""

import random
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from itertools import accumulate, islice, product
from typing import NamedTuple

WORDS = 8_000
"""So many of the commonest words are used."""

FINANCE = {
    3_000: (
        "公司 股份 市场 投资 企业 证券 上市 增长 同比 亿元 万元 板块 资金 基金 行业 业务 股票 "
        "银行 涨幅 交易 业绩 净利润 收入 机构 中国 经济 产业 项目 公告 价格"
    ),
    600: (
        "央行 降息 降准 利率 债券 期货 指数 创业板 科创板 新能源 半导体 芯片 锂电池 光伏 风电 "
        "储能 碳中和 双碳 房地产 医药 白酒 券商 保险 信托 外资 北向资金 龙头 产能 订单 毛利率 "
        "营收 财报 季报 年报 股东 减持 增持 回购 定增 重组 并购 分红 停牌 复牌 涨停 跌停 涨停板 "
        "融资融券 流动性 货币政策 财政政策 人民币 汇率 美联储 通胀 制冷剂 巨化股份 宁德时代 "
        "贵州茅台 比亚迪 招商银行 中信证券 上海证券报 湖南日报 证监会 银保监会 国家发改委 财政部"
    ),
}
"""Finance words, by how many times in a million words each is said."""

LATIN = "A股 H股 ETF IPO LPR MLF GDP CPI PPI AI 5G 6G IGBT OLED LED ESG PE ROE HFO-1234yf R32 R134a"
LATIN += " iPhone Tesla NIO Wind APP CEO TOPCon HJT GWh MW SUV K线 B2B Meta 2B 3C Pre-IPO"
SOURCES = (
    "证券时报 上海证券报 中国证券报 财联社 央视新闻 湖南日报 券商中国 第一财经 "
    "每日经济新闻 界面新闻"
).split()
TAGS = (
    "股票 基金 债券 宏观 公司 行业 国际 期货 银行 科技 医药 能源 汽车 地产 消费 评论 快讯 研报"
).split()
SYLLABLES = "瀚青禾岚川澜泽霖沐昊翎珩璟钰锦骏驰鸿腾跃峰崇岳恒嘉裕润达盛凯"
BUSINESSES = "股份 科技 材料 生物 电子 重工 能源 药业 环境 智能 传媒 物流".split()
STARTS = "600 601 603 605 688 689 000 001 002 003 300 301".split()
SHARES = [
    (f"{start}{number:03}.{'SH' if start[0] == '6' else 'SZ'}", f"{first}{second}{business}")
    for start, business in zip(STARTS, BUSINESSES, strict=True)
    for number, (first, second) in enumerate(product(SYLLABLES, SYLLABLES))
]
"""Codes and invented names of shares, twice as many as there are in Shanghai and Shenzhen."""
RARE = "𠮷 𫠠 𨱏 🚀 📈 ⚡ ① Ⅲ ㎡ ℃ ＡＢＣ １２３ 〇 é № 上海："
CHINA = timezone(timedelta(hours=8))


class Post(NamedTuple):
    """A generated post."""

    slug: str
    title: str
    published: str
    source: str
    tags: tuple[str, ...]
    shares: tuple[tuple[str, str], ...]
    summary: str
    body: str


def vocabulary() -> tuple[list[str], list[float]]:
    """The words and how many times in a million words each is said."""
    # The dictionary lacks 的, the commonest of all.
    counts = {"的": 3_600_000.0}
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    entries = sorted((line.split() for line in lines), key=lambda entry: -int(entry[1]))
    chinese = (entry for entry in entries if all(sign > "㐀" for sign in entry[0]))
    counts |= {word: float(count) for word, count, _ in islice(chinese, WORDS)}
    scale = 1_000_000 / sum(counts.values())
    counts = {word: count * scale for word, count in counts.items()}
    for often, words in FINANCE.items():
        counts.update(dict.fromkeys(words.split(), float(often)))
    return list(counts), list(counts.values())


def posts(number: int, characters: int = 1300, seed: int = 1, copies: float = 0) -> Iterator[Post]:
    """`number` posts in order of time, their bodies of about so many characters each.

    `copies` is the share of posts that repeat one of the last hundred, as copies and updates do.
    """
    latest: deque[Post] = deque(maxlen=100)
    chance = random.Random(seed)
    words, weights = vocabulary()
    common = list(accumulate(weights))
    topical = list(accumulate(weight**0.6 for weight in weights))
    follower = dict(
        zip(words, chance.choices(words, cum_weights=common, k=len(words)), strict=True)
    )
    time = datetime(2020, 1, 1, 8, tzinfo=CHINA)
    for position in range(number):
        time += timedelta(minutes=chance.randrange(1, 30))
        if copies and latest and chance.random() < copies:
            slug = f"{time:%Y-%m-%d}-{position:012}"
            yield repeated(chance, chance.choice(latest), slug, time.isoformat())
            continue
        topic = chance.choices(words, cum_weights=topical, k=60)
        shares = tuple(some_share(chance) for _ in range(chance.randrange(1, 6)))
        length = chance.randrange(characters // 3, characters * 5 // 3)
        spoken = [
            word
            for pair in zip(
                chance.choices(words, cum_weights=common, k=length),
                chance.choices(topic, k=length),
                strict=True,
            )
            for word in pair
        ]
        body = paragraphs(chance, iter(spoken), follower, shares, length)
        summary = body[: body.find("。") + 1] or body[:100]
        title = "".join(chance.choices(topic, k=4)) + chance.choice(("", " ", "：", "，"))
        title += "".join(spoken[-chance.randrange(2, 6) :])
        post = Post(
            slug=f"{time:%Y-%m-%d}-{position:012}",
            title=title,
            published=time.isoformat(),
            source=chance.choice(SOURCES),
            tags=tuple(chance.sample(TAGS, 2)),
            shares=shares,
            summary=summary,
            body=body,
        )
        latest.append(post)
        yield post


def some_share(chance: random.Random) -> tuple[str, str]:
    """The code and name of a share; few are in the news often."""
    return SHARES[int(len(SHARES) * chance.random() ** 3)]


def repeated(chance: random.Random, post: Post, slug: str, published: str) -> Post:
    """A later post with the text of another: all of it, without some clauses, or its beginning."""
    clauses = post.body.split("，")
    dice = chance.random()
    if dice < 0.3:
        clauses = [clause for clause in clauses if chance.random() > 0.1] or clauses
    elif dice < 0.5:
        clauses = clauses[: len(clauses) * 2 // 3 or 1]
    source = chance.choice(SOURCES)
    return post._replace(
        slug=slug, published=published, source=source, body="，".join(clauses).rstrip("。，") + "。"
    )


def paragraphs(
    chance: random.Random,
    words: Iterator[str],
    follower: dict[str, str],
    shares: Sequence[tuple[str, str]],
    length: int,
) -> str:
    """A body of about `length` characters. It names the shares, the first also with its code."""
    latin, rare = LATIN.split(), RARE.split()
    parts: list[str] = []
    written = 0
    while written < length:
        clause = []
        for _ in range(chance.randrange(3, 8)):
            word = next(words)
            clause.append(word)
            if chance.random() < 0.15:
                clause.append(follower[word])
            dice = chance.random()
            if dice < 0.025:
                clause.append(f"{chance.random() * 100:.2f}%")
            elif dice < 0.05:
                clause.append(f"{chance.randrange(1, 20_000)}{chance.choice('万亿年月日元股家')}")
            elif dice < 0.08:
                clause.append(chance.choice(latin))
            elif dice < 0.085:
                clause.append("{1}({0})".format(*shares[0]))
            elif dice < 0.086:
                clause.append(chance.choice(rare))
            elif dice < 0.09:
                clause.append(chance.choice(shares)[1])
        dice = chance.random()
        clause.append(
            "，" if dice < 0.72 else "。" if dice < 0.9 else "、" if dice < 0.94 else "。\n\n"
        )
        parts.append("".join(clause))
        written += len(parts[-1])
    return "".join(parts).rstrip("\n，、。") + "。"
