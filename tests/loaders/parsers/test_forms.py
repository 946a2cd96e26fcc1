"""Golden pairs of forms: a file as a source holds it, and the post that it is.

`golden/forms/<name>.md|.html|.bin` is the input, `<name>.json` what is expected, with the `path`
that the file has in its source and the `options` of the load where they are not the usual ones.
`NEWSDB_REWRITE_GOLDEN=1 pytest tests/loaders/parsers/test_forms.py` rewrites the expected
files: read the diff before you commit it.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict
from typing import Any

import pytest

from loaders.parsers.convert import convert_file
from newsdb.models import Options, RawPost
from tests.paths import GOLDEN

FORMS = GOLDEN / "forms"
INPUTS = {path.stem: path for path in sorted(FORMS.iterdir()) if path.suffix != ".json"}
EXPECTED = {path.stem: path for path in sorted(FORMS.glob("*.json"))}


def test_every_form_is_a_pair() -> None:
    assert len(INPUTS) >= 80
    assert INPUTS.keys() == EXPECTED.keys()
    assert {path.suffix for path in INPUTS.values()} == {".md", ".html", ".bin"}


@pytest.mark.parametrize("name", INPUTS)
def test_form(name: str) -> None:
    expected = json.loads(EXPECTED[name].read_text("utf-8"))
    content = INPUTS[name].read_bytes()
    found = made_of(expected["path"], content, expected["options"])
    found["post"], expected["post"] = given(found["post"]), given(expected["post"])
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        text = json.dumps(found, ensure_ascii=False, indent=2)
        EXPECTED[name].write_text(f"{text}\n", "utf-8")
        return
    assert found == expected


def given(post: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a post without what it does not have, so that new fields leave old files valid."""
    return post and {name: value for name, value in post.items() if value not in (None, [])}


def made_of(path: str, content: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """Return what becomes of a file, as JSON knows it, with what it was made from."""
    converted = convert_file(RawPost(path, content), Options(**options))
    problems = []
    for problem in converted.problems:
        each = {"kind": problem.kind, "detail": problem.detail, "line": problem.line}
        if problem.raw is not None:
            # Bytes that are kept are those of the file, whole.
            assert problem.raw == content
            each["raw"] = "kept"
        problems.append(each)
    post = asdict(converted.post) if converted.post else None
    found = {
        "path": path,
        "options": options,
        "status": converted.status,
        "problems": problems,
        "post": post,
    }
    return json.loads(json.dumps(found, default=base64.b64encode))
