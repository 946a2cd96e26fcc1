"""Loaders: posts in, news.db out."""

__version__ = "0.1.0"
PROG_NAME = "newsdb"
