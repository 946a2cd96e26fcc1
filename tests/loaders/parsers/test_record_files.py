"""Files of records: lines, arrays and rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.parsers import record_files
from loaders.parsers.record_files import name_of, open_json, open_lines, record_of_row
from loaders.sources.protocol import SizeLimit
from newsdb.exceptions import SourceError


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('[{"slug": "a", "title": "x"}, {"slug": "b", "title": "y"}]', ["a", "b"]),
        ('\ufeff [\n{"slug": "a",\n"title": "x"}\n]\n', ["a"]),
        ("[]", []),
        ('[1]\n{"slug": "a", "title": "x"}\n', ["line 1", "a"]),
        ('{"slug": "a", "title": "x"}', ["a"]),
    ],
)
def test_an_array_is_its_elements(tmp_path: Path, text: str, paths: list[str]) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    assert open_json(str(path)).paths() == paths


def test_an_array_that_was_cut_off_or_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_text('[\n{"slug": "a", "title": "x"},\n{"slug')
    with pytest.raises(SourceError, match="begins as a JSON array, but is none"):
        open_json(str(path))
    path.write_text("[        ]")
    monkeypatch.setattr(record_files, "MAX_ARRAY_BYTES", 10)
    assert open_json(str(path)).paths() == []
    path.write_text("[         ]")
    with pytest.raises(SourceError, match="jq -c"):
        open_json(str(path))


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("-", "-"),
        ("./a//b.jsonl", "a/b.jsonl"),
        ("https://user:secret@a.example/b.jsonl", "https://a.example/b.jsonl"),
    ],
)
def test_what_a_file_of_records_is_called(location: str, name: str) -> None:
    assert name_of(location) == name


@pytest.mark.parametrize("name", ["folder", "folder.gz", "folder.zst"])
def test_a_directory_is_no_file_of_records(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with pytest.raises(SourceError, match=f"^{name} is not a regular file$"):
        open_lines(str(folder), SizeLimit(name))


@pytest.mark.parametrize(
    ("row", "record"),
    [
        ({"slug": "a", "title": None}, {"slug": "a"}),
        ({"id": 7, "title": b"\xe9\xa2\x98"}, {"slug": "7", "title": "题"}),
        ({"url": "https://a.example/x"}, {"url": "https://a.example/x", "slug": "a.example/x"}),
        ({"slug": "a", "tags": "甲，乙; 丙"}, {"slug": "a", "tags": ["甲", "乙", "丙"]}),
        ({"slug": "a", "tags": '["甲, 乙"]'}, {"slug": "a", "tags": ["甲, 乙"]}),
        ({"id": 7.5, "path": "a.md"}, {"path": "a.md"}),
        ({"id": "", "url": "a.example"}, {"url": "a.example"}),
        ({"id": "7", "url": "https://a.example/x"}, {"url": "https://a.example/x", "slug": "7"}),
        (
            {"slug": "a", "tags": ["甲"], "title": " T "},
            {"slug": "a", "tags": ["甲"], "title": "T"},
        ),
        ({"slug": "a", "tags": "[甲, 乙"}, {"slug": "a", "tags": ["[甲", "乙"]}),
        ({"slug": "a", "authors": " ,"}, {"slug": "a", "authors": []}),
        ({"slug": "a", "images": '[{"url": "x"}]'}, {"slug": "a", "images": [{"url": "x"}]}),
        ({"slug": "a", "mentions": '{"code": 1}'}, {"slug": "a", "mentions": {"code": 1}}),
        ({"slug": "a", "images": "x.png"}, {"slug": "a", "images": ["x.png"]}),
        ({"slug": "a", "published": 1.5}, {"slug": "a", "published": "1.5"}),
        ({"slug": "a", "published": 1646618400.0}, {"slug": "a", "published": "1646618400"}),
    ],
)
def test_a_row_is_a_record(row: dict[str, Any], record: dict[str, Any]) -> None:
    assert record_of_row(row) == record
    json.dumps(record)
