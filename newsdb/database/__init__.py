"""news.db: its schema, opening and checking it, and what is read of it besides posts."""
