"""The file of synonyms."""

from __future__ import annotations

from newsdb.search.synonyms import parse_synonyms


def test_synonyms_file() -> None:
    text = "甲, 乙 # comment\n# all comment\n丙 => 丁, 戊\n\n"
    assert parse_synonyms(text) == {"甲": ["乙"], "乙": ["甲"], "丙": ["丁", "戊"]}
