"""Feeds: their bytes, politely fetched, and the entries that they hold."""
