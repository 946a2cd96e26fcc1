"""The language of texts, where their script or their most common words decide it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from newsdb.search.variants import HAN, converter

CODE = re.compile(r"(?ms)^(```|~~~).*?(?:^\1|\Z)|`[^`\n]*`|https?://\S+|<[^<>]*>")
SCRIPTS = {
    "ja": re.compile("[\u3041-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7a3\u1100-\u11ff]"),
}
OTHER_LETTERS = re.compile(r"[^\W\d_A-Za-z]")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
ENGLISH = frozenset("the of and to that with for this it is are was from be have not you".split())
ENGLISH_SHARE = 0.12
"""Running English consists of these words by a fifth to a third; other languages share few."""
MIN_WORDS = 20
HAN_PER_WORD = 1.6
"""Characters; with them, Chinese and English texts count by words."""
MAJORITY = 0.6
SIGNIFICANT = 0.1


def detect_language(texts: Iterable[str]) -> str:
    """Return the language (BCP 47) that most of the texts are in, '' if that is not certain.

    It recognises Chinese (zh-Hans, zh-Hant), Japanese, Korean and English, and no other.
    """
    counts: Counter[str] = Counter()
    known_words = 0
    han: list[str] = []
    for text in texts:
        plain = CODE.sub(" ", text)
        words = LATIN_WORD.findall(plain)
        known_words += sum(word.lower() in ENGLISH for word in words)
        counts["latin"] += len(words)
        characters = HAN.findall(plain)
        han += characters
        counts["zh"] += int(len(characters) / HAN_PER_WORD)
        for language, script in SCRIPTS.items():
            counts[language] += int(len(script.findall(plain)) / HAN_PER_WORD)
        others = OTHER_LETTERS.findall(LATIN_WORD.sub("", HAN.sub("", plain)))
        counts["other"] += (
            sum(not any(script.match(each) for script in SCRIPTS.values()) for each in others) // 5
        )
    total = sum(counts.values())
    if total < MIN_WORDS:
        return ""
    asian = counts["zh"] + counts["ja"] + counts["ko"]
    if asian > MAJORITY * total:
        # Japanese is written in Han characters, too; Chinese without kana.
        for language in SCRIPTS:
            if counts[language] > SIGNIFICANT * asian:
                return language
        return chinese_script("".join(han))
    if counts["latin"] > MAJORITY * total and known_words > ENGLISH_SHARE * counts["latin"]:
        return "en"
    return ""


def chinese_script(text: str) -> str:
    """Return whether Chinese is in simplified or traditional characters, zh if neither shows."""
    sample = text[:20_000]
    differing = {
        script: sum(a != b for a, b in zip(sample, converter(to).convert(sample), strict=False))
        for script, to in (("zh-Hans", "s2t"), ("zh-Hant", "t2s"))
    }
    most, fewest = max(differing, key=lambda each: differing[each]), min(differing.values())
    return most if differing[most] > 2 * fewest else "zh"
