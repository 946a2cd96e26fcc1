"""Names that loading and serving share."""

from pathlib import Path

PROG_NAME = "newsdb"
DATABASE_NAME = "news"
"""What the database is called in every URL, whatever its file is called."""
SETTINGS_NAME = "newsdb.yml"
"""The file of a publisher's settings (`settings.py`)."""
SCHEMA_NAME = "newsdb.schema.json"
"""The JSON Schema of that file, beside it: editors find it there without a network."""


def site_directory() -> Path:
    """Return the directory of metadata.yml, settings.json, plugins, templates and static files.

    In an installed wheel that is beside this code, in a checkout at its top.
    """
    package = Path(__file__).parent
    installed = package / "served"
    return installed if installed.is_dir() else package.parent
