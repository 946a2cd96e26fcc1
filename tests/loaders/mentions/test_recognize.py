"""Which unmarked names mean the security: decisions made by hand on sentences made up for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.mentions import find_mentions, roles
from loaders.mentions import recognize as rules
from loaders.mentions.dictionary import Dictionary, KnownName, NameHit, combine, read_name_file
from loaders.mentions.marks import Segments
from loaders.mentions.recognize import recognize

HERE = Path(__file__).parent
DECISIONS, FLASHES = (
    [
        line.split("\t")
        for line in (HERE / name).read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    for name in ("decisions.tsv", "flashes.tsv")
)
DICTIONARY = Dictionary(combine((), read_name_file(HERE / "names.csv")))
NEVER = re.compile("(?!)")


def decided(sentence: str) -> set[str]:
    return {
        f"{each.name}=source" if each.role == "source" else each.name
        for each in recognize(DICTIONARY, "", sentence)
    }


def flash(sentence: str) -> set[str]:
    """Return the codes that a post of one sentence names, by their own and by names."""
    own = find_mentions("", Segments([sentence]))
    certain = {each.security.name: each.security.code for each in own}
    named = recognize(DICTIONARY, "", sentence, certain)
    sources = {each.code for each in named if each.role == "source"}
    codes = {each.security.code for each in own} | {each.code for each in named}
    return {f"{code}=source" if code in sources else code for code in codes}


def wrong() -> int:
    """Return how many sentences are not understood as they were decided."""
    flashes = sum(flash(sentence) != {*codes.split()} - {"-"} for sentence, codes in FLASHES)
    return flashes + sum(
        decided(sentence) != {name for name in names.split() if not name.startswith("-")}
        for sentence, names in DECISIONS
    )


@pytest.mark.parametrize(("sentence", "names"), DECISIONS)
def test_decisions(sentence: str, names: str) -> None:
    assert decided(sentence) == {name for name in names.split() if not name.startswith("-")}
    # What is not to be found stands in the sentence.
    for name in names.split():
        assert name.removeprefix("-").removesuffix("=source") in sentence


@pytest.mark.parametrize(("sentence", "codes"), FLASHES)
def test_flashes_as_news_outlets_write_them(sentence: str, codes: str) -> None:
    assert flash(sentence) == {*codes.split()} - {"-"}


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["五粮液", "太平洋"], True),
        (["太平洋", "五粮液"], True),
        (["五粮液", "太平洋", "机器人"], True),
        (["太平洋", "机器人", "五粮液"], True),
        (["太平洋", "机器人"], False),
    ],
)
def test_a_list_is_as_sure_as_one_of_its_names(names: list[str], found: bool) -> None:
    assert decided(f"本基金重仓{'、'.join(names)}。") == (set(names) if found else set())


def test_there_are_three_hundred_decisions() -> None:
    assert sum(len(names.split()) for _, names in DECISIONS) >= 300


@pytest.mark.parametrize(
    ("module", "rule"),
    [
        (rules, "TOPIC"),
        (rules, "LONGER"),
        (rules, "MARKET_WORD"),
        (rules, "LISTED"),
        (rules, "PLACE_BEFORE"),
        (rules, "PLACE_AFTER"),
        (roles, "OPINION"),
        (roles, "SPEECH"),
        (roles, "BROKER_NAME"),
        (roles, "RATED_AFTER"),
        (roles, "RATED_BEFORE"),
    ],
)
def test_every_rule_decides_something(
    module: object, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wrong() == 0
    monkeypatch.setattr(module, rule, NEVER)
    assert wrong() > 0


def named(title: str, body: str, **more: object) -> dict[str, tuple[str, int, bool]]:
    found = recognize(DICTIONARY, title, body, **more)  # type: ignore[arg-type]
    return {each.code: (each.name, each.mentions, each.in_title) for each in found}


def test_title_and_text_are_counted_apart() -> None:
    assert named("贵州茅台涨3%", "贵州茅台收涨。五粮液跟涨，五粮液放量。") == {
        "600519.SH": ("贵州茅台", 1, True),
        "000858.SZ": ("五粮液", 2, False),
    }
    assert named("五粮液放量", "两市分化。") == {"000858.SZ": ("五粮液", 0, True)}


def test_codes_of_the_post_are_evidence() -> None:
    body = "机器人产业园开工。"
    assert named("", body) == {}
    assert named("", body, certain={"机器人": "300024.SZ"}) == {"300024.SZ": ("机器人", 1, False)}


def test_a_post_says_which_listing_it_means() -> None:
    assert named("", "蔚来跌2%。", certain={"蔚来": "NIO.US"}) == {"NIO.US": ("蔚来", 1, False)}
    assert named("", "蔚来跌2%，蔚来汽车回应。", certain={"蔚来": "NIO.US"}) == {
        "NIO.US": ("蔚来", 2, False)
    }


def test_the_outlet_of_a_post_is_no_mention() -> None:
    assert named("", "招商银行消息，贵州茅台跌。", outlet="招商银行") == {
        "600519.SH": ("贵州茅台", 1, False)
    }


def test_evidence_at_one_place_counts_for_all_places_of_the_name() -> None:
    assert named("", "寒武纪股价异动。分析人士认为寒武纪前景可期。") == {
        "688256.SH": ("寒武纪", 2, False)
    }


NAMES = [
    KnownName(name, "600519.SH", "official", False, "user")
    for name in ("甲", "甲乙", "乙丙", "a甲")
]


def naive(text: str) -> list[tuple[int, int]]:
    """Return the places of NAMES, the leftmost first and of these the longest."""
    found, at = [], 0
    while at < len(text):
        here = [each.name for each in NAMES if text.startswith(each.name, at)]
        if here:
            end = at + max(map(len, here))
            found.append((at, end))
            at = end
        else:
            at += 1
    return found


@given(st.text(alphabet="甲乙丙a😀\u0301\n", max_size=30))
def test_the_automaton_finds_what_a_plain_search_finds(text: str) -> None:
    hits = Dictionary(NAMES).find(text)
    assert [(hit.start, hit.end) for hit in hits] == naive(text)
    assert all(text[hit.start : hit.end] == hit.name.name for hit in hits)


def test_places_are_counted_in_characters() -> None:
    (hit,) = Dictionary(NAMES[:1]).find("😀x甲")
    assert hit == NameHit(2, 3, NAMES[0])
