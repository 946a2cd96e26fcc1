"""Imported by the process that SQL workers are forked from: they share its memory."""

from newsdb.search import match_expression

# Reads OpenCC's dictionaries.
match_expression("证券")
