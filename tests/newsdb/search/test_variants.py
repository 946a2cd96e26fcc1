"""Other characters for a word: simplified and traditional, apostrophes and dashes."""

import pytest

from newsdb.search.variants import other_joints, variants


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("央行", ["央行"]),
        ("证券", ["证券", "證券"]),
        ("證券", ["證券", "证券"]),
        # Taiwan and Hong Kong write 裡 and 裏.
        ("里面", ["里面", "裡面", "裏面"]),
        # Of a single character only a word can tell which other form is meant.
        ("后", ["后"]),
        ("发a", ["发a"]),
        ("", [""]),
        ("don't", ["don't", "don’t", "don‘t", "donʼt"]),
        ("don’t", ["don’t", "don't", "don‘t", "donʼt"]),
        ("o-1", ["o-1", "o‐1", "o–1", "o—1", "o−1"]),
        # Only inside a word.
        ("'tis", ["'tis"]),
        ("a - b", ["a - b"]),
    ],
)
def test_variants(text: str, expected: list[str]) -> None:
    assert variants(text) == expected


def test_each_other_form_has_each_other_dash() -> None:
    assert set(variants("证券-券")) == {
        f"{word}{dash}{last}" for word, last in (("证券", "券"), ("證券", "券")) for dash in "-‐–—−"
    }


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("gpt4", ["gpt 4", "gpt-4"]),
        ("gpt-4", ["gpt 4", "gpt4"]),
        ("gpt 4", ["gpt-4", "gpt4"]),
        ("iphone15发布", ["iphone 15发布", "iphone-15发布"]),
        ("600519", []),
        (" gpt ", []),
        ("2022-03", []),
    ],
)
def test_other_joints(text: str, others: list[str]) -> None:
    assert other_joints(text) == others
