"""Clauses of terms and operators: what Boolean logic means by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search.clauses import MAX_CLAUSES, Token, any_of, negated, read_clauses
from newsdb.search.query import Clause, Term


def without(term: Term) -> Term:
    return Term(term.text, term.exact, term.title, term.prefix, without=True)


TERMS = [Term(letter) for letter in "甲乙丙"]
LITERALS = st.sampled_from([*TERMS, *map(without, TERMS)])
FORMULAS = st.lists(st.lists(LITERALS, min_size=1, max_size=3).map(tuple), max_size=3)
ASSIGNMENTS = [dict(zip("甲乙丙", map(bool, (n & 1, n & 2, n & 4)), strict=True)) for n in range(8)]


def holds(clauses: list[Clause], words: dict[str, bool]) -> bool:
    """Return whether a post with some words satisfies all clauses."""
    return all(any(words[term.text] is not term.without for term in clause) for clause in clauses)


@given(FORMULAS, FORMULAS.filter(bool))
def test_clauses_are_combined_as_logic_has_it(left: list[Clause], right: list[Clause]) -> None:
    """The oracle is all posts that three words can make."""
    for words in ASSIGNMENTS:
        if left:
            assert holds(negated(left), words) is not holds(left, words)
        assert len(left) * len(right) <= MAX_CLAUSES
        if left:
            either = holds(left, words) or holds(right, words)
            assert holds(any_of(left, right), words) is either


A, B, C = TERMS


@pytest.mark.parametrize(
    ("tokens", "clauses"),
    [
        ([], []),
        ([A, B], [(A,), (B,)]),
        ([A, "or", B, C], [(A, B), (C,)]),
        ([A, "and", "not", B], [(A,), (without(B),)]),
        (["not", "(", A, B, ")"], [(without(A), without(B))]),
        (["(", A, B, ")", "or", C], [(A, C), (B, C)]),
        # What is missing is ignored.
        (["or", A, "or"], [(A,)]),
        (["(", A], [(A,)]),
        (["not"], []),
        (["or"], []),
        (["and", "or", A], [(A,)]),
        ([A, "or", "or", B], [(A,), (B,)]),
    ],
)
def test_clauses_of_tokens(tokens: list[Token], clauses: list[Clause]) -> None:
    assert read_clauses(tokens) == clauses


@pytest.mark.parametrize(("left", "right"), [(8, 8), (5, 13)])
def test_a_query_that_needs_too_many_clauses_is_one_for_any_of_its_terms(
    left: int, right: int
) -> None:
    sides = [[(Term(f"{side}{at}"),) for at in range(n)] for side, n in (("a", left), ("b", right))]
    found = any_of(*sides)
    if left * right <= MAX_CLAUSES:
        assert found == [(a, b) for (a,) in sides[0] for (b,) in sides[1]]
    else:
        assert found == [tuple(term for side in sides for (term,) in side)]
