"""The name before a code in brackets."""

from __future__ import annotations

import pytest

from loaders.mentions.names import agreed_name
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


def test_a_single_character_before_a_code_is_no_name() -> None:
    assert agreed_name(["甲", "瀚国石化"], "") == "瀚国石化"
    assert agreed_name(["甲"], "") == ""
