"""The file of synonyms."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsdb.search.synonyms import parse_synonyms, synonyms


def test_synonyms_file() -> None:
    text = "甲, 乙 # comment\n# all comment\n丙 => 丁, 戊\n\n"
    assert parse_synonyms(text) == {"甲": ["乙"], "乙": ["甲"], "丙": ["丁", "戊"]}


def test_words_of_several_lines_and_in_any_form() -> None:
    text = "ＡＩ, 人工智能\n人工智能, 智能\n人工智能\t人智\n,,\nx =>\n=> y\n"
    assert parse_synonyms(text) == {
        "ai": ["人工智能"],
        "人工智能": ["ai", "智能", "人智"],
        "智能": ["人工智能"],
        "人智": ["人工智能"],
        "x": [],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("海央行", ["海人民银行", "海人行"]),
        # The longest word first, and each word by itself.
        ("央行行长", ["总裁", "人民银行行长", "人行行长"]),
        (" ai ", ["智能"]),
        ("aid", ["智能d"]),
        ("无", []),
        ("", []),
        ("多", []),
        ("多多", [f"{number}" for number in range(4)]),
    ],
)
def test_synonyms_of_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: list[str]
) -> None:
    file = tmp_path / "synonyms.txt"
    many = ",".join(map(str, range(9)))
    lines = "央行 => 人民银行, 人行\n央行行长 => 总裁\nAI => 智能\n多 => 几\n多多 => " + many
    file.write_text(lines, encoding="utf-8")
    monkeypatch.setenv("NEWSDB_SYNONYMS", f"{file}")
    assert synonyms(text) == expected


def test_the_sites_own_file() -> None:
    assert "中国人民银行" in synonyms("央行")
    assert synonyms("人行") == ["中国人民银行"]
    assert "人行" not in synonyms("中国人民银行")
