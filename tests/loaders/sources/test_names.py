"""Names of files and sources as text: shown on one line, and turned back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loaders.sources import open_source
from loaders.sources.names import are_plain, escape_name, unescape_name


@pytest.mark.parametrize("name", ["新闻.md", "a\\b", "\\x5c", "\udcd0\udcc2", "a\tb\x7f", "\\"])
def test_names_go_to_text_and_back(name: str) -> None:
    text = escape_name(name)
    assert unescape_name(text) == name
    assert text.isprintable()


def test_names_are_plain_if_each_is_its_own_text() -> None:
    assert are_plain([])
    for character in map(chr, (*range(0x100), 0x200B, 0x2028, 0x65B0, 0xDC80, 0xDCFF, 0x1F600)):
        names = ["新闻.md", f"a{character}.md"]
        assert are_plain(names) == ([escape_name(name) for name in names] == names), names


def test_the_name_of_a_source_is_one_line_of_text(tmp_path: Path) -> None:
    root = tmp_path / os.fsdecode(b"a\n\xff")
    root.mkdir()
    assert open_source(str(root)).name == rf"{tmp_path.as_posix()}/a\x0a\xff"
