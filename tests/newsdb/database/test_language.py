"""The language of posts: stated where it is certain, and not stated otherwise."""

import pytest

from newsdb.database.language import detect_language

TEXTS = {
    "en": "This is the first post of the year, and it is about the garden that we planted with "
    "the children. The beans are not up yet, but the peas have been for a week.",
    "zh-Hans": "这是今年的第一篇文章，讲的是我们和孩子们一起种的花园。"
    "豆子还没有发芽，豌豆已经长了一个星期。",
    "zh-Hant": "這是今年的第一篇文章，講的是我們和孩子們一起種的花園。"
    "豆子還沒有發芽，豌豆已經長了一個星期。",
    "ja": "これは今年の最初の記事で、子供たちと一緒に植えた庭の話です。"
    "豆はまだ芽を出していません。",
    "ko": "올해의 첫 글이며 아이들과 함께 심은 정원에 대한 이야기입니다. "
    "콩은 아직 싹이 나지 않았지만 완두콩은 "
    "일주일 전부터 자라고 있습니다. 날씨가 따뜻해서 모두 기뻐합니다. "
    "다음 글에서는 사진을 보여 드리겠습니다.",
    "": "Dies ist der erste Beitrag des Jahres, und er handelt von dem Garten, den wir mit den "
    "Kindern angelegt haben. Die Bohnen sind noch nicht da, aber die Erbsen seit einer Woche.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_detected(language: str) -> None:
    assert detect_language([TEXTS[language]]) == language


@pytest.mark.parametrize(
    ("han", "others", "language"),
    [
        # 30 words of Chinese, at 1.6 characters each; other scripts have five letters to a word.
        (48, 99, "zh"),
        (48, 100, ""),
        (32, 0, "zh"),
        (31, 0, ""),
    ],
)
def test_a_language_has_most_of_the_words(han: int, others: int, language: str) -> None:
    assert detect_language(["一" * han + " " + "ж" * others]) == language


@pytest.mark.parametrize(("english", "language"), [(11, "en"), (10, "en"), (9, ""), (0, "")])
def test_english_has_its_common_words(english: int, language: str) -> None:
    words = ["the"] * english + ["lorem"] * (80 - english)
    assert detect_language([" ".join(words)]) == language


def test_chinese_with_a_little_kana_is_japanese() -> None:
    han = "一" * 320
    assert detect_language([han + "の" * 38]) == "ja"
    assert detect_language([han + "の" * 36]) == "zh"


def test_not_detected_in_code_or_in_little_text() -> None:
    assert detect_language(["Hello."]) == detect_language([]) == ""
    assert detect_language([f"{TEXTS['']}\n```\n{TEXTS['en'] * 9}\n```\n"]) == ""
