"""Completions of what is typed, from the sample archive."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsdb.setting_values import SECTIONS
from newsdb.web.completions import Completion, complete_name

BANK = Completion("岚山银行", "security", "/security/609015.SH")


@pytest.mark.parametrize("typed", ["岚山银", "lsyh", "LSYH", "lanshan", "609015", "岚山银行"])
def test_a_company(connection: sqlite3.Connection, typed: str) -> None:
    assert complete_name([connection], typed, SECTIONS)[0] == BANK


def test_names_come_before_titles(connection: sqlite3.Connection) -> None:
    found = complete_name([connection], "岚山", SECTIONS)
    assert [each.kind for each in found] == ["security", *["title"] * 6]
    assert all("岚山" in each.text for each in found)
    assert found[1].text == "LPR新报价公布 岚山银行下周起调整首套房贷执行利率"
    assert found[1].path.startswith("/article/")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("卫星 稻", "卫星替谁数稻子：一份农业保险的上天路"),
        ("micro le", "弥光显示Micro LED首单落在手术室 十二块屏卖了3600万元"),
        ("“长风渡口", "《长风渡口》预售票房破六千万 拾光传媒追加密钥三百份"),
    ],
)
def test_titles_have_all_words(connection: sqlite3.Connection, typed: str, title: str) -> None:
    assert complete_name([connection], typed, SECTIONS)[0].text == title


def test_a_section_that_is_hidden_is_not_offered(connection: sqlite3.Connection) -> None:
    found = complete_name([connection], "岚山银", SECTIONS - {"securities"})
    assert {each.kind for each in found} == {"title"}


@pytest.mark.parametrize("typed", ["", " ", "没有这样的话", "()"])
def test_nothing(connection: sqlite3.Connection, typed: str) -> None:
    assert complete_name([connection], typed, SECTIONS) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=200) | st.text(alphabet='央行岚山OR-*"“”:title ab', max_size=30))
def test_any_text_has_few_completions(connection: sqlite3.Connection, typed: str) -> None:
    assert len(complete_name([connection], typed, SECTIONS)) <= 12
