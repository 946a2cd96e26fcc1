"""A query as plain data: what its words mean, whatever they were typed like."""

from __future__ import annotations

from dataclasses import dataclass

from newsdb.search.stems import ENGLISH, WORD, Languages, query_tokens


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find, its text folded.

    A space at an end of the text means that a Latin word ends there. `exact`: it was quoted, so
    that only this text matches. `title`: in the title only. `prefix`: a Latin word begins with
    it. `without`: only posts that lack it. `languages` are those of the forms of a Latin word.
    """

    text: str
    exact: bool = False
    title: bool = False
    prefix: bool = False
    without: bool = False
    languages: Languages = (ENGLISH,)

    @property
    def is_word(self) -> bool:
        """Whether it is a Latin word by itself, found in all its forms."""
        word = self.text.strip()
        return not self.exact and as_word(word, self.languages) == self.text != word

    @property
    def tokens(self) -> tuple[str, ...]:
        """What a Latin word is found by: one of these tokens."""
        return query_tokens(self.text.strip(), self.languages)


Clause = tuple[Term, ...]
"""Terms of which one is enough."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: clauses that a post must all satisfy, and fields (name, value).

    The name of a field whose value is excluded (`-source:Wind`) ends in an exclamation mark.
    A month or a day by itself is the field `date`. `rest` is what was typed without the fields.
    `unknown` are fields that do not exist, or whose value makes no sense; they are searched as
    text.
    """

    clauses: tuple[Clause, ...] = ()
    rest: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def languages(self) -> Languages:
        """Those of the forms of its Latin words."""
        return self.clauses[0][0].languages if self.clauses else (ENGLISH,)


def as_word(text: str, languages: Languages) -> str:
    """Return the text of a term for a Latin word by itself; any other as it is.

    In English text, who types a diacritic means it.
    """
    is_word = WORD.fullmatch(text) and (text.isascii() or languages != (ENGLISH,))
    return f" {text} " if is_word and query_tokens(text, languages) else text
