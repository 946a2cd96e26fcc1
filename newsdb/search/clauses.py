"""Clauses of a query from its terms and operators, as logic has it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from newsdb.search.query import Clause, Term

MAX_CLAUSES = 64
"""A query in parentheses that would need more is read as one for any of its terms."""

Token = Term | str
"""A term, or one of the operators `and`, `or`, `not`, `(` and `)`."""


def read_clauses(tokens: list[Token]) -> list[Clause]:
    """Return the clauses that terms and operators between them mean."""
    return _Parser(tokens).sequence()


class _Parser:
    """Reads tokens as clauses. OR binds more closely than a space or AND, and NOT most closely.

    What is missing is ignored: an operator without a term beside it, a parenthesis left open.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def sequence(self) -> list[Clause]:
        """Return the clauses up to the parenthesis that closes."""
        clauses: list[Clause] = []
        while (unit := self._unit()) is not None:
            while self._take("or"):
                other = self._unit()
                unit = any_of(unit, other) if unit and other else unit or other or []
            clauses += unit
        return clauses

    def _unit(self) -> list[Clause] | None:
        """Return the clauses of a term or of what parentheses enclose; None at the end."""
        if self._next == len(self._tokens) or self._take(")"):
            return None
        if self._take("not"):
            return negated(self._unit() or [])
        if self._take("("):
            return self.sequence()
        self._next += 1
        term = self._tokens[self._next - 1]
        return [(term,)] if isinstance(term, Term) else []

    def _take(self, token: str) -> bool:
        if self._next < len(self._tokens) and self._tokens[self._next] == token:
            self._next += 1
            return True
        return False


def any_of(left: list[Clause], right: list[Clause]) -> list[Clause]:
    """Return the clauses of which a post satisfies those on one side."""
    if len(left) * len(right) > MAX_CLAUSES:
        return [tuple(dict.fromkeys(term for clause in left + right for term in clause))]
    return [tuple(dict.fromkeys(a + b)) for a, b in product(left, right)]


def negated(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses of the posts that do not satisfy some."""
    sides: list[list[Clause]] = [
        [(replace(term, without=not term.without),) for term in clause] for clause in clauses
    ]
    found: list[Clause] = []
    for side in sides:
        found = any_of(found, side) if found else list(side)
    return found
