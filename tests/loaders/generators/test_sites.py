"""Golden pairs of sites: the files of a site, and what every one of them becomes.

`golden/sites/<name>.txt` holds the files, each below a line `=== PATH`; those above the first such
line are `options`, as JSON. `<name>.json` is what is expected, one line for the site and one for
each post. `NEWSDB_REWRITE_GOLDEN=1 pytest tests/loaders/generators/test_sites.py` rewrites the
expected files: read the diff before you commit it.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from typing import Any

import pytest

from loaders.generators import Generator
from newsdb.models import Converted
from tests.paths import GOLDEN

SITES = GOLDEN / "sites"
NAMES = sorted(path.stem for path in SITES.glob("*.txt"))
HEAD = re.compile(r"^=== (.+)\n", re.MULTILINE)
DERIVED = ("characters", "date", "published_utc", "updated_utc", "front_matter", "text")
"""Tested where they are made; here they would only repeat others."""


def given(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value or value == 0}


def of_site(generator: Generator) -> dict[str, Any]:
    """Return what a configuration says, and the files that are read for others."""
    site = generator.site
    where = {"root": site.root, "content": site.content, "needed": sorted(site.files)}
    described = {name: value for name, value in site.described().items() if name[-6:] != "sha256"}
    return given(where | described | {"name": generator.name})


def of_file(converted: Converted) -> dict[str, Any]:
    """Return what became of one file."""
    post = given(asdict(converted.post)) if converted.post else {"status": converted.status}
    problems = [f"{each.kind} {each.line or '-'}: {each.detail}" for each in converted.problems]
    return {name: post[name] for name in post if name not in DERIVED} | given(
        {"problems": problems}
    )


@pytest.mark.parametrize("name", NAMES)
def test_site(site: Any, name: str) -> None:
    options, *parts = HEAD.split((SITES / f"{name}.txt").read_text("utf-8"))
    generator, results = site(
        dict(zip(parts[::2], parts[1::2], strict=True)), **json.loads(options or "{}")
    )
    found = {"": of_site(generator)} | {path: of_file(each) for path, each in results.items()}
    lines = (
        f"{json.dumps(key)}: {json.dumps(each, ensure_ascii=False)}" for key, each in found.items()
    )
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    path = SITES / f"{name}.json"
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text.splitlines() == path.read_text("utf-8").splitlines()
