"""Imported by the process that SQL workers are forked from: they share its memory."""

from newsdb.search import match_expression
from newsdb.search.words import boundaries

# Reads OpenCC's dictionaries and jieba's.
match_expression("证券")
boundaries("证券")
