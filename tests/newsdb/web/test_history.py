"""Comparisons of versions; the pages are tested in views/test_history.py."""

from __future__ import annotations

import pytest

from newsdb.versions.content import Content
from newsdb.web import history
from newsdb.web.history import Paragraph, compare_versions

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
    monkeypatch.setattr(history, "MAX_LENGTH", 10)
    found = compare_versions(OLD, OLD)
    assert (found.too_long, found.text) == (True, ())
