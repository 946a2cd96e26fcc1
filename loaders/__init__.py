"""Loaders: posts in, news.db out."""
