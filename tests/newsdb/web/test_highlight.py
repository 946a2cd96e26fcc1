"""The words of a search marked in an article."""

from __future__ import annotations

import re

from newsdb.web.highlight import with_marks


def test_marks_change_nothing_else() -> None:
    before = '<p>央行<a href="/x?a=1&amp;b=2">的央行</a>与&lt;央行&gt;</p><p>无</p>'
    after = with_marks(before, "央行")
    assert after.count("<mark>央行</mark>") == 3
    assert re.sub("</?mark>", "", after) == before
