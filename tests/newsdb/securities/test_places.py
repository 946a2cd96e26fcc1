"""Where a name stands by itself, and where it is a part of another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.models import Kind, Security
from newsdb.securities.places import NamedPlace, find_places, is_in_longer_name


def security(name: str, kind: Kind = "share") -> Security:
    return Security(name, name, kind, "", "")


NAMES = {
    each.name: each
    for each in (
        *(security(name) for name in ("瀚海", "瀚海证券", "瀚海A", "澄川化工", "Wind", "股")),
        *(security(name, "board") for name in ("银行", "半导体")),
    )
}


def marked(text: str, *others: str) -> str:
    """Return a text with brackets around the names that are found."""
    places = sorted(find_places(text, [], NAMES, others), key=lambda place: place.start)
    for place in places[::-1]:
        text = f"{text[: place.start]}[{text[place.start : place.end]}]{text[place.end :]}"
    return text


@pytest.mark.parametrize(
    "text",
    [
        "[瀚海证券]与[瀚海]，[澄川化工]",
        # A newspaper is none, a price is one.
        "澄川化工报讯，[澄川化工]报16.44元",
        "瀚海时报记者",
        # A Latin name is a whole word.
        "[Wind]股，Windows，Winds股，aWind，[Wind]。",
        "aWind，[瀚海]A1，[瀚海A]股",
        # A short name of a board is a word of everyday language.
        "[银行]板块领涨，[银行]、保险，手机银行，银行卡，[银行]涨",
        "小[半导体]厂",
        # A single character is no name to find by.
        "股",
    ],
)
def test_names_stand_by_themselves(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == text


def test_other_names_hide_what_is_inside_of_them() -> None:
    assert marked("瀚海证券研究所") == "[瀚海证券]研究所"
    assert marked("瀚海证券研究所与瀚海证券", "瀚海证券研究所") == "瀚海证券研究所与[瀚海证券]"
    assert marked("瀚海证券研究16元", "瀚海证券研究") == "瀚海证券研究16元"
    # 日报 is a newspaper, but what follows here is a price.
    assert marked("瀚海证券报16元", "瀚海证券报") == "[瀚海证券]报16元"


def test_marks_are_taken_already() -> None:
    for text, start, found in (("瀚海证券与瀚海证券", 0, 5), ("瀚海证券与瀚海证券", 5, 0)):
        mark = NamedPlace(start, start + 4, NAMES["瀚海证券"])
        assert [place.start for place in find_places(text, [mark], NAMES)] == [found]
    # A name may begin at the next character of one that is taken.
    names = {"甲甲": security("甲甲")}
    mark = NamedPlace(0, 1, security("甲"))
    assert [place.start for place in find_places("甲甲甲", [mark], names)] == [1]


@given(st.text(alphabet="瀚海证券报a银行 ", max_size=20))
def test_places_hold_their_names_and_do_not_overlap(text: str) -> None:
    places = sorted(find_places(text, [], NAMES), key=lambda place: place.start)
    assert all(text[place.start : place.end] == place.security.name for place in places)
    ends = [0, *(place.end for place in places)]
    assert all(end <= place.start for end, place in zip(ends, places, strict=False))


@pytest.mark.parametrize(
    ("text", "word", "inside"),
    [
        ("中国证券业协会发布规则", "证券", True),
        ("提醒各证券公司强化管理", "证券", True),
        ("瀚海证券认为，市场已企稳", "证券", True),
        ("据澄江证券报报道", "证券", True),
        ("上海证券交易所通报", "证券", True),
        ("中国人民银行会同有关部门", "银行", True),
        ("手机银行上线", "银行", True),
        ("银行保险机构不得代销", "银行", True),
        ("中国银行保险监督管理委员会", "保险", True),
        ("拥有自主知识产权", "知识产权", True),
        ("自主知识产权", "知识产权", True),
        ("（瀚证券认为", "证券", True),
        ("今日和证券", "证券", False),
        ("半导体行业协会数据显示", "半导体", True),
        ("银行板块领涨", "银行", False),
        ("瀚海银行板块策略", "银行", False),
        ("银行、保险走强", "银行", False),
        ("银行、保险走强", "保险", False),
        ("A股银行大涨", "银行", False),
        ("买入证券，卖出地产", "证券", False),
        ("证券报价系统", "证券", False),
        ("新能源汽车来了", "新能源", False),
        ("国内半导体产业", "半导体", False),
        ("知识产权板块", "知识产权", False),
    ],
)
def test_names_of_boards_in_longer_names(text: str, word: str, inside: bool) -> None:
    start = text.index(word)
    assert is_in_longer_name(text, start, start + len(word)) is inside
