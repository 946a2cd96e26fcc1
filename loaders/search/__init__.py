"""Full-text search that finds Chinese in any stock SQLite.

`cut` is what goes into the index, `match_expression` what a query asks of it. `search` gives a
page of results and `facets` the numbers beside it, `snippet` and `mark` the query's words in the
text as it was written.
"""

from loaders.search.cut import EVERY, TABLE, TOKENIZE, cut, fold
from loaders.search.facets import Facet, facets
from loaders.search.matching import Filters
from loaders.search.patterns import terms
from loaders.search.query import match_expression
from loaders.search.results import Hit, Results, search
from loaders.search.snippet import Pieces, mark, snippet

__all__ = [
    "EVERY",
    "TABLE",
    "TOKENIZE",
    "Facet",
    "Filters",
    "Hit",
    "Pieces",
    "Results",
    "cut",
    "facets",
    "fold",
    "mark",
    "match_expression",
    "search",
    "snippet",
    "terms",
]
