"""Whole small sites, and what becomes of them."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from loaders.generators import Generator, generator_for
from loaders.parsers.convert import convert_file
from loaders.sources.directory import Directory
from newsdb.models import Converted, Options

NOW = datetime(2024, 6, 1, tzinfo=timezone.utc)


@pytest.fixture
def site(tmp_path: Path) -> Any:
    """A function that writes files and returns the generator of the folder and its results."""

    def written(files: dict[str, str], **options: Any) -> tuple[Generator, dict[str, Converted]]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        source, chosen = Directory(tmp_path), Options(**options)
        paths = source.paths()
        generator = generator_for(source, paths, chosen, NOW)
        results = source.read(sorted(generator.posts(paths)))
        return generator, {each.path: convert_file(each, chosen, generator) for each in results}

    return written
