"""Whether a broker is what a post is about, or comments in it.

Sentences with the decisions made by hand are in decisions.tsv; see test_recognize.py.
"""

from __future__ import annotations

import re

import pytest

from loaders.mentions.roles import is_source_at


@pytest.mark.parametrize(
    ("text", "name", "code", "alone", "is_source"),
    [
        ("瀚海证券：维持买入评级", "瀚海证券", "609018.SH", True, True),
        ("瀚海证券（HH）研报认为", "瀚海证券", "609018.SH", True, True),
        ("高盛上调目标价", "高盛", "GS.US", True, True),
        # By its code only; the name is none of a broker.
        ("高盛上调目标价", "高盛", "609018.SH", True, False),
        ("瀚海证券：拟发行债券", "瀚海证券", "609018.SH", True, False),
        ("瀚海证券涨停", "瀚海证券", "609018.SH", True, False),
        ("瀚海证券认为，瀚海证券获批", "瀚海证券", "609018.SH", True, False),
        # What it says of itself makes it the source only beside something else.
        ("瀚海证券表示", "瀚海证券", "609018.SH", True, False),
        ("瀚海证券表示", "瀚海证券", "609018.SH", False, True),
        ("领涨的有瀚海证券、岚山证券", "瀚海证券", "609018.SH", True, False),
        ("岚山银行和瀚海证券认为", "瀚海证券", "609018.SH", True, False),
        ("、瀚海证券认为", "瀚海证券", "609018.SH", True, False),
        # A text that begins with a list tells what the first of it thinks.
        ("瀚海证券与岚山银行看好", "瀚海证券", "609018.SH", True, True),
        ("瀚海证券昨日开户", "瀚海证券", "609018.SH", False, False),
        ("重申瀚海证券：维持", "瀚海证券", "609018.SH", True, False),
        ("升瀚海证券：维持", "瀚海证券", "609018.SH", True, False),
        ("瀚海证券目标价", "瀚海证券", "609018.SH", False, False),
        ("瀚海证券认为，升瀚海证券", "瀚海证券", "609018.SH", True, False),
        ("据瀚海证券认为，瀚海证券", "瀚海证券", "609018.SH", True, True),
        ("据瀚海证券，瀚海证券认为", "瀚海证券", "609018.SH", True, True),
        ("据瀚海证券和他人认为", "瀚海证券", "609018.SH", True, False),
    ],
)
def test_the_source_of_an_opinion(
    text: str, name: str, code: str, alone: bool, is_source: bool
) -> None:
    spans = [match.span() for match in re.finditer(name, text)]
    assert is_source_at(text, code, name, spans, alone=alone) is is_source
