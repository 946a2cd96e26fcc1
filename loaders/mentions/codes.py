"""Codes that a text gives: `新希望(000876)`, `贵州茅台（600519.SH）`, `SH600519`, `2888.HK`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from newsdb.securities.identify import Identity, board, identify_listed, without_exchange

BRACKETS = re.compile(r"[（(]([^（()）\n]{4,60})[）)]")
BETWEEN = re.compile(r"[\s；;，,、/|]+")
LABEL = re.compile(r"^(?:股票|证券|基金)?代[码号][:：]?\s*")
SUFFIXES = {
    "SH": "SH",
    "SS": "SH",
    "SZ": "SZ",
    "BJ": "BJ",
    "HK": "HK",
    "US": "US",
    "O": "US",
    "OQ": "US",
    "N": "US",
}
PLACES = {
    "SH": "SH",
    "SZ": "SZ",
    "BJ": "BJ",
    "HK": "HK",
    **dict.fromkeys(("港股", "港交所", "联交所"), "HK"),
    **dict.fromkeys(("US", "NYSE", "NASDAQ", "AMEX", "纽交所", "纳斯达克", "美股"), "US"),
}
WITH_SUFFIX = re.compile(r"([0-9A-Z-]{1,10})[.．]([A-Z]{1,2})", re.ASCII | re.IGNORECASE)
# A ticker needs a character before it: USD100 is money.
WITH_PLACE = re.compile(
    r"(SH|SZ|BJ|HK|港股|港交所|联交所)[.:：]?([0-9]{4,6})"
    r"|(US|NYSE|NASDAQ|AMEX|纽交所|纳斯达克|美股)[.:：]([A-Z][A-Z0-9.-]{0,9})",
    re.IGNORECASE,
)
# Without brackets only what can be nothing else.
BARE = re.compile(
    r"(?<![A-Za-z0-9.])(?:(?P<place>SH|SZ|BJ|sh|sz|bj)[.:]?(?P<number>\d{6})(?![\d.]\d|\d)"
    r"|(?P<digits>\d{6}\.(?:SH|SS|SZ|BJ)|\d{4,5}\.HK)(?![A-Za-z]))",
    re.ASCII,
)
# Every match of BARE holds one of these, which are found far faster, and BESIDE more characters
# on each side at most; what follows it is looked at, too.
DIGITS = re.compile(r"[0-9][0-9]{3,}")
BESIDE = 3
LOOKAHEAD = 2
NO_CODE_AFTER = re.compile(r"(?:邮编|电话|热线|传真|编号|编码|房号|密码|验证码)[:：]?\s*$")
MONTH = re.compile(r"20\d\d(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a text, from `start` to `end` (with its brackets).

    `bare` digits name no exchange: another one may be meant. Codes that share a bracket
    share the places.
    """

    start: int
    end: int
    identity: Identity
    bare: bool
    bracketed: bool


def find_codes(text: str) -> list[Code]:
    """Return the codes of a text, in order, where each is a possible one."""
    codes: list[Code] = []
    for match in BRACKETS.finditer(text):
        for identity, bare in _in_brackets(match[1]):
            if not bare or _may_follow(text[max(0, match.start() - 12) : match.start()], match[1]):
                codes.append(Code(match.start(), match.end(), identity, bare, True))
    taken = {position for code in codes for position in range(code.start, code.end)}
    for match in _bare(text):
        if match.start() in taken:
            continue
        exchange, number = (match["place"] or "").upper(), match["number"]
        if match["digits"]:
            number, _, exchange = match["digits"].partition(".")
        if found := identify_listed(SUFFIXES[exchange], number):
            codes.append(Code(match.start(), match.end(), found, False, False))
    return sorted(codes, key=lambda code: code.start)


def _bare(text: str) -> Iterator[re.Match[str]]:
    done = 0
    for digits in DIGITS.finditer(text):
        start, end = max(done, digits.start() - BESIDE), digits.end() + BESIDE + LOOKAHEAD
        if match := BARE.search(text, start, end):
            yield match
            done = match.end()


def _in_brackets(content: str) -> Iterator[tuple[Identity, bool]]:
    content = LABEL.sub("", normalize("NFKC", content).strip())
    if ":" in content:
        content = re.sub(r"\s*:\s*", ":", content)
    for position, item in enumerate(BETWEEN.split(content)):
        identity = _identity(LABEL.sub("", item))
        if identity is None and position == 0:
            return
        if identity:
            yield identity, item.isdigit()


def _identity(item: str) -> Identity | None:
    if item.isascii() and item.isdigit():
        # Five digits may be anything, but for those of Hong Kong, which begin with 0.
        return without_exchange(item) if len(item) == 6 or item.startswith("0") else None
    if match := WITH_SUFFIX.fullmatch(item):
        exchange = SUFFIXES.get(match[2].upper())
        return identify_listed(exchange, match[1].upper()) if exchange else None
    if match := WITH_PLACE.fullmatch(item):
        place, code = match[1] or match[3], match[2] or match[4]
        return identify_listed(PLACES[place.upper()], code.upper())
    return board(item)


def _may_follow(before: str, content: str) -> bool:
    """Return whether digits in brackets are a code there: right after a word, and no date."""
    word = before.removesuffix(" ")[-1:]
    if not (word.isalnum() or word == "*") or NO_CODE_AFTER.search(before):
        return False
    # 200002 is a B share of Shenzhen, whose names end so, and a month too.
    return not MONTH.fullmatch(content.strip()) or word in "BＢ"
