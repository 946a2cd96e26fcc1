"""The name before a code in brackets."""

from __future__ import annotations

import pytest

from loaders.mentions.names import agreed_name, name_before
from tests.loaders.mentions.posts import counts, mentions


def test_names_before_codes_agree_with_the_title() -> None:
    body = "安峤国际发表报告，指潮生科技(07991.HK)新机出货慢，潮生科技回应。"
    assert counts(body, "安峤国际：下调潮生科技(07991.HK)目标价") == {
        "07991.HK": ("潮生科技", 2, True)
    }
    assert counts("公司公告。", "港屿控股(07993.HK)复牌") == {"07993.HK": ("港屿控股", 0, True)}


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("瀚国石化建成电站", "记者从瀚国石化（600028）获悉，瀚国石化的电站投运。", "瀚国石化"),
        ("券商看好沙中国", "该行列金沙中国(1928.HK)为首选。金沙中国跑赢大市。", "金沙中国"),
        ("两家公司", "瀚研稀土为瀚研新材（600206）子公司。", "瀚研新材"),
        ("两家公司", "记者从瀚国石化（600028）获悉。", "600028.SH"),
    ],
)
def test_words_before_a_name_are_not_part_of_it(title: str, text: str, name: str) -> None:
    (mention,) = mentions(text, title)
    assert mention.security.name == name


@pytest.mark.parametrize(
    ("run", "text", "name"),
    [
        # After a doubtful character a name has three characters or more.
        ("该行列五粮液", "五粮液。五粮液。", "五粮液"),
        ("该行列金沙", "金沙。金沙。", "该行列金沙"),
        ("该行列五粮液", "该行列五粮液。五粮液。", "五粮液"),
        ("该行列五粮液", "该行列五粮液。", "该行列五粮液"),
        # So have both parts of "A为B".
        ("某集团为北山新材料集", "", "北山新材料集"),
        ("某集为北山新材料集团", "", ""),
        ("瀚研稀土集团为北山新", "", "北山新"),
        ("瀚研稀土集团份为北山", "", ""),
        # A name has at most eight characters, is no number, and does not end in a particle.
        ("北山新材料集团公", "", "北山新材料集团公"),
        ("北山新材料集团公司", "", ""),
        ("60", "", ""),
        ("北山新材的", "", ""),
        ("对北山新材", "", ""),
    ],
)
def test_what_may_be_a_name(run: str, text: str, name: str) -> None:
    assert agreed_name([run], "", text) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [("五粮液：涨价", "五粮液"), ("粮液：涨价", "酒王五粮液"), ("涨价", "酒王五粮液")],
)
def test_a_name_of_three_characters_may_begin_the_title(title: str, name: str) -> None:
    assert agreed_name(["酒王五粮液"], title) == name


@pytest.mark.parametrize(
    ("runs", "name"),
    [
        (["甲北山新材", "乙北山新材"], "北山新材"),
        (["甲新材", "乙新材"], "新材"),
        (["甲材", "乙材"], ""),
        (["北山", "南海"], ""),
        (["即将新材", "又将新材"], ""),
    ],
)
def test_what_several_places_agree_on_is_a_name(runs: list[str], name: str) -> None:
    assert agreed_name(runs, "") == name


def test_a_name_reaches_back_twenty_four_characters() -> None:
    word = "abcdefghijklmnopqrstuvwxyz"
    assert name_before(word, 26) == word[2:]
    assert name_before("北山新材 (", 5) == "北山新材"
    assert name_before("瀚国石化(600028)和北山新材(", 17) == "北山新材"
    assert name_before("和北山新材(", 5) == "和北山新材"


def test_a_single_character_before_a_code_is_no_name() -> None:
    assert agreed_name(["甲", "瀚国石化"], "") == "瀚国石化"
    assert agreed_name(["甲"], "") == ""
