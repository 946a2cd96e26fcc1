"""Other readings of a query, of which near matches have all of the words.

They are the title of a page without the name of its site, other words and numerals for what was
typed, and the Chinese and Latin parts of a word by themselves.
"""

from __future__ import annotations

import re
from dataclasses import replace

from newsdb.search.candidates import any_can_match
from newsdb.search.databases import Databases
from newsdb.search.grammar import is_mark, parse_query
from newsdb.search.numerals import other_grouping, other_numerals, other_unit
from newsdb.search.pairs import CJK
from newsdb.search.query import Clause, Query, as_word
from newsdb.search.synonyms import synonyms
from newsdb.search.variants import other_joints

MAX_ALTERED = 20
"""How long a term may be that other words or numerals are tried for: of longer ones, such as pasted
titles, the pairs say enough, and finding them takes longest."""
SITE = re.compile(r"\s+[-–—|_·]\s+[^-–—|_·\"“”]*$|_[^_\s\"“”]+$")
LATIN = re.compile(rf"([^{CJK}]*[a-z][^{CJK}]*)")
MIN_PART = 2
"""How many characters each part of a word must have: of A股, each says nothing by itself."""


def other_readings(databases: Databases, query: Query) -> list[Query]:
    """Return the other readings of a query, the best first, none of them the query itself."""
    alternatives = Query(tuple(_with_alternatives(databases, each) for each in query.clauses))
    readings = (without_site(query), alternatives, divided(query))
    return [each for each in readings if each.clauses not in ((), query.clauses)]


def without_site(query: Query) -> Query:
    """Return a query without the name of a site after it, as titles of pages end."""
    title = SITE.sub("", query.rest)
    return parse_query(title, query.languages) if title else query


def divided(query: Query) -> Query:
    """Return a query for posts with the Chinese and the Latin parts of its words, wherever."""
    clauses: list[Clause] = []
    for clause in query.clauses:
        term = clause[0]
        parts = [part for part in LATIN.split(term.text.strip()) if not is_mark(part)]
        if (
            len(clause) > 1
            or term.exact
            or term.without
            or min(map(len, parts), default=0) < MIN_PART
        ):
            parts = []
        texts = [as_word(part, term.languages) for part in parts]
        clauses += [(replace(term, text=text),) for text in texts] if len(texts) > 1 else [clause]
    return Query(tuple(clauses))


def _with_alternatives(databases: Databases, clause: Clause) -> Clause:
    """Return a clause with other words and numerals for its terms, as far as posts have them."""
    others = [
        other
        for term in clause
        if not term.exact and not term.without and len(term.text) <= MAX_ALTERED
        for text in (
            *synonyms(term.text),
            other_numerals(term.text),
            other_unit(term.text),
            other_grouping(term.text),
            *other_joints(term.text),
        )
        if (other := replace(term, text=as_word(text, term.languages))) == term
        or any_can_match(databases, Query(((other,),)))
    ]
    return tuple(dict.fromkeys((*clause, *others)))
