"""Comparisons of versions; the pages are tested in views/test_history.py."""

from __future__ import annotations

import pytest

from newsdb.versions.content import Content
from newsdb.web import version_diff
from newsdb.web.version_diff import Paragraph, compare_versions, comparison_json

OLD = Content(
    "题",
    "摘要",
    "一。\n\n二。\n\n三。\n\n四。\n\n五[甲](https://a.example/x)。",
    "日报",
    '["a","b"]',
)


def test_paragraphs_far_from_changes_are_folded() -> None:
    found = compare_versions(OLD, OLD._replace(body=OLD.body.replace("二。", "二二。")))
    assert found.text == (
        Paragraph((("equal", "一。"),)),
        Paragraph((("equal", "二"), ("ins", "二"), ("equal", "。"))),
        Paragraph((("equal", "三。"),)),
        Paragraph(folded=2),
    )
    assert found.lists == {}


def test_lists_and_links_are_compared_as_such() -> None:
    new = OLD._replace(
        source="晚报", tags='["b","c"]', mentions='["x"]', body=OLD.body.replace("/x", "/y")
    )
    assert compare_versions(OLD, new).lists == {
        "source": (("日报",), ("晚报",)),
        "tags": (("a",), ("c",)),
        "mentions": ((), ("x",)),
        "links": (("https://a.example/x",), ("https://a.example/y",)),
    }


def test_very_long_texts_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_diff, "MAX_LENGTH", len(OLD.body))
    assert not compare_versions(OLD, OLD).too_long
    monkeypatch.setattr(version_diff, "MAX_LENGTH", len(OLD.body) - 1)
    assert compare_versions(OLD, OLD._replace(body="")).too_long
    assert compare_versions(OLD._replace(body=""), OLD).too_long
    found = compare_versions(OLD, OLD)
    assert (found.too_long, found.text) == (True, ())


def text(old: str, new: str) -> tuple[Paragraph, ...]:
    return compare_versions(Content(body=old), Content(body=new)).text


def test_a_paragraph_that_moved_says_so() -> None:
    assert text("甲。\n\n乙二三。\n\n丙四五六。", "甲。\n\n丙四五六。\n\n乙二三。") == (
        Paragraph((("equal", "甲。"),)),
        Paragraph((("ins", "丙四五六。"),), moved=True),
        Paragraph((("equal", "乙二三。"),)),
        Paragraph((("del", "丙四五六。"),), moved=True),
    )
    # Said twice, it did not move.
    assert not any(each.moved for each in text("甲乙。\n\n丙丁。", "甲乙。\n\n丙丁。\n\n甲乙。"))


def test_a_paragraph_that_is_split_or_joined_shows_where() -> None:
    one, two = "第一句话。第二句话。", "第一句话。\n\n第二句话。"
    assert text(one, two) == (
        Paragraph((("equal", "第一句话。"), ("ins", "\n"))),
        Paragraph((("equal", "第二句话。"),)),
    )
    assert text(two, one) == (
        Paragraph((("equal", "第一句话。"), ("del", "\n"), ("equal", "第二句话。"))),
    )


def test_what_is_long_and_the_same_within_a_paragraph_is_folded() -> None:
    before, after = "".join(f"第{n}句。" for n in range(1000, 1100)), "。" + "末" * 399
    [paragraph] = text(f"{before}旧文{after}", f"{before}新字{after}")
    assert [tag for tag, _ in paragraph.pieces] == ["folded", "equal", "del", "ins", "equal"]
    hidden, shown = (paragraph.pieces[at][1] for at in (0, 1))
    assert hidden + shown == before
    assert (shown[:6], len(shown)) == ("第1082句", 126)
    assert paragraph.pieces[4] == ("equal", after)
    for new, sizes in (
        (f"{before}末尾", [("folded", 574), ("equal", 126), ("ins", 2)]),
        (f"开头{before}", [("ins", 2), ("equal", 119), ("folded", 581)]),
        (
            f"开头{before}末",
            [("ins", 2), ("equal", 119), ("folded", 455), ("equal", 126), ("ins", 1)],
        ),
    ):
        assert [(tag, len(part)) for tag, part in text(before, new)[0].pieces] == sizes
    beside = text(f"甲。\n\n{before}", f"乙。\n\n{before}")[1]
    assert [(tag, len(part)) for tag, part in beside.pieces] == [("equal", 119), ("folded", 581)]


def test_a_comparison_for_programs() -> None:
    new = OLD._replace(title="题目", source="晚报", body=OLD.body.replace("二。", "二二。"))
    assert comparison_json(compare_versions(OLD, new)) == {
        "title": (("del", "题"), ("ins", "题目")),
        "summary": (("equal", "摘要"),),
        "text": [
            (("equal", "一。"),),
            (("equal", "二"), ("ins", "二"), ("equal", "。")),
            (("equal", "三。"),),
            {"folded": 2},
        ],
        "source": {"del": ("日报",), "ins": ("晚报",)},
    }
