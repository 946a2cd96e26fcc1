"""Whether a security is what a post is about, or the broker who comments in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

BROKERS = frozenset(
    "GS.US MS.US JPM.US C.US UBS.US CS.US BAC.US DB.US NMR.US BCS.US 00005.HK".split()
)
"""Banks whose analysts are cited, whatever they are called; other brokers are known by name."""
BROKER_NAME = re.compile(r"(?:证券|国际|期货|中金公司|中信建投|国泰君安|申万宏源|金融)$")
BRACKETS = r"(?:[（(][^（()）\n]{1,20}[）)])?"
OPINION = re.compile(
    BRACKETS + r"(?:[\u4e00-\u9fff]{2,4}："
    r"|：(?!拟|公司|股东|净利|营收|前三|上半年|全年|获|董事|关于)|[^。；，、\n]{0,10}?"
    r"(?:研报|报告|预计|维持|上调|下调|首予|给予|料|分析师|首席(?!执行|财务|运营)|认为|指出|建议|看好|重申|研究员|发布数据))"
)
SPEECH = re.compile(BRACKETS + r"[^。；，、\n]{0,10}?(?:表示|称)")
"""What a broker says of itself, too: it is the source only where something else is the subject."""
NEWS = re.compile(r"(?:股价|现|短线|盘中)?(?:[^。；，、\n]{0,4}(?:净买|净卖)|涨|跌|获|遭|拟|被)")
RATED_AFTER = re.compile(BRACKETS + r"[“「\"]?(?:评级|目标价|买入|增持|减持|跑赢|优于|中性|沽售)")
RATED_BEFORE = re.compile(r"(?:升|降|予|调|维持|重申|看好|推荐|覆盖)$")
"""Whoever is rated is no source: `大摩：升瀚海国际评级`."""
BESIDE = frozenset("、和与及")
"""What joins the names of a list."""


def is_source_at(
    text: str, code: str, name: str, spans: Sequence[tuple[int, int]], *, alone: bool
) -> bool:
    """Return whether the broker of a name is the one who comments, by the places of its name.

    `spans` are where the name occurs in the text; `alone` says whether the text names nothing else.
    """
    if code not in BROKERS and not BROKER_NAME.search(name):
        return False
    found = False
    for start, end in spans:
        in_list = start and (text[start - 1] in BESIDE or text[end : end + 1] in BESIDE)
        if in_list or NEWS.match(text, end) or RATED_AFTER.match(text, end):
            return False
        if RATED_BEFORE.search(text, start - 2, start):
            return False
        found |= bool(OPINION.match(text, end)) or (not alone and bool(SPEECH.match(text, end)))
    return found
