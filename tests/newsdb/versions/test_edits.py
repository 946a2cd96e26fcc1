"""Kinds of edits."""

from __future__ import annotations

import pytest

from newsdb.versions.content import NOTHING, Content
from newsdb.versions.edits import Edit, find_edit

TEXT = (
    "12月8日，沪深两市成交额连续第三十四个交易日突破万亿元，北向资金净买入58亿元。\n\n"
    "分析人士表示，市场情绪有所回暖，但结构分化仍将延续一段时间。投资者宜保持耐心，控制仓位。"
)
OLD = Content("两市成交额突破万亿元", "", TEXT, "日报", '["快讯"]', '["600160.SH"]')


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"body": TEXT.replace("仓位", "苍位")}, Edit("typo", ("text",), 2, 2)),
        ({"body": TEXT.replace("回暖", "回温")}, Edit("small", ("text",), 2, 2)),
        ({"body": TEXT.replace("58亿", "85亿")}, Edit("small", ("text", "numbers"), 2, 2)),
        ({"body": TEXT.replace("万亿元", "一万亿元")}, Edit("small", ("text", "numbers"), 1, 0)),
        (
            {"body": TEXT + "记者就此联系交易所，截至发稿尚未得到任何正式的答复。"},
            Edit("addition", ("text",), 26, 0),
        ),
        (
            {
                "body": TEXT.replace(
                    "分析人士表示，市场情绪有所回暖，但结构分化仍将延续一段时间。", ""
                )
            },
            Edit("cut", ("text",), 0, 30),
        ),
        (
            {"body": "完全是另一篇文章，与原来毫无关系。"},
            Edit("rewrite", ("text", "numbers"), 16, 84),
        ),
        ({"body": TEXT.replace("，北向", "、北向")}, Edit("format", ("text",), 1, 1)),
        ({"body": TEXT.replace("回暖", "**回暖**")}, Edit("format", ("format",), 0, 0)),
        ({"source": "晚报"}, Edit("details", ("source",), 0, 0)),
        ({"tags": "[]", "mentions": "[]"}, Edit("details", ("tags", "mentions"), 0, 0)),
        ({"summary": "成交1万亿"}, Edit("details", ("summary", "numbers"), 0, 0)),
        ({"title": "两市成交额跌破万亿元"}, Edit("small", ("title",), 2, 2)),
    ],
)
def test_kinds(changed: dict[str, str], expected: Edit) -> None:
    assert find_edit(OLD, OLD._replace(**changed)) == expected


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("recieved", "received", "typo"),
        ("goverment", "government", "typo"),
        ("increase", "decrease", "small"),
        ("now", "not", "small"),
    ],
)
def test_typos_in_words_of_letters(old: str, new: str, kind: str) -> None:
    sentence = "The company said on Monday that it {} the payment."
    texts = (Content(body=sentence.format(word)) for word in (old, new))
    assert find_edit(*texts).kind == kind


def test_an_article_comes_and_goes() -> None:
    length = len("".join((OLD.title + TEXT).split()))
    assert find_edit(NOTHING, OLD, is_first=True) == Edit("first", (), length, 0)
    assert find_edit(NOTHING, OLD) == Edit("returned", (), length, 0)
    assert find_edit(OLD, NOTHING) == Edit("removed", (), 0, length)


WORDS = [chr(0x4E00 + 7 * at) for at in range(200)]


@pytest.mark.parametrize(
    ("removed", "added", "kind"),
    [
        (0, 20, "small"),
        (0, 21, "addition"),
        (20, 0, "small"),
        (21, 0, "cut"),
        (6, 24, "small"),
        (6, 25, "addition"),
        (7, 28, "edit"),
        (24, 6, "small"),
        (25, 6, "cut"),
        (28, 7, "edit"),
        (15, 15, "small"),
        (16, 15, "edit"),
        (40, 40, "edit"),
        (41, 41, "rewrite"),
    ],
)
def test_kinds_by_length(removed: int, added: int, kind: str) -> None:
    kept, new = WORDS[: 100 - removed], WORDS[100 : 100 + added]
    old = "".join(kept + WORDS[150 : 150 + removed])
    assert find_edit(Content(body=old), Content(body="".join(kept + new))) == Edit(
        kind, ("text",), added, removed
    )


@pytest.mark.parametrize(("changes", "kind"), [(3, "small"), (4, "edit")])
def test_several_small_changes_are_no_small_one(changes: int, kind: str) -> None:
    old = "，".join("".join(WORDS[10 * at : 10 * at + 10]) for at in range(10))
    new = old
    for at in range(changes):
        new = new.replace(WORDS[10 * at + 5], WORDS[150 + at])
    assert find_edit(Content(body=old), Content(body=new)).kind == kind


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("abcde", "abcdf", "typo"), ("abcd", "abcf", "small"), ("苍", "仓", "typo")],
)
def test_words_with_a_letter_otherwise_are_long(old: str, new: str, kind: str) -> None:
    text = "".join(WORDS[:40]) + "，{}。"
    assert find_edit(Content(body=text.format(old)), Content(body=text.format(new))).kind == kind
