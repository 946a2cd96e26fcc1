"""Posts to rows: the only part of the loaders that knows SQLite."""
