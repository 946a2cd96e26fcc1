"""Where a name occurs by itself, and what else it may be a part of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loaders.mentions.dictionary import Dictionary, KnownName
from loaders.mentions.recognize import find_hits, recognize

SHARE = KnownName("瀚海", "609018.SH", "official", False, "user")
ALIAS = replace(SHARE, name="瀚海股", kind="alias")
LATIN = replace(SHARE, name="ABC", code="ABC.US", kind="alias")
EXCHANGE = replace(SHARE, name="港交所", code="00388.HK", kind="alias")
BLOCK = replace(SHARE, name="瀚海日报", code=None, kind="block")
UNSURE = replace(SHARE, name="太平", code="601099.SH", ambiguous=True)
DICTIONARY = Dictionary([SHARE, ALIAS, LATIN, EXCHANGE, BLOCK, UNSURE])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("瀚海涨停", ["瀚海"]),
        ("瀚海", ["瀚海"]),
        ("瀚海日报", []),
        ("瀚海概念股", []),
        ("瀚海业协会", []),
        ("瀚海业绩", ["瀚海"]),
        ("瀚海集团", []),
        ("瀚海股集团", ["瀚海股"]),
        ("瀚海的协会", ["瀚海"]),
        ("ABC", ["ABC"]),
        ("涨ABC涨", ["ABC"]),
        (" ABC ", ["ABC"]),
        ("XABC", []),
        ("ABC1", []),
        ("1ABC", []),
        ("-ABC-", ["ABC"]),
        ("X瀚海", ["瀚海"]),
        ("瀚海X", ["瀚海"]),
        ("港交所涨", ["港交所"]),
        ("在港交所涨", []),
        ("港交所披露", []),
    ],
)
def test_where_a_name_is_one(text: str, found: list[str]) -> None:
    assert [hit.name.name for hit in find_hits(DICTIONARY, text)] == found


@pytest.mark.parametrize(
    ("text", "certain", "outlet", "starts"),
    [
        ("瀚海在线和瀚海", ["瀚海在线"], "", [5]),
        ("新瀚海和瀚海", ["新瀚海"], "", [4]),
        ("瀚海和新瀚海", ["新瀚海"], "", [0]),
        ("瀚海网：瀚海", [], "瀚海网", [4]),
        ("瀚海：瀚海", [], "瀚海", []),
        ("瀚海：瀚海", ["瀚海"], "", [0, 3]),
        ("新新瀚海", ["新瀚海"], "", []),
        ("瀚海在", ["瀚海在线"], "", [0]),
        ("瀚海在线瀚海在线", ["瀚海在线"], "", []),
        ("瀚海在线瀚海", ["瀚海在线"], "", [4]),
    ],
)
def test_longer_names_of_a_post(
    text: str, certain: list[str], outlet: str, starts: list[int]
) -> None:
    codes = dict.fromkeys(certain, "609018.SH")
    assert [hit.start for hit in find_hits(DICTIONARY, text, codes, outlet)] == starts


@pytest.mark.parametrize(
    ("body", "certain", "codes"),
    [
        ("太平。", {}, []),
        ("太平涨停。", {}, ["601099.SH"]),
        ("太平。", {"太平": "601099.SH"}, ["601099.SH"]),
        ("瀚海、太平。", {}, ["609018.SH", "601099.SH"]),
        ("太平、瀚海。", {}, ["601099.SH", "609018.SH"]),
        ("太平A5、瀚海。", {}, ["601099.SH", "609018.SH"]),
        ("太平。瀚海。", {}, ["609018.SH"]),
        ("太平，太平、太平和瀚海。", {}, ["601099.SH", "609018.SH"]),
    ],
)
def test_words_need_evidence(body: str, certain: dict[str, str], codes: list[str]) -> None:
    assert [each.code for each in recognize(DICTIONARY, "", body, certain)] == codes


@pytest.mark.parametrize(
    ("title", "body", "name", "kind", "mentions", "in_title"),
    [
        ("瀚海股涨", "瀚海涨", "瀚海", "official", 1, True),
        ("瀚海涨", "瀚海股涨", "瀚海", "official", 1, True),
        ("涨瀚海股", "瀚海股涨", "瀚海股", "alias", 1, True),
        ("涨", "瀚海", "瀚海", "official", 1, False),
        ("", "瀚海", "瀚海", "official", 1, False),
        ("瀚海", "", "瀚海", "official", 0, True),
    ],
)
def test_what_is_counted_of_a_security(
    title: str, body: str, name: str, kind: str, mentions: int, in_title: bool
) -> None:
    (found,) = recognize(DICTIONARY, title, body)
    assert (found.name, found.kind, found.mentions, found.in_title) == (
        name, kind, mentions, in_title
    )  # fmt: skip
