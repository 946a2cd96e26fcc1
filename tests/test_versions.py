"""Versions of the stages and of the schema, against what they gave when they were committed.

`golden/versions.json` holds them with digests: of the schema, and for each golden form of what each
stage makes of it. Where a digest changes, the version must be raised.
`NEWSDB_REWRITE_GOLDEN=1 pytest tests/test_versions.py` accepts the present state then.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import pytest

from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed
from loaders.parsers.dispatch import convert
from loaders.stages import SEARCH_INDEX, STAGES
from newsdb.database import schema
from newsdb.models import Options, RawPost
from newsdb.search import tokenize
from tests.loaders.parsers.test_forms import EXPECTED, INPUTS, made_of
from tests.paths import GOLDEN

COMMITTED = GOLDEN / "versions.json"
PARTS = {
    "markup": (
        "body",
        "text",
        "summary",
        "characters",
        "images",
        "media",
        "source",
        "section",
        "url",
    ),
    "mentions": ("mentions",),
}
WHOLE = ("schema", "feed", "record", "wordpress")
"""Stages of which there is one digest, of all that they give."""
ENTRY = b"""<rss version="2.0"><channel><title>T</title><item><title>T</title><guid>1</guid>
<link>https://news.example/1</link><pubDate>Mon, 03 Jan 2022 08:00:00 +0800</pubDate>
<category>C</category><description>&lt;p&gt;D&lt;/p&gt;</description></item></channel></rss>"""
RECORD = b'{"slug": "a", "title": "T", "published": "2022-01-03", "tags": ["t"], "body": "*B*"}'
ITEM = b"""{"slug": "a", "title": "T", "html": "A[gallery ids=1]\\n\\nB [x-y]", "media":
{"thumbnail": "1", "own": [], "attachments": {"1": {"url": "https://a.example/1.png"}}}}"""


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:8]


def found() -> dict[str, Any]:
    """Return the versions as they are, and the digests of what they give."""
    forms = {}
    for name in INPUTS:
        expected = json.loads(EXPECTED[name].read_text("utf-8"))
        forms[name] = of_stages(
            made_of(expected["path"], INPUTS[name].read_bytes(), expected["options"])
        )
    (entry,) = list(
        (feed := read_feed("feed.xml", Fetched(ENTRY, "https://news.example/feed.xml"))).read(
            feed.paths()
        )
    )
    return {
        "versions": {
            "schema": schema.VERSION,
            "search_index": SEARCH_INDEX,
            **{name: version for stages in STAGES.values() for name, version in stages.items()},
        },
        "schema": digest(schema.declared_statements()),
        "feed": digest(repr((entry, converted(entry)))),
        "record": digest(repr(converted(RawPost("a", RECORD, "record")))),
        "wordpress": digest(repr(converted(RawPost("a", ITEM, "wordpress")))),
        "forms": forms,
    }


def converted(raw: RawPost) -> tuple[Any, ...]:
    """Return what the stages make of a post."""
    result = convert(raw, Options())
    return result.path, result.status, result.post, result.problems


def of_stages(form: dict[str, Any]) -> dict[str, str]:
    """Return a digest of what each stage added to a form."""
    post = {name: value for name, value in (form["post"] or {}).items() if value not in (None, [])}
    later = [name for names in PARTS.values() for name in names]
    digests = {stage: digest([post.get(name) for name in names]) for stage, names in PARTS.items()}
    texts = [post.get(name, "") for name in ("title", "summary", "body")]
    return {
        "front_matter": digest(
            [
                form["status"],
                [[problem["kind"], problem["line"]] for problem in form["problems"]],
                {name: value for name, value in post.items() if name not in later},
            ]
        ),
        **digests,
        "search_index": digest([digest(texts), *map(tokenize, texts)]),
    }


def forgotten(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return the versions that should have been raised since `before`, and why."""
    changed = {name: name for name in WHOLE if before.get(name) != now[name]}
    for name, digests in now["forms"].items():
        old = before["forms"].get(name, digests)
        stages = [stage for stage in digests if old.get(stage) != digests[stage]]
        # Other texts have other tokens.
        if {"front_matter", "markup"} & set(stages):
            stages = [stage for stage in stages if stage != "search_index"]
        changed |= dict.fromkeys(stages, f"golden form {name}")
    if before["versions"]["search_index"] != now["versions"]["search_index"]:
        changed["schema"] = "the search index"
    return [
        f"{stage} is still version {now['versions'][stage]}, but {why} changed"
        for stage, why in changed.items()
        if now["versions"][stage] <= before["versions"].get(stage, 0)
    ]


def written(versions: dict[str, Any]) -> str:
    """Return JSON with a line for each form, which merges well."""
    forms = ",\n".join(
        f'  "{name}": {json.dumps(digests)}' for name, digests in versions["forms"].items()
    )
    first = json.dumps({**versions, "forms": {}}, indent=1).removesuffix("{}\n}")
    return f"{first}{{\n{forms}\n }}\n}}\n"


def test_versions_are_raised_when_output_changes() -> None:
    before, now = json.loads(COMMITTED.read_text("utf-8")), found()
    assert forgotten(before, now) == [], "raise it in loaders/stages.py or database/schema.py"
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        COMMITTED.write_text(written(now), "utf-8")
        return
    assert now == before, "accept it with NEWSDB_REWRITE_GOLDEN=1 pytest tests/test_versions.py"


@pytest.mark.parametrize("stage", ["front_matter", "markup", "mentions", "search_index"])
def test_a_changed_form_needs_a_version(stage: str) -> None:
    before = json.loads(COMMITTED.read_text("utf-8"))
    now = json.loads(COMMITTED.read_text("utf-8"))
    name = next(iter(now["forms"]))
    now["forms"][name][stage] = "0"
    version = now["versions"][stage]
    assert forgotten(before, now) == [
        f"{stage} is still version {version}, but golden form {name} changed"
    ]
    now["versions"][stage] += 1
    schema_version = before["versions"]["schema"]
    expected = [f"schema is still version {schema_version}, but the search index changed"]
    assert forgotten(before, now) == (expected if stage == "search_index" else [])
