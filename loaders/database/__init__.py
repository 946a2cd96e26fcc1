"""Writing news.db."""
