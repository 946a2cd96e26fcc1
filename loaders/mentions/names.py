"""The name before a code in brackets: `将渣打集团(2888.HK)` is about 渣打集团."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Characters of a name; any other one ends the word before it.
WORDS = re.compile(r"[A-Za-z0-9*＊·&\u3400-\u9fff-]*$")
MAX_NAME_LENGTH = 8
MAX_RUN_LENGTH = 24
# Words that end what comes before a name.
ROLES = re.compile(
    r".*(?:(?<!美)的|龙头|巨头|股东|股東|子公司|上市公司|企业|[车药房国央民险酒乳]企|新股|厂商|概念股|个股|港股|A股|美股|旗下|控股权|标的"
    r"|运营商|开发商|供应商|制造商|生产商|服务商|经销商|代理商|券商|晚间|午间|早盘|午盘|盘中|收盘"
    r"|\d(?:年|月|日|时|分|家|只|元|亿|万|倍|股|点))(?=.{2})"
)
# 阿里巴巴美国存托凭证(BABA.US), 中国平安A股(601318)
LISTING = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:(?:美国)?存托凭证|ADR|ADS|[AH]股)$")
LEADING = re.compile(
    r"^(?:其中|包括|以及|此外|另外|同时|例如|比如|截至|截止|昨日|今日|昨晚|今晚|近日|日前|目前|公司|本公司"
    r"|该公司|记者|获悉|消息|公告|下调|上调|维持|给予|首予|重申|看好|推荐|建议|关注|买入|卖出|增持|减持"
    r"|收购|入股|参股|控股|认购|出售|受让|转让|投资|持有|涉及|来自|属于|对于|关于|根据|按照|通过|由于"
    r"|收購|增持|減持|還有|还有|只有|就是|不是|加上|连同|随着|预计|认为|表示|指出|发布|获得|成为|作为|受益|领涨|领跌|跟涨)+"
)
# Single characters that begin both clauses and names (和邦生物, 指南针): they prove nothing.
DOUBTFUL = frozenset("指称因由据对与和及将向把为从在以给被让如像即而或但则并是有等到至于按自当列")


def name_before(text: str, position: int) -> str:
    """Return the words of a text that end at a position, as far as a name may reach."""
    before = text[max(0, position - MAX_RUN_LENGTH) : position].rstrip()
    match = WORDS.search(before)
    run = match[0] if match else ""
    # 贵州茅台(600519)和五粮液(000858): after a bracket these only join.
    if run and before[: -len(run)].endswith((")", "）")):
        run = re.sub("^[和与及跟、]", "", run)
    run = ROLES.sub("", LISTING.sub("", run))
    return LEADING.sub("", run)


def agreed_name(runs: Sequence[str], title: str, text: str = "") -> str:
    """Return the name that the words before a code's places agree on, or '' if none is sure.

    `runs` are what `name_before` gave for each place of one code. Words that go before a name
    in one place do not in another, in the title, which often begins with it, or in the `text`.
    """
    runs = sorted({run for run in runs if len(run) > 1})
    if len(runs) > 1:
        common = _common_ending(runs)
        return common if _is_name(common) and common[0] not in DOUBTFUL else ""
    if not runs:
        return ""
    run = runs[0]
    begin = WORDS.search(re.split(r"[\s（(:：，,！？“”]", title)[0])
    begun = begin[0] if begin else ""
    if len(begun) > 2 and run.endswith(begun) and _is_name(begun):
        return begun
    everywhere = f"{title}\n{text}"
    # 该行列金沙中国: what follows a doubtful character, and occurs elsewhere without it.
    for tail in (run[at + 1 :] for at, character in enumerate(run) if character in DOUBTFUL):
        if len(tail) > 2 and _is_name(tail) and everywhere.count(tail) > everywhere.count(run):
            return tail
    if _is_name(run) and run[0] not in DOUBTFUL:
        return run
    # A为B子公司
    subject, is_said, name = run.rpartition("为")
    return name if is_said and len(subject) > 2 and len(name) > 2 and _is_name(name) else ""


def _is_name(run: str) -> bool:
    return 2 <= len(run) <= MAX_NAME_LENGTH and not run.isdigit() and run[-1] not in "的了着过是等"


def _common_ending(runs: Sequence[str]) -> str:
    shortest = min(runs, key=len)
    for start in range(len(shortest)):
        suffix = shortest[start:]
        if all(run.endswith(suffix) for run in runs):
            return suffix
    return ""
