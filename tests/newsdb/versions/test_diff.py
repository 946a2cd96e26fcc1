"""Word-level diffs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.versions import diff as module
from newsdb.versions.content import NOTHING
from newsdb.versions.diff import Change, diff
from newsdb.versions.edits import find_edit
from tests import golden_rows

TEXTS = st.text(st.sampled_from("中国平安增长。\n ab1"), max_size=50)


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert "".join(piece.old for piece in pieces) == old
    assert "".join(piece.new for piece in pieces) == new
    assert all(piece.old or piece.new for piece in pieces)
    assert diff(old, old) == ([Change(old, old)] if old else [])


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("净利润增长3.5亿元", "净利润下降3.5亿元", "净利润[增长|下降]3.5亿元"),
        ("增长12.5%，", "增长13.5%，", "增长[12.5%|13.5%]，"),
        ("The bank said on Monday", "The bank said Tuesday", "The bank said [on Monday|Tuesday]"),
        (
            "rose 8.1% to $90.1 billion",
            "rose 8.2% to $90 billion",
            "rose [8.1% to $90.1|8.2% to $90] billion",
        ),
        ("报1,756.00元/股", "报1,765.00元/股", "报[1,756.00|1,765.00]元/股"),
        (
            "the firm doesn't see why",
            "the firm didn't see why",
            "the firm [doesn't|didn't] see why",
        ),
        ("in the 2nd quarter", "in the 3rd quarter", "in the [2nd|3rd] quarter"),
        ("第一段。\n第二段。", "第一段。\n新的。\n第二段。", "第一段。\n[|新的。\n]第二段。"),
        ("a b c d e f", "x b y d z f", "[a b c d e|x b y d z] f"),
        ("", "新", "[|新]"),
        ("ab xy cd", "ef xy gh", "[ab xy cd|ef xy gh]"),
        ("ab xyz cd", "ef xyz gh", "[ab|ef] xyz [cd|gh]"),
        # Whole paragraphs are deleted and inserted.
        ("we met came\nleft\ncame\n", "1,5 we met came\n", "[|1,5 ]we met came[\nleft\ncame|]\n"),
        ("x they left\nleft\n", "they left\nleft\nleft\n", "[x |]they left[|\nleft]\nleft\n"),
        ("a b\nc\nb\nb\n", "c\nb\n", "[a b\n|]c\nb[\nb|]\n"),
        ("第一句。\n第二句。", "第一句。", "第一句。[\n第二句。|]"),
    ],
)
def test_changes_are_words(old: str, new: str, marked: str) -> None:
    shown = (each.old if each.is_equal else f"[{each.old}|{each.new}]" for each in diff(old, new))
    assert "".join(shown) == marked


def test_what_would_take_too_much_memory_is_one_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CELLS", 15)
    old, new = [*"ab", *"1234", *"yz"], [*"ab", *"5267", *"yz"]
    assert list(module.aligned(old, new)) == [("ab", "ab"), ("1234", "5267"), ("yz", "yz")]
    monkeypatch.setattr(module, "MAX_CELLS", 16)
    assert ("2", "2") in module.aligned(old, new)


def test_long_texts_without_anything_in_common() -> None:
    old, new = "-+" * 30_000, "*/" * 30_000
    assert diff(old, new) == [Change(old, new)]


def test_edits_of_every_kind() -> None:
    """The pieces of two texts, and what the edit from one to the other is called."""

    def call(old: str, new: str) -> list[str]:
        pieces = (
            each.new if each.is_equal else f"[{each.old}→{each.new}]" for each in diff(old, new)
        )
        before, after = (NOTHING._replace(title="T", body=text) for text in (old, new))
        edit = find_edit(before, after)
        said = f"{edit.kind} +{edit.added} -{edit.removed} {', '.join(edit.changes)}"
        return ["".join(pieces), said]

    golden_rows.check("diffs", call)
