"""Names of files and sources as text: shown on one line, and turned back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loaders.sources import open_source
from loaders.sources.names import escape_name, unescape_name


@pytest.mark.parametrize("name", ["新闻.md", "a\\b", "\\x5c", "\udcd0\udcc2", "a\tb\x7f", "\\"])
def test_names_go_to_text_and_back(name: str) -> None:
    text = escape_name(name)
    assert unescape_name(text) == name
    assert text.isprintable()


def test_the_name_of_a_source_is_one_line_of_text(tmp_path: Path) -> None:
    root = tmp_path / os.fsdecode(b"a\n\xff")
    root.mkdir()
    assert open_source(str(root)).name == rf"{tmp_path.as_posix()}/a\x0a\xff"
