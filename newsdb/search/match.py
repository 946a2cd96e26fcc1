"""Turns a query into an FTS5 MATCH expression over tokenized text."""

import re
from collections.abc import Iterable

from newsdb.search.grammar import parse_query
from newsdb.search.pairs import CJK, keys_of
from newsdb.search.query import Clause, Query, Term
from newsdb.search.stems import ENGLISH, MAX_WORD_LENGTH, Languages
from newsdb.search.tokenizer import MATCH_ALL, WORD, fold, pairs
from newsdb.search.variants import variants

WHOLE = re.compile(f"(?<=[{CJK}])[0-9a-z]{{1,{MAX_WORD_LENGTH}}}(?=[{CJK}])")
"""A word or number inside Chinese text, which is one in any text that contains that."""


def match_expression(query: str, languages: Languages = (ENGLISH,)) -> str:
    """Return what a person typed as an FTS5 MATCH expression; '' if there is nothing to search.

    An expression cannot filter: the value of a field (`source:新华社`) is a phrase to find. Whoever
    can filter calls `filters.with_fields` first. `languages` are those of the posts. Never raises,
    and FTS5 accepts every expression it gives: `央行 -title:降息` is `"央 行" NOT title : "降 息"`.
    """
    parsed = parse_query(query, languages)
    names = tuple(
        (Term(fold(value), exact=True, without=name.endswith("!")),)
        for name, value in parsed.fields
    )
    return expression_of(Query(parsed.clauses + names))


def expression_of(query: Query) -> str:
    """Return the FTS5 MATCH expression for the clauses of a query, '' if it has none."""
    clauses = query.clauses
    without = [clause[0] for clause in clauses if len(clause) == 1 and clause[0].without]
    wanted = [one_of(clause) for clause in clauses if len(clause) > 1 or not clause[0].without]
    expression = " AND ".join(wanted) or (MATCH_ALL if without else "")
    if without and len(wanted) > 1:
        expression = f"({expression})"
    return " NOT ".join([expression, *map(term_expression, without)])


def pairs_expression(query: Query) -> str:
    """Return an expression for posts_pairs that every post that matches a query satisfies.

    It is '' if nothing can be said: of parts of words, and of single characters.
    """
    clauses = []
    for clause in query.clauses:
        pairs = [_phrases(term, text) for term in clause for text in _spellings(term)]
        if all(pairs) and not any(term.without for term in clause):
            alternatives = [" AND ".join(each) for each in pairs]
            clauses.append(" OR ".join(f"({each})" for each in dict.fromkeys(alternatives)))
    return " AND ".join(f"({clause})" for clause in clauses)


def one_of(clause: Clause) -> str:
    """Return the expression of a clause."""
    terms = [
        f"({MATCH_ALL} NOT {term_expression(term)})" if term.without else term_expression(term)
        for term in clause
    ]
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def term_expression(term: Term) -> str:
    """Return the expression of a term, in all its spellings."""
    if term.is_word:
        phrases = [f'"{token}"' for token in term.tokens]
    else:
        phrases = list(dict.fromkeys(phrase(text, term.prefix) for text in _spellings(term)))
    expression = phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"
    return f"title : {expression}" if term.title else expression


def _spellings(term: Term) -> list[str]:
    return [term.text] if term.exact or term.is_word else variants(term.text)


def _phrases(term: Term, text: str) -> list[str]:
    """Return expressions for posts_pairs that every post with one spelling of a term satisfies."""
    if term.is_word:
        return [f"({any_of(term.tokens)})"]
    pairs = [key for key, _ in keys_of([text]) if not WORD.search(key)]
    return [any_of([key]) for key in pairs + WHOLE.findall(text)]


def any_of(tokens: Iterable[str]) -> str:
    """Return the expression for what has one of some tokens."""
    return " OR ".join(f'"{token}"' for token in tokens)


def phrase(text: str, prefix: bool = False) -> str:
    """Return the FTS5 phrase that finds folded text anywhere, even inside Latin words.

    What is known of a Latin word decides on its tokens: where it begins, its first character;
    where it ends, its last. With `prefix`, one begins where the text does.
    """
    pieces = WORD.split(text)
    tokens: list[str] = []
    for position, piece in enumerate(pieces):
        if position % 2 == 0:
            tokens += piece.replace(" ", "")
            continue
        begins = prefix or position > 1 or pieces[0] != ""
        ends = position < len(pieces) - 2 or pieces[-1] != ""
        if len(piece) > 1:
            tokens += [piece[0]] * begins + pairs(piece) + [piece[-1]] * ends
        elif begins or ends:
            tokens.append(piece)
        else:
            return anywhere(piece)
    return '"' + " ".join(tokens).replace('"', '""') + '"'


def anywhere(character: str) -> str:
    """Return the expression of a single Latin letter or digit: its token, or a pair with it.

    `"a" *` is the same, but FTS5 then collects all its rows before it gives the first.
    """
    tokens = [character, *(character + other for other in "0123456789abcdefghijklmnopqrstuvwxyz")]
    return "(" + " OR ".join(f'"{token}"' for token in tokens) + ")"
