"""What `make fuzz` asks, asked of what it has found before and of the sample posts."""

import pytest

from fuzz.targets import TARGETS
from tests.paths import TOP

POSTS = sorted((TOP / "posts").rglob("*.*"))
FOUND = {
    "html_to_markdown": [
        # lxml's parser lets the name in, and lxml refuses to set it again.
        b"<table><tr><td3.t<>text</td3.t<></tr></table>",
    ],
}


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_found_before(target: str) -> None:
    for content in (b"", b"\0", b"\xff\xfe", *FOUND.get(target, [])):
        TARGETS[target](content)


@pytest.mark.parametrize("target", TARGETS)
def test_sample_posts(target: str) -> None:
    assert len(POSTS) > 50
    for post in POSTS[:: len(POSTS) // 50]:
        TARGETS[target](post.read_bytes()[:4096])
