"""Where headlines may break."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from newsdb.web.headlines import LONG_CLAUSE, breakable, units, without_headline

CLAUSE = '<span class="clause">{}</span>'


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        # Clauses that fit on a line break at their ends only.
        ("倒计时停在四十七秒 股价跌逾8%", "倒计时停在四十七秒 股价跌逾8%"),
        (
            "把整机柜服务器泡进液体里散热，选了新的",
            CLAUSE.format("把整机柜服务器<wbr>泡进<wbr>液体里散热，") + "选了新的",
        ),
        # A number keeps its unit, and a particle the word before it.
        (
            "公司去年向中国的化工厂支付2.4亿元",
            CLAUSE.format("公司<wbr>去年向中国的<wbr>化工厂<wbr>支付<wbr>2.4亿元"),
        ),
        (
            "安卓｜修复阿里云播放器下载不回调的问题",
            "安卓｜" + CLAUSE.format("修复<wbr>阿里云播放器<wbr>下载不回调的<wbr>问题"),
        ),
        ("A long headline in English, without a word of Chinese", None),
        ("これはとても長い日本語の見出しの例です", None),
        ("<b>&amp;", None),
    ],
)
def test_a_headline(title: str, expected: str | None) -> None:
    assert breakable(title) == (escape(title) if expected is None else expected)


def test_a_name_that_is_known_stays_whole() -> None:
    title = "青禾农牧与中国化工厂签订长期供货合同"
    assert "青禾<wbr>农牧" in breakable(title)
    assert "青禾农牧" in breakable(title, ["青禾农牧", ""])


def test_single_characters_stay_with_their_neighbours() -> None:
    """Names that the dictionary does not have are cut into single characters."""
    assert units("流明云的新机房选了一家") == ["流明云的新机房选了", "一家"]


@given(st.text(st.sampled_from("中国化工厂的新《》，。 a1<&%“”"), max_size=40))
def test_the_text_stays_the_same(title: str) -> None:
    assert "".join(units(title)) == title
    html = breakable(title)
    assert re.sub("<wbr>|</?span[^>]*>", "", html) == escape(title)
    for clause in re.findall("<span[^>]*>(.*?)</span>", html):
        assert len(re.sub("<wbr>", "", clause)) > LONG_CLAUSE
        for line in clause.split("<wbr>")[1:]:
            assert line[0] not in "的》，。%”"


@pytest.mark.parametrize(
    ("text", "headline", "rest"),
    [
        ("大桥今日通车。桥长一公里。", "大桥今日通车", "桥长一公里。"),
        ("“大桥”今日通车！桥长一公里。", "大桥今日通车", "桥长一公里。"),
        ("The bridge\nOpen at last", "The Bridge", "Open at last"),
        ("The bridge. Open at last", "The Bridge!", "Open at last"),
        # Nothing but the headline, or a part of it.
        ("今日通车", "快讯｜今日通车", ""),
        ("", "大桥今日通车", ""),
        # The sentence goes on.
        ("Scala is a language.", "Scala", "Scala is a language."),
        ("Scala 3.1 is here.", "Scala 3", "Scala 3.1 is here."),
        ("大桥今日通车，桥长一公里。", "大桥今日通车", "大桥今日通车，桥长一公里。"),
        ("桥长一公里。大桥今日通车。", "大桥今日通车", "桥长一公里。大桥今日通车。"),
        ("桥长一公里。", "", "桥长一公里。"),
        ("桥长一公里。", "——", "桥长一公里。"),
    ],
)
def test_a_text_does_not_repeat_its_headline(text: str, headline: str, rest: str) -> None:
    assert without_headline(text, headline) == rest
