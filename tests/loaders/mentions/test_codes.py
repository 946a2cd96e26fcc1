"""Codes of securities in a text."""

from __future__ import annotations

import pytest

from loaders.mentions.codes import find_codes
from tests.loaders.mentions.posts import counts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A name of one character at the very start of a text.
        ("新(000876)涨停", [(1, 9, "000876.SZ")]),
        ("(000876)涨停", []),
        ("新希望 (000876)涨停", [(4, 12, "000876.SZ")]),
        ("蔚来(NYSE: NIO)", [(2, 13, "NIO.US")]),
        ("买入600519.SH和SZ000876", [(2, 11, "600519.SH"), (12, 20, "000876.SZ")]),
        ("60051A.SH", []),
        # After the first code in brackets there may be something else.
        ("新希望(股吧，000876)", []),
        ("新希望(000876，股吧，600519)", [(3, 21, "000876.SZ"), (3, 21, "600519.SH")]),
        ("。新(000876)", [(2, 10, "000876.SZ")]),
        ("。(000876)", []),
        ("*(000876)", [(1, 9, "000876.SZ")]),
        ("新  (000876)", []),
        # A month, or the B share of Shenzhen whose name ends so.
        ("深新Ｂ(200012)", [(3, 11, "200012.SZ")]),
        ("深新B(200012)", [(3, 11, "200012.SZ")]),
        ("深新(200012)", []),
        ("深新(200013)", [(2, 10, "200013.SZ")]),
        # Digits without an exchange are six, or those of Hong Kong.
        ("新希望(00700)", [(3, 10, "00700.HK")]),
        ("新希望(10700)", []),
        ("新希望(港股00700)", [(3, 12, "00700.HK")]),
        ("新希望(美股:NIO)", [(3, 11, "NIO.US")]),
        ("新希望(NIO.N)", [(3, 10, "NIO.US")]),
        ("新希望(000876.XX)", []),
        ("新希望(BK0493)", [(3, 11, "BK0493")]),
        ("新希望(股票代码：000876)", [(3, 16, "000876.SZ")]),
        # A code in brackets is not found again as one without.
        ("新希望(000876.SZ)", [(3, 14, "000876.SZ")]),
        ("0700.HK", [(0, 7, "00700.HK")]),
        ("SZ.000876", [(0, 9, "000876.SZ")]),
        ("sz000876。(SH600519)", [(0, 8, "000876.SZ"), (9, 19, "600519.SH")]),
        ("XSZ000876", []),
        ("SZ0008761", []),
        ("000876.SZX", []),
    ],
)
def test_codes(text: str, expected: list[tuple[int, int, str]]) -> None:
    found = [(code.start, code.end, code.identity.code) for code in find_codes(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("潮生科技(07991.HK)涨超10%", {"07991.HK": ("潮生科技", 1)}),
        ("东岭行：维持潮生科技(7991.HK)评级", {"07991.HK": ("潮生科技", 1)}),
        ("合序软件(003918)公告，合序软件停牌", {"003918.SZ": ("合序软件", 2)}),
        ("砺石微电（689901.SH）公告", {"689901.SH": ("砺石微电", 1)}),
        ("岚山银行(SH609015)公告", {"609015.SH": ("岚山银行", 1)}),
        ("岚山银行（609015，股吧）公告", {"609015.SH": ("岚山银行", 1)}),
        (
            "岚山银行 (609015.SH / 07990.HK)",
            {"609015.SH": ("岚山银行", 1), "07990.HK": ("岚山银行", 1)},
        ),
        (
            "岚山银行(609015)和禾木医疗(301905)",
            {"609015.SH": ("岚山银行", 1), "301905.SZ": ("禾木医疗", 1)},
        ),
        ("流明云(NASDAQ: ZLMN)停牌", {"ZLMN.US": ("流明云", 1)}),
        ("买入sh609015与609018.SH", {"609015.SH": ("609015.SH", 1), "609018.SH": ("609018.SH", 1)}),
        ("12月8日晚间，养猪龙头青禾农牧(003911)称", {"003911.SZ": ("青禾农牧", 1)}),
        (
            "储能ETF(519901)、*ST岚山(609015)",
            {"519901.SH": ("储能ETF", 1), "609015.SH": ("*ST岚山", 1)},
        ),
        # The words before a code are a sentence here, and no name.
        ("替他把钱还给了那家老板的亲戚的(003911)", {"003911.SZ": ("003911.SZ", 1)}),
        # Not possible, not a code, or not certain.
        ("南屿旅游(999999)、南屿旅游(113050)、（202206）、邮编(518000)", {}),
        ("本报讯(202203)，共计(600)，电话(600519)，价格(USD100)", {}),
        ("代码为 609015 的股票，报表6098765", {}),
    ],
)
def test_codes_in_plain_text(text: str, expected: dict[str, tuple[str, int]]) -> None:
    found = {code: (name, number) for code, (name, number, _) in counts(text).items()}
    assert found == expected


def test_codes_in_full_width_digits() -> None:
    assert counts("贵州茅台（６００５１９）今日上涨。") == {"600519.SH": ("贵州茅台", 1, False)}


@pytest.mark.parametrize("code", ["60ABCD", "60ABCD.SH", "SH:60ABCD", "SH60ABCD"])
def test_letters_are_no_code_of_a_mainland_exchange(code: str) -> None:
    assert counts(f"瀚海证券（{code}）今日上涨。") == {}


@pytest.mark.parametrize(
    ("text", "bare", "bracketed"),
    [("新希望(000876)", True, True), ("新希望(SZ000876)", False, True), ("SZ000876", False, False)],
)
def test_what_a_code_leaves_open(text: str, bare: bool, bracketed: bool) -> None:
    (code,) = find_codes(text)
    assert (code.bare, code.bracketed) == (bare, bracketed)


@pytest.mark.parametrize("label", ["邮编", "电话：", "验证码: "])
def test_numbers_that_a_label_explains_are_no_codes(label: str) -> None:
    assert find_codes(f"新希望{label}(000876)") == []
