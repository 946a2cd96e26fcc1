"""What a code identifies: `1,600160`, `600160`, `SH600160` and `600160.SH` are one security.

The market numbers are those of the quote pages of the archive's site
(`quote.eastmoney.com/unify/r/1.600160`). Which leading digits are possible, and what they
stand for, is the exchanges' own:

- Shanghai: 证券代码段分配指南, 证券交易业务指南第4号 (2024年第2次修订), sse.com.cn;
- Shenzhen: 证券代码区间, in the 深交所 业务指南, szse.cn;
- Beijing: 北证公告〔2023〕103号 on the codes that begin with 920, and 43, 83, 87, 88 before them;
- Hong Kong: HKEX, Stock Code Allocation Plan.

Bonds, repurchases, warrants and rights have codes of their own: they are no security here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from newsdb.models import Kind

MARKETS = {
    "SH": "Shanghai",
    "SZ": "Shenzhen",
    "BJ": "Beijing",
    "HK": "Hong Kong",
    "US": "United States",
}
# Leading digits of each exchange, the longer before the shorter where they overlap.
RULES: dict[str, tuple[tuple[str, Kind], ...]] = {
    "SH": (
        ("000", "index"),
        ("60", "share"),
        ("68", "share"),  # 科创板, and depositary receipts (689)
        ("900", "share"),  # B shares
        ("50", "fund"),
        ("51", "fund"),
        ("52", "fund"),
        ("53", "fund"),
        ("56", "fund"),
        ("588", "fund"),
        ("589", "fund"),
    ),
    "SZ": (
        ("399", "index"),
        ("000", "share"),
        ("001", "share"),
        ("002", "share"),
        ("003", "share"),
        ("004", "share"),
        ("30", "share"),  # 创业板
        ("200", "share"),  # B shares
        ("15", "fund"),
        ("16", "fund"),
        ("18", "fund"),
    ),
    "BJ": (
        ("899", "index"),
        ("43", "share"),
        ("83", "share"),
        ("87", "share"),
        ("88", "share"),
        ("920", "share"),
    ),
    "HK": (
        *((f"028{digit}", "fund") for digit in "01234"),
        *((f"828{digit}", "fund") for digit in "01234"),
        ("030", "fund"),
        ("031", "fund"),
        ("034", "fund"),
        ("830", "fund"),
        ("831", "fund"),
        ("072", "fund"),  # leveraged and inverse products
        ("073", "fund"),
        ("075", "fund"),
        ("077", "fund"),
        ("0", "share"),
        ("80", "share"),  # the counters in renminbi
        ("81", "share"),
        ("82", "share"),
        ("83", "share"),
        ("86", "share"),
        ("87", "fund"),
    ),
}
LENGTHS = {"SH": 6, "SZ": 6, "BJ": 6, "HK": 5}
TICKER = re.compile(r"[A-Z][A-Z0-9._-]{0,9}", re.ASCII)
BOARD = re.compile(r"BK\d{4}", re.ASCII)
INDEX = re.compile(r"[A-Z0-9._-]{1,12}", re.ASCII)
# Quote pages number Shenzhen and Beijing alike, so that the leading digits decide.
EXCHANGES_OF_NUMBER = {
    "0": ("SZ", "BJ"),
    "1": ("SH",),
    "116": ("HK",),
    "105": ("US",),
    "106": ("US",),
    "107": ("US",),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a code identifies: the lasting code, its kind and its market."""

    code: str
    kind: Kind
    market: str


@lru_cache(maxsize=100_000)
def identify(number: str, code: str) -> Identity | None:
    """Return what a quote page's market number and code identify, or None if no security."""
    code = code.strip().upper()
    if number == "90":
        return board(code)
    if number in ("100", "124") and INDEX.fullmatch(code):
        return Identity(f"{code}.IDX", "index", "indexes")
    found = (identify_listed(exchange, code) for exchange in EXCHANGES_OF_NUMBER.get(number, ()))
    return next((identity for identity in found if identity), None)


def board(code: str) -> Identity | None:
    """Return the board of a code such as `BK0493`, or None."""
    return Identity(code, "board", "boards") if BOARD.fullmatch(code) else None


def identify_listed(exchange: str, code: str) -> Identity | None:
    """Return what a code is on an exchange (SH, SZ, BJ, HK, US), or None if it cannot be one.

    Hong Kong's codes may come without their leading zeros.
    """
    if exchange == "US":
        return Identity(f"{code}.US", "share", MARKETS["US"]) if TICKER.fullmatch(code) else None
    if exchange == "HK":
        code = code.zfill(5)
    if not (code.isascii() and code.isdigit()) or len(code) != LENGTHS[exchange]:
        return None
    if exchange == "HK" and code == "00000":
        return None
    for digits, kind in RULES[exchange]:
        if code.startswith(digits):
            return Identity(f"{code}.{exchange}", kind, MARKETS[exchange])
    return None


def without_exchange(code: str) -> Identity | None:
    """Return what digits alone identify: six of the mainland's, or five of Hong Kong's.

    `000001` is a share of Shenzhen then, although Shanghai has an index of that number.
    """
    exchanges = ("SZ", "SH", "BJ") if len(code) == 6 else ("HK",) if len(code) == 5 else ()
    found = (identify_listed(exchange, code) for exchange in exchanges)
    return next((identity for identity in found if identity), None)


def identity_of(code: str) -> Identity | None:
    """Return what a lasting code such as `600519.SH`, `HSI.IDX` or `BK0493` identifies, or None."""
    number, dot, market = code.rpartition(".")
    if not dot:
        return board(code)
    if market == "IDX":
        return identify("100", number)
    identity = identify_listed(market, number) if market in MARKETS else None
    return identity if identity and identity.code == code else None
