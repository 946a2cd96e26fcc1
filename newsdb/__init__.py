"""An archive of posts as an open dataset: one SQLite file, searched and served."""

__version__ = "0.2.0"
