"""Which places of names in a text mean the security: rules for words that mean something else, too.

What the rules are worth was measured; docs/securities.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from loaders.mentions.characters import simplify, simplify_name
from loaders.mentions.dictionary import Dictionary, NameHit, NameKind
from loaders.mentions.roles import is_source_at
from newsdb.models import Role
from newsdb.securities.places import NEWSPAPER

TOPIC = re.compile(
    r"(?:[、和与及][^、和与及，。；\s]{1,8}){0,6}等?(?:概念|产业链|供应[链商]|题材|系(?=[股产企资个基涨跌]))"
)
"""`苹果概念股` is about suppliers of the company, `恒大系股票` about its affiliates."""
LONGER = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:联合会|协会|学会|研究院|基金会|商会)|集团(?!股份|[（(A-Za-z])|业(?![绩务])|间"
)
"""After a name, what makes it a part of an organisation's name: 中国银行业协会, 中国船舶集团."""
FUNCTION_WORD = re.compile(r"[的了将拟获被为在对向由从并和与及、]")
LISTED_AS = r"""
-(?:U|UW|W|S|SW|B|R|P)(?![A-Za-z])
| [（(](?=[A-Za-z]{0,8}[.:：]?\d{4,6}|[A-Z]{1,6}[.:：)）]|(?:以下)?简称|下称|(?:股票|证券)?代码)
"""
ITS_NEWS = r"""
[：:](?=[^，。：\n]{0,20}
  (?:净利|营收|同比|公司|股东|获|签|中标|拟|购|持|董事|募资|定增|合同|订单|业绩|元|%|股))
"""
MOVES = r"""
创(?:[历年近出]|新[高低]|阶段|下|逾|超|\d|[一二三四五六七八九十两半])
| [涨跌](?!价) | [大微暴收齐跟][涨跌] | [上下][涨跌] | [升跌涨]破 | 拉升 | 走[强弱高低] | [高低]开
| [飙劲微急齐]升 | 收[高低升报] | [重下急]挫 | 跳水 | 翻[红绿] | 闪崩 | 反弹 | 直线 | 冲高 | 封板
| 炸板 | [停复]牌 | 摘牌 | 退市 | 领[涨跌] | 报\d | 现报 | 净[买卖] | 净流[入出] | 换手
| 融资(?:净|余额)
"""
ACTS = r"""
股价 | 股份 | 公告 | 集团 | 宣布 | 公司(?=公告|股|称|表示|回应|董事|高管|净利|业绩|[（(])
| [获遭](?!得|知|取|救|选|奖|益|利) | 拟(?!人|态|真|合|声)
| [“「"]?(?:买入|跑赢|优于大市|中性|沽售) | 目标价 | 评级 | 财报 | 业绩 | 市值
| 市盈率 | 营收 | 净利 | 分红 | 派息 | 除[权息] | 回购 | [增减]持 | 中标 | 发行 | 披露
| 发布(?!会) | 董事 | CEO | 首席 | 高管 | 旗下 | 涉嫌 | 起诉 | 被诉
| (?:第?[一二三四]?财?季|\d{4}年|上半年|前三季)[^，。；\n]{0,6}(?:净|营收|业绩|报|归母|利润|交付)
"""
MARKET_WORD = re.compile(
    rf"""{LISTED_AS} | {ITS_NEWS}
    | (?:[AHB]股|美股|港股|股票)?
      (?:今日|昨日|日前|近日|盘中|早盘|午后|尾盘|盘前|盘后|收盘|开盘|一度|短线|现|再|又|均|也|则|续)*
      (?:{MOVES} | {ACTS})""",
    re.VERBOSE,
)
"""Right after an ambiguous name, what shows that a listed company is meant."""
LISTED = re.compile(r"[A-Za-z0-9]{0,4}(?:[、，,/]|[和与及])")
"""What joins two names of a list: `小鹏P5、比亚迪`."""
PLACE_BEFORE = re.compile(r"[在向于]$")
PLACE_AFTER = re.compile(r"(?:文件|披露|最新|资料|数据|网站|上市|主板|挂牌|显示|信息)")
PLACES = frozenset({"港交所", "香港交易所", "联交所"})
"""An exchange is a share, too; in most texts it is only where something happens."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Named:
    """A security that a text names: by the longest of its names there, how often, and as what."""

    code: str
    name: str
    kind: NameKind
    mentions: int = 0
    in_title: bool = False
    role: Role = "subject"
    places: list[NameHit] = field(default_factory=list)


def recognize(
    dictionary: Dictionary,
    title: str,
    body: str,
    certain: Mapping[str, str] = NOTHING,
    outlet: str = "",
    day: str | None = None,
) -> list[Named]:
    """Return the securities that a text names, in the order in which it does.

    `certain` has the codes that the post marks or gives itself, by the names that it uses for them:
    these need no evidence, and mean these codes. `outlet` is the post's source, which is no
    mention, and `day` (YYYY-MM-DD) the day of the post.
    """
    title, body = simplify(title), simplify(body)
    hits = find_hits(dictionary, f"{title}\n{body}", certain, outlet, day)
    return choose_securities(title, body, hits, certain)


def find_hits(
    dictionary: Dictionary,
    text: str,
    certain: Mapping[str, str] = NOTHING,
    outlet: str = "",
    day: str | None = None,
) -> list[NameHit]:
    """Return where names occur by themselves in the text of a post, whatever they mean there.

    The text is simplified.
    """
    hits = dictionary.find(text, day)
    if not hits:
        return hits
    outlet = simplify_name(outlet)
    certain = {simplify_name(name): code for name, code in certain.items()}
    longer = {
        word: [each for each in (outlet, *certain) if word in each and word != each]
        for word in {text[hit.start : hit.end] for hit in hits}
    }
    hits = [hit for hit in hits if _stands(text, hit, longer[text[hit.start : hit.end]], outlet)]
    listing = dictionary.other_listings(certain)
    return [
        hit.with_code(listing[hit.name.code]) if hit.name.code in listing else hit for hit in hits
    ]


def choose_securities(
    title: str, body: str, hits: Sequence[NameHit], certain: Mapping[str, str] = NOTHING
) -> list[Named]:
    """Return the securities that a text names, given where names occur in it.

    Title and body are simplified.
    """
    text = f"{title}\n{body}"
    named: dict[str, Named] = {}
    for hit in _meant(text, hits, certain.values()):
        code = hit.name.code or ""
        each = named.setdefault(code, Named(code, hit.name.name, hit.name.kind))
        if each.kind == "alias" != hit.name.kind:
            each.name, each.kind = hit.name.name, hit.name.kind
        in_title = hit.start < len(title)
        each.mentions += not in_title
        each.in_title |= in_title
        each.places.append(hit)
    for each in named.values():
        spans = [(hit.start, hit.end) for hit in each.places]
        if is_source_at(text, each.code, each.name, spans, alone=len(named) == 1):
            each.role = "source"
    return list(named.values())


def _meant(text: str, hits: Sequence[NameHit], certain: Collection[str]) -> Iterator[NameHit]:
    """Yield the hits that mean the security, judging by the rest of the text."""
    sure = {
        at
        for at, hit in enumerate(hits)
        if not hit.name.ambiguous or hit.name.code in certain or MARKET_WORD.match(text, hit.end)
    }
    unsure = [at for at in range(len(hits)) if at not in sure]
    # A list is as sure as one of its names: go through it in both directions.
    for order, step in ((unsure, -1), (reversed(unsure), 1)):
        for at in order:
            left = min(at, other := at + step)
            if other in sure and LISTED.fullmatch(text, hits[left].end, hits[left + 1].start):
                sure.add(at)
    codes = {hits[at].name.code for at in sure} | set(certain)
    return (hit for hit in hits if hit.name.code in codes)


def _stands(text: str, hit: NameHit, longer: Sequence[str], outlet: str) -> bool:
    """Return whether a name occurs at a place by itself, not as a part of something else.

    `longer` are names of the post that the name is a part of: 新东方在线 is not 新东方.
    """
    name, start, end = hit.name, hit.start, hit.end
    if name.code is None or text[start:end] == outlet:
        return False
    if any(_inside(text, hit, each) for each in longer):
        return False
    before, after = text[start - 1] if start else "", text[end : end + 1]
    if before.isascii() and _in_latin_word(text[start], before):
        return False
    if after.isascii() and _in_latin_word(text[end - 1], after):
        return False
    if NEWSPAPER.match(text, end) or TOPIC.match(text, end):
        return False
    if name.name in PLACES:
        return not PLACE_BEFORE.search(before) and not PLACE_AFTER.match(text, end)
    if name.kind == "official" and (more := LONGER.match(text, end)):
        return bool(FUNCTION_WORD.search(more[0]))
    return True


def _inside(text: str, hit: NameHit, word: str) -> bool:
    return text.find(word, max(0, hit.end - len(word)), hit.start + len(word)) >= 0


def _in_latin_word(edge: str, beside: str) -> bool:
    return beside.isalnum() and edge.isascii() and edge.isalnum()
