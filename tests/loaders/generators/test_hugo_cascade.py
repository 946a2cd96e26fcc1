"""Front matter that pages of Hugo have from above."""

from __future__ import annotations

import pytest

from loaders.front_matter import Value
from loaders.generators.hugo_cascade import Cascade
from loaders.generators.hugo_content import Content
from loaders.generators.site import Site

SECTION = """---
cascade:
- _target: {path: "/a/b/*"}
  tags: [x]
- author: Ann
---
"""


def cascade(pages: dict[str, str], config: dict[str, Value] | None = None) -> Cascade:
    site = Site(generator="hugo", content="content/", config=config or {})
    return Cascade(Content(site), pages)


def test_sections_near_a_page_count_first() -> None:
    found = cascade(
        {
            "content/_index.md": "---\ncascade: {author: All, lang: en}\n---\n",
            "content/a/_index.md": SECTION,
            "content/other/_index.md": "---\ncascade: {author: Other}\n---\n",
        },
        {"cascade": {"author": "Site", "draft": "false"}},
    )
    assert found.values("content/a/b/c.md") == {
        "author": "Ann",
        "draft": "false",
        "lang": "en",
        "tags": ["x"],
    }
    assert found.values("content/a/c.md") == {"author": "Ann", "draft": "false", "lang": "en"}
    assert found.values("content/c.md") == {"author": "All", "draft": "false", "lang": "en"}


def test_a_section_page_is_of_one_language() -> None:
    pages = {"content/a/_index.zh.md": SECTION}
    found = cascade(pages, {"languages": {"en": {}, "zh": {}}})
    assert found.values("content/a/c.zh.md") == {"author": "Ann"}
    assert found.values("content/a/c.md") == {}


@pytest.mark.parametrize(
    ("target", "is_meant"),
    [
        ({"path": "/a/b/c"}, True),
        ({"path": "/a/b/c.md"}, True),
        ({"path": "/a/b"}, False),
        ({"path": "/a/*"}, False),
        ({"path": "/a/**"}, True),
        ({"path": "/A/B/?"}, True),
        ({"path": "{/x/**,/a/**}"}, True),
        ({"path": "/a/b/c", "kind": "page"}, True),
        ({"kind": "{section,page}"}, True),
        ({"kind": "section"}, False),
        ({"lang": "zh"}, False),
        ({"environment": "development"}, False),
        ({"path": "/a/b/(c"}, False),
    ],
)
def test_what_is_meant_for_some_pages_is_for_no_others(
    target: dict[str, Value], is_meant: bool
) -> None:
    for key in ("_target", "target"):
        found = cascade({}, {"cascade": [{key: target, "author": "Ann"}]})
        assert found.values("content/a/b/c.md") == ({"author": "Ann"} if is_meant else {})
