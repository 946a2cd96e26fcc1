"""Full-text search that finds Chinese in any stock SQLite.

`tokenize` is what goes into the index, `match_expression` what a query asks of it. `search` gives a
page of results and `facets` the numbers beside it, `snippet` and `mark` the query's words in the
text as it was written.
"""

from newsdb.search.databases import Databases, languages_of_all
from newsdb.search.engine import Hit, Results, search
from newsdb.search.facets import Facet, facets
from newsdb.search.filters import Filter
from newsdb.search.grammar import parse_query
from newsdb.search.match import match_expression
from newsdb.search.pairs import PAIRS_TABLE, pairs_of, pairs_of_folded
from newsdb.search.plain_texts import PLAIN_TEXT
from newsdb.search.query import Query
from newsdb.search.snippets import Pieces, mark_words, snippet
from newsdb.search.spans import terms
from newsdb.search.stems import language_of, languages_of
from newsdb.search.tokenizer import MATCH_ALL, TABLE, TOKENIZE, fold, tokenize, tokenize_folded

__all__ = [
    "MATCH_ALL",
    "PAIRS_TABLE",
    "PLAIN_TEXT",
    "TABLE",
    "TOKENIZE",
    "Databases",
    "Facet",
    "Filter",
    "Hit",
    "Pieces",
    "Query",
    "Results",
    "facets",
    "fold",
    "language_of",
    "languages_of",
    "languages_of_all",
    "mark_words",
    "match_expression",
    "pairs_of",
    "pairs_of_folded",
    "parse_query",
    "search",
    "snippet",
    "terms",
    "tokenize",
    "tokenize_folded",
]
