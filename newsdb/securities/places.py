"""The places of a text that name securities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsdb.models import Security

# A bound on the work; real posts have fewer names.
MAX_NAMES = 500
# 瀚海证券报 is a newspaper, but 瀚海证券报16.44元 quotes a price.
PRICE = re.compile(r"[\d.,]+(?:元|港元|港币|美元|点|%)")
NEWSPAPER = re.compile(r"[时日晚商导]报|报(?=社|记者|报道|讯|\W|$)")
# Names of boards are words: 银行, 证券, 旅游. The short ones count unmarked only where they
# are by themselves, not in 手机银行, 证券部 or a company's name.
MAX_COMMON_WORD_LENGTH = 2
# 证券 in 中国证券业协会, 银行 in 中国人民银行, 知识产权 in 自主知识产权.
ENDS_A_NAME = frozenset(("证券", "银行", "保险", "信托", "期货", "基金"))
ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{0,3}?(?:协会|学会|商会|联合会|监会|委员会|交易所|机构|[时日晚商导]?报(?![价告盘涨跌收])"
    r"|研究[院所]|学院|大学|总?局|登记)"
)
COMPANIES = re.compile("公司|部门|从业")
OWN = "自主"
SECTOR = re.compile(r"板块|概念|指数")
ALONE_AFTER = frozenset("和与及或对在的是从把为向比让被由到买卖仓持好了以除看有于入空叫称")
ALONE_BEFORE = re.compile(
    r"[和与及或的是在也都则均有为被将已还又不未却恰反仍再只更最才曾总先就要会应遭获连居受率领涨跌走拉冲回升降逆]|个股|行业|龙头|股[^份东价票权]"
    r"|全[年月周天线]|今[年日天早]|昨[日天]|[早午尾]盘"
)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place in a text that names a security, from `start` to `end`."""

    start: int
    end: int
    security: Security


def find_places(
    text: str,
    marks: Sequence[NamedPlace],
    names: Mapping[str, Security],
    others: Iterable[str] = (),
) -> Iterator[NamedPlace]:
    """Yield where names are outside the marks: the longest name first, none inside another.

    `others` are names that mean no security, such as those of newspapers.
    """
    taken = bytearray(len(text))
    for mark in marks:
        taken[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
    # A single character is no name to find by.
    words = {word for word in (*names, *others) if len(word) > 1}
    for word in sorted(words, key=lambda word: (-len(word), word))[:MAX_NAMES]:
        security = names.get(word)
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if taken.find(1, start, end) < 0 and _stands(text, start, end, security):
                taken[start:end] = b"\1" * len(word)
                if security:
                    yield NamedPlace(start, end, security)
                start = text.find(word, end)
            else:
                start = text.find(word, start + 1)


def _stands(text: str, start: int, end: int, security: Security | None) -> bool:
    """Return whether the name at a place is there by itself, not a part of another word."""
    before, after = text[max(0, start - 1) : start], text[end : end + 12]
    if _one_latin_word(before, text[start]) or _one_latin_word(text[end - 1], after):
        return False
    if security is None:
        return not (text[end - 1] == "报" and PRICE.match(after))
    if NEWSPAPER.match(after):
        return False
    if security.kind == "board" and end - start <= MAX_COMMON_WORD_LENGTH:
        return bool(SECTOR.match(after)) or _is_alone(before, after)
    return True


def is_in_longer_name(text: str, start: int, end: int) -> bool:
    """Return whether a board's name at a place is a part of the name of something else.

    The site marks the word 证券 wherever it comes first, also in the name of an association, a
    broker or a newspaper. That says nothing of the board.
    """
    word, before, after = text[start:end], text[max(0, start - 2) : start], text[end : end + 12]
    if SECTOR.match(after):
        return False
    if ORGANISATION.match(after) or before == OWN:
        return True
    if word not in ENDS_A_NAME:
        return False
    begins = not before[-1:].isalnum() or before[-1:] in ALONE_AFTER or before[-1:] == "股"
    return bool(COMPANIES.match(after)) or not begins


def _is_alone(before: str, after: str) -> bool:
    begins = not before.isalnum() or before in ALONE_AFTER
    return begins and (not after[:1].isalnum() or bool(ALONE_BEFORE.match(after)))


def _one_latin_word(left: str, right: str) -> bool:
    return all(text[:1].isascii() and text[:1].isalnum() for text in (left, right))
