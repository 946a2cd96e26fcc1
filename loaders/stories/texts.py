"""Texts as they are compared: letters and digits, 4-grams of these, clauses, numbers and days."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from itertools import islice
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

Grams = npt.NDArray[np.uint32]
Key = int | str

GRAM = 4
MIN_CHARACTERS = 10
"""A text with fewer characters says too little to be compared."""
MAX_SHORT = 40
"""A text with fewer characters is short."""
CLAUSES = 10
MIN_CLAUSE = 8
CLAUSES_WITHIN = 600
"""Clauses are taken from so many characters at the beginning, marks included."""
DAYS_WITHIN = 80

MARKUP = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)|\]\([^()\n]*\)|<[^<>\n]*>")
MEDIUM = re.compile(r"[（(][^（()）\n]{2,20}[）)]\s*\Z")
MEDIUM_WITHIN = 40
OPENING = re.compile(r"\A[\W_]*[^\W_]{2,16}?讯[，,：:\s]")
CLAUSE_END = re.compile(r"[，。！？；：,;:!?\n【】]+")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
CHINESE_DIGITS = "一二三四五六七八九十百千万亿零两〇"
NUMBER = re.compile(rf"(\d+(?:\.\d+)?[十百千万亿]*|[{CHINESE_DIGITS}]{{2,}})")
DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")

# The first gram in each of these equal ranges of hashes stands for the text: a MinHash of one
# permutation. https://papers.nips.cc/paper/2012/hash/eaa32c96f620053cf442ad32258076b9
RANGES = np.arange(64, dtype=np.uint32) << 26
FACTORS = np.array([2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263], dtype=np.uint32)


class Folded(dict[int, str]):
    """Characters as they are compared: NFKC, in lower case, and only those that `is_kept`."""

    def __init__(self, is_kept: Callable[[str], bool]) -> None:
        """Begin without any; each is looked up once."""
        super().__init__()
        self._is_kept = is_kept

    def __missing__(self, character: int) -> str:
        """Return the characters that one is compared as, and remember them."""
        folded = normalize("NFKC", chr(character)).lower()
        self[character] = "".join(filter(self._is_kept, folded))
        return self[character]


FOLDED = Folded(str.isalnum)
WITH_PUNCTUATION = Folded(lambda character: not character.isspace() and character not in "*_`\\")


class Text:
    """A text as it is compared with others; `folded` has its letters and digits.

    Without Markdown marks and addresses, the medium in brackets at its end and the dateline
    (`… 讯`) at its beginning. `grams` are the hashes of its 4-grams, sorted, each once.
    """

    def __init__(self, body: str) -> None:
        """Read the text of a post."""
        text = OPENING.sub("", MARKUP.sub("", body)).rstrip()
        self._text = text[:-MEDIUM_WITHIN] + MEDIUM.sub("", text[-MEDIUM_WITHIN:])
        self.folded = self._text.translate(FOLDED)
        self.grams = hash_grams(self.folded)

    @property
    def is_comparable(self) -> bool:
        """Whether the text says enough."""
        return len(self.folded) >= MIN_CHARACTERS

    @property
    def is_short(self) -> bool:
        """Whether the text is so short that the same words may be said again soon."""
        return len(self.folded) < MAX_SHORT

    def keys(self) -> set[Key]:
        """Return what similar texts share some of: pairs of grams, and clauses at the beginning.

        Grams find texts that are alike as a whole, clauses a long text that begins as a short one.
        """
        first = np.searchsorted(self.grams, RANGES)
        present = first < np.append(first[1:], len(self.grams))
        found = self.grams[np.minimum(first, len(self.grams) - 1)].astype(np.uint64)
        pairs = (found[::2] << np.uint64(32)) | found[1::2]
        keys: set[Key] = set(pairs[present[::2] & present[1::2]].tolist())
        clauses = (
            clause.translate(FOLDED)
            for clause in CLAUSE_END.split(self._text[:CLAUSES_WITHIN])
            if len(clause) >= MIN_CLAUSE
        )
        keys.update(islice((each for each in clauses if len(each) >= MIN_CLAUSE), CLAUSES))
        if self.is_short:
            keys.add(self.folded)
        return keys

    @cached_property
    def numbers(self) -> dict[str, set[str]]:
        """The numbers in the text, by the three characters before and the one after each."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        words = NUMBER.split(self._exact)
        before = ""
        for at in range(1, len(words), 2):
            before = (before + words[at - 1])[-3:]
            found[f"{before}|{words[at + 1][:1]}"].add(words[at])
        return found

    @cached_property
    def days(self) -> frozenset[tuple[str, str]]:
        """The days (month, day) that the beginning of the text names."""
        return frozenset(DAY.findall(self._exact[:DAYS_WITHIN]))

    @cached_property
    def _exact(self) -> str:
        return THOUSANDS.sub("", self._text.translate(WITH_PUNCTUATION))


def hash_grams(folded: str) -> Grams:
    """Return the hashes of a text's 4-grams, sorted, each once."""
    characters = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(characters) < GRAM:
        return np.empty(0, dtype=np.uint32)
    mixed = characters * FACTORS[0]
    mixed ^= mixed >> 15
    pairs = mixed[:-1] * FACTORS[1] + mixed[1:]
    pairs ^= pairs >> 13
    hashes = pairs[:-2] * FACTORS[2] + pairs[2:]
    hashes ^= hashes >> 16
    hashes *= FACTORS[3]
    hashes ^= hashes >> 15
    hashes.sort()  # ten times as fast as np.unique
    once: Grams = hashes[np.append(True, hashes[1:] != hashes[:-1])]
    return once
