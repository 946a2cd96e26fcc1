"""Tags in HTML, and elements whose content is no markup."""

from __future__ import annotations

import pytest

from loaders.markup.tags import without_raw


@pytest.mark.parametrize(
    ("html", "rest"),
    [
        ("a<!-- b -->c", "ac"),
        ("a<!-->b", "ab"),
        ("a<!-- b", "a&lt;!-- b"),
        ("a<style>b</style >c", "ac"),
        ("a<script>b<script>", "a&lt;script>b&lt;script>"),
        ("<scripted>a", "<scripted>a"),
        ('<iframe src="/x">a</iframe>b', '<iframe src="/x"></iframe>b'),
    ],
)
def test_what_is_no_markup_goes(html: str, rest: str) -> None:
    assert without_raw(html) == rest
