"""What codes of securities stand for."""

from __future__ import annotations

import pytest

from newsdb.securities.identify import (
    Identity,
    identify,
    identify_listed,
    identity_of,
    without_exchange,
)


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("1", "609018", Identity("609018.SH", "share", "Shanghai")),
        ("1", "689901", Identity("689901.SH", "share", "Shanghai")),
        ("1", "900901", Identity("900901.SH", "share", "Shanghai")),
        ("1", "000001", Identity("000001.SH", "index", "Shanghai")),
        ("1", "510300", Identity("510300.SH", "fund", "Shanghai")),
        ("1", "588000", Identity("588000.SH", "fund", "Shanghai")),
        ("0", "000001", Identity("000001.SZ", "share", "Shenzhen")),
        ("0", "301908", Identity("301908.SZ", "share", "Shenzhen")),
        ("0", "200012", Identity("200012.SZ", "share", "Shenzhen")),
        ("0", "399006", Identity("399006.SZ", "index", "Shenzhen")),
        ("0", "159915", Identity("159915.SZ", "fund", "Shenzhen")),
        ("0", "830799", Identity("830799.BJ", "share", "Beijing")),
        ("0", "920799", Identity("920799.BJ", "share", "Beijing")),
        ("0", "899050", Identity("899050.BJ", "index", "Beijing")),
        ("116", "06030", Identity("06030.HK", "share", "Hong Kong")),
        ("116", "02800", Identity("02800.HK", "fund", "Hong Kong")),
        ("105", "aapl", Identity("AAPL.US", "share", "United States")),
        ("106", "BRK.B", Identity("BRK.B.US", "share", "United States")),
        ("90", "BK0493", Identity("BK0493", "board", "boards")),
        ("100", "HSI", Identity("HSI.IDX", "index", "indexes")),
        ("1", "113050", None),  # a convertible bond
        ("1", "580000", None),  # a warrant
        ("0", "131810", None),  # a repurchase
        ("116", "10001", None),  # a derivative warrant
        ("116", "00000", None),
        ("1", "60901", None),
        ("1", "６０９０１８", None),
        ("90", "BK04", None),
        ("7", "609018", None),
        ("1", "609018; drop", None),
    ],
)
def test_market_numbers_and_codes(number: str, code: str, expected: Identity | None) -> None:
    assert identify(number, code) == expected


def test_digits_without_an_exchange() -> None:
    digits = ("000001", "609018", "000876", "510300", "159915", "830799", "00700", "999999", "700")
    codes = [found.code if (found := without_exchange(each)) else None for each in digits]
    assert codes == [
        "000001.SZ",
        "609018.SH",
        "000876.SZ",
        "510300.SH",
        "159915.SZ",
        "830799.BJ",
        "00700.HK",
        None,
        None,
    ]


@pytest.mark.parametrize("code", ["60ABCD", "60abcd", "6００160", "60016", "6001600", ""])
def test_only_ascii_digits_of_the_right_number_are_codes(code: str) -> None:
    assert identify_listed("SH", code) is None
    assert identify_listed("SH", "600160") == Identity("600160.SH", "share", "Shanghai")


def test_codes_of_hong_kong_are_zero_padded() -> None:
    assert identify_listed("HK", "700") == Identity("00700.HK", "share", "Hong Kong")
    assert identify_listed("SH", "700") is None


@pytest.mark.parametrize(
    ("code", "identity"),
    [
        ("600519.SH", Identity("600519.SH", "share", "Shanghai")),
        ("00700.HK", Identity("00700.HK", "share", "Hong Kong")),
        ("AAPL.US", Identity("AAPL.US", "share", "United States")),
        ("HSI.IDX", Identity("HSI.IDX", "index", "indexes")),
        ("BK0493", Identity("BK0493", "board", "boards")),
        # Not as these are written, or no such code.
        *((code, None) for code in ("700.HK", "600519", "600519.SZ", "600519.XX", "BK0493.IDX x")),
        *((code, None) for code in ("BK04", "", ".SH")),
    ],
)
def test_lasting_codes(code: str, identity: Identity | None) -> None:
    assert identity_of(code) == identity
