"""Versions of articles: what each said, what changed, and how that is stored and shown."""
