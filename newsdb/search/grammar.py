"""The grammar of a query: what a person types, as plain data.

Nothing that is typed is an error. `examples.py` shows what every piece of it means.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from newsdb.search.tokenizer import SEPARATOR, fold

MAX_LENGTH = 200
"""So many characters of a query are read,"""
MAX_TERMS = 16
"""so many words and phrases of it,"""
MAX_TERM_LENGTH = 40
"""and so many characters of each; the rest is left out. Without these bounds, a thousand common
characters would keep a server busy for seconds."""

FULL_WIDTH = str.maketrans("＂－＊：", '"-*:')
PIECE = re.compile(
    r"""
    (?P<without>-(?=\S))?
    (?P<title>(?:title|标题|標題):\s*(?=\S))?
    (?:
        "(?P<quoted>(?:[^"]|"")*)"
      | “(?P<curly>[^“”]*\s[^“”]*)”(?!\S)
      | (?P<bare>\S+)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find, its text folded.

    `exact`: it was quoted, so that nothing but this text will do.
    `title`: in the title only. `prefix`: a Latin word begins with it. `without`: only posts that
    lack it.
    """

    text: str
    exact: bool = False
    title: bool = False
    prefix: bool = False
    without: bool = False


Clause = tuple[Term, ...]
"""Terms of which one is enough."""


def parse(query: str) -> list[Clause]:
    """The clauses of a query, all of which a post must satisfy. Never raises."""
    query = SEPARATOR.sub(" ", query[:MAX_LENGTH]).translate(FULL_WIDTH)
    clauses: list[Clause] = []
    either = False
    for piece in islice(PIECE.finditer(query), MAX_TERMS):
        if piece[0] == "OR":
            either = bool(clauses)
            continue
        term = read(piece)
        if term.text.strip():
            clauses.append((*clauses.pop(), term) if either else (term,))
            either = False
    if not clauses and "OR" in query.split():
        return [(Term("or"),)]
    return without_marks(clauses)


def read(piece: re.Match[str]) -> Term:
    """One piece of a query as a term; its text is blank where there is nothing to find."""
    title, without = bool(piece["title"]), bool(piece["without"])
    if piece["bare"] is None:
        text = piece["curly"] or (piece["quoted"] or "").replace('""', '"')
        return Term(fold(text)[:MAX_TERM_LENGTH], True, title, False, without)
    text = close(piece["bare"])
    starred = len(text) > 1 and text[-1] == "*" and text[-2].isalnum()
    text = fold(text.removesuffix("*") if starred else text)[:MAX_TERM_LENGTH]
    return Term(text, False, title, starred, without)


def close(text: str) -> str:
    """A piece without the quote that nobody closed, or opened, unless it is nothing else."""
    if text.count('"') % 2 and len(text) > 1:
        return text[1:] if text[0] == '"' else text.removesuffix('"')
    return text


def without_marks(clauses: list[Clause]) -> list[Clause]:
    """The clauses, each once; bare marks, as in a pasted `A - B`, only if there is nothing else."""
    telling = [
        tuple(term for term in clause if term.exact or not is_mark(term.text)) for clause in clauses
    ]
    return list(dict.fromkeys([clause for clause in telling if clause] or clauses))


def is_mark(text: str) -> bool:
    """Whether the text is all punctuation, with no sign in it that one would look for."""
    return all(unicodedata.category(each)[0] in "PZ" or each in "|+=<>~^`" for each in text)
