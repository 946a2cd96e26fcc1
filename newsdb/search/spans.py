"""Finds the words of a query in a text as it was written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise, repeat

from newsdb.search.query import Query, Term
from newsdb.search.stems import LETTERS, beginning, query_tokens
from newsdb.search.tokenizer import fold
from newsdb.search.variants import variants

Span = tuple[int, int, int]
"""Where a match begins and ends, and which of the query's terms it is."""

UNIT = re.compile("[0-9a-z]+|[^ 0-9a-z]")
WORD_BEGINS, WORD_ENDS = "(?<![0-9a-z])", "(?![0-9a-z])"


def terms(query: Query, title: bool = True) -> list[str]:
    """Return the words and phrases of a query, folded, in every spelling.

    Without `title`, those that only match titles are left out.
    """
    return list(dict.fromkeys(text.strip() for _, texts in wanted(query, title) for text in texts))


def wanted(query: Query, title: bool) -> Iterator[tuple[Term, list[str]]]:
    """Return each term to find, and its spellings."""
    for clause in query.clauses:
        for term in clause:
            if not term.without and (title or not term.title):
                yield term, [term.text] if term.exact else variants(term.text)


def spans(text: str, query: Query, title: bool = True) -> list[Span]:
    """Return the matches of the query's terms in the text, ordered by their start."""
    folded = fold(text)
    matches = folded_spans(folded, query, title)
    if matches and (
        len(folded) != len(text)
        or any(fold(text[begin:end]) != folded[begin:end] for begin, end, _ in matches)
    ):
        begins, ends = origins(text)
        return [(begins[begin], ends[end - 1], term) for begin, end, term in matches]
    return matches


def folded_spans(folded: str, query: Query, title: bool = True) -> list[Span]:
    """Return the matches of the query's terms in folded text, ordered by their start."""
    return sorted(
        (match.start(), match.end(), term)
        for term, (pattern, tokens) in enumerate(patterns(query, title))
        for match in pattern.finditer(folded)
        if not tokens or not tokens.isdisjoint(query_tokens(match[0], query.languages))
    )


@lru_cache(maxsize=256)
def patterns(query: Query, title: bool = True) -> list[tuple[re.Pattern[str], frozenset[str]]]:
    """Return a regular expression for each term, for folded text; the longest spelling wins.

    With it are the tokens of which what it matches must have one, none for anything.
    """
    return [
        (word_pattern(term), frozenset(term.tokens))
        if term.is_word
        else (
            re.compile("|".join(pattern(t, term.prefix) for t in sorted(texts, key=len)[::-1])),
            frozenset(),
        )
        for term, texts in wanted(query, title)
    ]


def word_pattern(term: Term) -> re.Pattern[str]:
    """Return a regular expression for all Latin words that may be forms of a term's."""
    begins = beginning(term.text.strip(), term.languages)
    return re.compile(f"(?<![{LETTERS}]){begins}[{LETTERS}]*")


def pattern(text: str, prefix: bool = False) -> str:
    """Return a regular expression that matches in folded text what `match.phrase` finds.

    As in the index, white space counts only between two Latin words.
    """
    units = UNIT.findall(text)
    parts = [re.escape(units[0])]
    for left, right in pairwise(units):
        parts += [" +" if is_word(left) and is_word(right) else " *", re.escape(right)]
    if is_word(units[0]) and (prefix or text[0] == " "):
        parts.insert(0, WORD_BEGINS)
    if is_word(units[-1]) and text[-1] == " ":
        parts.append(WORD_ENDS)
    return "".join(parts)


def is_word(unit: str) -> bool:
    """Return whether a unit of folded text is a Latin word or a number."""
    return unit.isascii() and unit.isalnum()


def origins(text: str) -> tuple[list[int], list[int]]:
    """Return the start and end in the original text of each character of the folded text."""
    clusters: Sequence[str] = text
    if "".join(map(FOLDED.__getitem__, text)) != fold(text):
        clusters = combined(text)
    counts = [len(FOLDED[each]) for each in clusters]
    ends = list(accumulate(map(len, clusters)))
    begins = [0, *ends]
    return (
        list(chain.from_iterable(map(repeat, begins, counts))),
        list(chain.from_iterable(map(repeat, ends, counts))),
    )


class Folded(dict[str, str]):
    """A cache of the folded text of each character, with its combining marks."""

    def __missing__(self, text: str) -> str:
        """Fold a text that is not in the cache."""
        if len(self) > 50_000:
            self.clear()
        return self.setdefault(text, fold(text))


FOLDED = Folded()


def combined(text: str) -> list[str]:
    """Return the characters of a text, each with the combining characters after it."""
    clusters: list[str] = []
    for each in text:
        first = unicodedata.normalize("NFKD", FOLDED[each])[:1]
        if clusters and (
            not first or unicodedata.combining(first) or "\u1160" <= first <= "\u11ff"
        ):
            clusters[-1] += each
        else:
            clusters.append(each)
    return clusters
