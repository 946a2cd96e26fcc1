"""Names that loading and serving share."""

PROG_NAME = "newsdb"
DATABASE_NAME = "news"
"""What the database is called in every URL, whatever its file is called."""
