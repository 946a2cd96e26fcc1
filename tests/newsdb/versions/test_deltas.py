"""Deltas: every older text comes back exactly, in Python and in SQLite."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from newsdb.versions.deltas import apply_delta, make_delta

TEXTS = st.text(st.sampled_from("甲乙丙丁。，！\n ab.1𠮷é"), max_size=60)


def apply_in_sqlite(newer: str, delta: str) -> str:
    text = newer
    with closing(sqlite3.connect(":memory:")) as connection:
        for start, length, old in reversed(json.loads(delta)):
            (text,) = connection.execute(
                "select substr(?1, 1, ?2) || ?4 || substr(?1, ?2 + ?3 + 1)",
                (text, start, length, old),
            ).fetchone()
    return text


@given(TEXTS, TEXTS)
def test_the_older_text_comes_back(newer: str, older: str) -> None:
    for delta in (make_delta(newer, older), make_delta(newer, older, whole=True)):
        assert apply_delta(newer, delta) == older
        assert apply_in_sqlite(newer, delta) == older


def test_a_delta_holds_only_the_sentences_that_differ() -> None:
    older = "第一句。第二句3.5亿元。第三句。"
    newer = "第一句。第二句4.5亿元。第三句。补充一句。"
    assert make_delta(newer, older) == '[[4,9,"第二句3.5亿元。"],[17,5,""]]'
    assert make_delta(newer, newer) == "[]"
    assert make_delta("新标题", "旧标题", whole=True) == '[[0,3,"旧标题"]]'
