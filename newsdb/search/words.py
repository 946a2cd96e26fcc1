"""Where words of Chinese text begin and end, by jieba.

Only weights and the ends of snippets come from it: what a search finds does not depend on a
dictionary.
"""

from itertools import accumulate

AROUND = 20
"""So many characters on both sides decide where a word ends."""


def boundaries(text: str) -> set[int]:
    """Return the positions in a text where one word ends and the next begins."""
    import rjieba  # takes 0.1 s

    return set(accumulate(map(len, rjieba.cut(text))))


def whole_word(text: str, at: int) -> int:
    """Return the position `at`, or, if that is inside a word, where the word begins or else ends.

    Of a word that is longer than AROUND nothing is known.
    """
    first = max(0, at - AROUND)
    around = text[first : at + AROUND]
    ends = boundaries(around) - ({len(around)} if first + len(around) < len(text) else set())
    before = [first + each for each in ends if first + each <= at]
    after = [first + each for each in ends if first + each > at]
    return max(before, default=min(after, default=at))
