"""Texts as they are compared: letters and digits, 4-grams of these, clauses, numbers and days."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from itertools import islice
from unicodedata import normalize
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsdb.search.pairs import distinct
from newsdb.search.variants import converter

Characters = npt.NDArray[np.uint32]
Grams = npt.NDArray[np.uint32]
Key = int
"""A hash of 32 bits."""

DROPPED = 0
CLAUSE_END = ord("\n")
UNKNOWN = 0xFFFFFFFF
GRAM = 4
MIN_CHARACTERS = 10
"""A text with fewer characters says too little to be compared."""
MAX_SHORT = 40
"""A text with fewer characters is short."""
CLAUSES = 10
MIN_CLAUSE = 8
CLAUSES_WITHIN = 300
"""Clauses are taken from this many characters at the beginning."""
DAYS_WITHIN = 80

OUTLET = re.compile(r"[（(][^（()）\n]{2,20}[）)]\s*\Z")
OUTLET_WITHIN = 40
# Not 中兴通讯, which is a company.
OPENING = re.compile(r"\A[\W_]*[^\W_]{1,16}?[日社报网刊台司氪]讯[，,：:\s]")
CLAUSE_ENDS = frozenset("，。！？；：,;:!?\n【】")
CHINESE_DIGITS = "一二三四五六七八九十百千万亿零两〇"
NUMBER = re.compile(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?[十百千万亿]*|[{CHINESE_DIGITS}]{{2,}})")
DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
SUBJECT = re.compile(
    r"\A[^\w]*([\u4e00-\u9fff]{3,10})(?:[（(][^（()）\n]{1,20}[）)])?(?:公告|[：:])"
)
"""Who or what a text that begins with `霁川股份：` or `霁川股份公告` is about."""
LABELS = re.compile(
    r"快讯|更正|突发|最新|独家|[早午晚收]评|盘|公告|消息|原标题|来源|摘要|报道|导读|点评|数据"
)
"""What before a colon is no subject."""
CORRECTION = re.compile(r"更正|勘误|订正|此前误|误作|误写为")

# The first gram in each of these equal ranges of hashes represents the text: MinHash by Li, Owen
# and Zhang, "One Permutation Hashing" (NIPS 2012).
RANGES = np.arange(64, dtype=np.uint32) << 26
FACTORS = np.array([2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263], dtype=np.uint32)


class Folding:
    """How characters are compared: in compatibility form (NFKC), simplified, one for each.

    Where that has several for one character, only the first is kept. `fold_character` returns
    the code point for a character in that form, or DROPPED.
    """

    def __init__(self, fold_character: Callable[[str], int]) -> None:
        """Begin with an empty table, which is filled when a character is first seen."""
        self._table = np.full(sys.maxunicode + 1, UNKNOWN, dtype=np.uint32)
        self._fold_character = fold_character

    def __call__(self, text: str) -> Characters:
        """Return the code points that a text is compared by."""
        characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        folded = self._table[characters]
        if (unknown := characters[folded == UNKNOWN]).size:
            for each in set(unknown.tolist()):
                self._table[each] = self._fold_character(chr(each))
            folded = self._table[characters]
        kept: Characters = folded[folded != DROPPED]
        return kept


def _letter_or_clause_end(character: str) -> int:
    return CLAUSE_END if character in CLAUSE_ENDS else _first(character, str.isalnum)


def _all_but_blanks(character: str) -> int:
    return _first(character, lambda each: not each.isspace())


def _first(character: str, is_kept: Callable[[str], bool]) -> int:
    folded = normalize("NFKC", character).lower()
    if folded.isprintable():  # a lone surrogate is not
        folded = converter("t2s").convert(folded)
    return next((ord(each) for each in folded if is_kept(each)), DROPPED)


fold = Folding(_letter_or_clause_end)
"""Letters, digits and clause ends."""
fold_exactly = Folding(_all_but_blanks)
"""All characters but white space."""


def _decode(characters: Characters) -> str:
    return characters.tobytes().decode("utf-32-le", "surrogatepass")


class ComparedText:
    """A text as it is compared with others, read only as far as it is asked for."""

    def __init__(self, text: str, keys: set[Key] | None = None) -> None:
        """Take the plain text of a post, and its keys if they are known."""
        self._whole = text
        if keys is not None:
            self.keys = keys

    @cached_property
    def _text(self) -> str:
        """The text without its dateline (`… 讯`), and without the outlet in brackets at its end."""
        text = self._whole.rstrip()
        start = opening.end() if (opening := OPENING.match(text)) else 0
        end = outlet.start() if (outlet := OUTLET.search(text, len(text) - OUTLET_WITHIN)) else None
        return text[start:end]

    @cached_property
    def _folded(self) -> Characters:
        return fold(self._text)

    @cached_property
    def _characters(self) -> Characters:
        kept: Characters = self._folded[self._folded != CLAUSE_END]
        return kept

    @cached_property
    def folded(self) -> str:
        """The letters and digits of the text."""
        return _decode(self._characters)

    @cached_property
    def grams(self) -> Grams:
        """The hashes of the 4-grams of the text, sorted, each once."""
        return hash_grams(self._characters)

    @property
    def is_comparable(self) -> bool:
        """Whether the text says enough."""
        return len(self._characters) >= MIN_CHARACTERS

    @property
    def is_short(self) -> bool:
        """Whether the text is so short that the same words may be said again soon."""
        return len(self._characters) < MAX_SHORT

    @property
    def is_latin(self) -> bool:
        """Whether most characters are Latin letters or digits, of which 4-grams say less."""
        return 2 * len(self.folded.encode("ascii", "ignore")) > len(self.folded)

    @cached_property
    def keys(self) -> set[Key]:
        """What similar texts share some of: pairs of grams, and clauses at the beginning.

        Grams find texts that are alike as a whole, clauses a long text that begins as a short one.
        A text that says too little has none.
        """
        if not self.is_comparable:
            return set()
        first = np.searchsorted(self.grams, RANGES)
        found = self.grams[np.minimum(first, len(self.grams) - 1)]
        present = found & RANGES[-1] == RANGES
        pairs = found[::2] * FACTORS[0] ^ found[1::2] * FACTORS[1]
        keys: set[Key] = set(pairs[present[::2] & present[1::2]].tolist())
        beginning = _decode(self._folded[:CLAUSES_WITHIN]).split(chr(CLAUSE_END))
        clauses = (clause for clause in beginning if len(clause) >= MIN_CLAUSE)
        keys.update(_hash(clause) for clause in islice(clauses, CLAUSES))
        if self.is_short:
            keys.add(_hash(self.folded))
        return keys

    @cached_property
    def numbers(self) -> dict[str, set[str]]:
        """The numbers in the text, by the three characters before and the one after each."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        words = NUMBER.split(_decode(fold_exactly(self._text)))
        before = ""
        for at in range(1, len(words), 2):
            before = (before + words[at - 1])[-3:]
            found[f"{before}|{words[at + 1][:1]}"].add(words[at].replace(",", ""))
        return found

    @cached_property
    def subject(self) -> str:
        """Who or what the text says at its beginning that it is about, '' if it does not."""
        match = SUBJECT.match(self._text)
        if not match or LABELS.search(match[1]):
            return ""
        return _decode(fold(match[1]))

    @cached_property
    def is_correction(self) -> bool:
        """Whether the text says that an earlier one is wrong."""
        return bool(CORRECTION.search(self._text))

    @cached_property
    def days(self) -> frozenset[tuple[str, str]]:
        """The days (month, day) that the beginning of the text names."""
        return frozenset(DAY.findall(_decode(fold_exactly(self._text[:DAYS_WITHIN]))))


def _hash(text: str) -> Key:
    return crc32(text.encode("utf-8", "surrogatepass"))


def hash_grams(characters: Characters) -> Grams:
    """Return the hashes of a text's 4-grams, sorted, each once."""
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
    return distinct(hashes)
