"""What a database knows of its site: what its loads found, and the language of its posts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from newsdb.database.language import detect_language
from newsdb.database.reading import open_read_only
from newsdb.setting_values import LANGUAGE_TAG
from newsdb.settings import BESIDE_THE_DATABASE, Settings

# Directories of posts in a site, which do not bear its name.
NAMELESS = {"", ".", "..", "_posts", "content", "docs", "posts", "source", "src"}
DEFAULT_LANGUAGES = {"en", "en-us"}
"""What generators write into the configuration of every new site: the posts say more."""
SUFFIXES = (".git", ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst")
SAMPLE_OF_POSTS = """
select lang, title || char(10) || substr(body, 1, 2000) from posts
where id % (select max(1, max(id) / 200) from posts) = 0 limit 400
"""
SECTION_QUERIES = {
    "archive": "select 1 from posts where date is not null limit 1",
    "authors": "select 1 from post_authors limit 1",
    "categories": "select 1 from post_categories limit 1",
    "charts": "select 1 from posts where date is not null limit 1",
    "sections": "select 1 from sections limit 1",
    "edits": "select 1 from versions where kind != 'first' limit 1",
    "securities": "select 1 from securities limit 1",
    "sources": "select 1 from posts where source_id is not null limit 1",
    "tags": "select 1 from post_tags limit 1",
    # A day alone has no time; some generators write midnight.
    "times": "select 1 from posts where substr(published, 12, 5) > '00:00' limit 1",
}
LAST_LOADS = """
select distinct files.source, loads.source, options
from files join loads on loads.id = files.load_id where post_id is not null
"""


def settings_of_database(database: Path) -> Settings:
    """Return the settings of a site whose publisher says nothing.

    They are what the configuration of every loaded source says, the name of the source or of the
    database's directory as title, and the language of the posts, if it is certain.
    Raises NotANewsDatabaseError for a file that is not a news.db.
    """
    with closing(open_read_only(database)) as connection:
        settings = read_recorded(connection)
        title = settings.title or name_of_sources(connection) or database.resolve().parent.name
        language = settings.language or read_language(connection)
    return settings.model_copy(update={"title": title or "News", "language": language or None})


def read_sections(database: Path) -> dict[str, bool]:
    """Return for each section of a site whether there is anything to show in it."""
    with closing(open_read_only(database)) as connection:
        return {
            section: connection.execute(sql).fetchone() is not None
            for section, sql in SECTION_QUERIES.items()
        }


def last_post(database: Path) -> str:
    """Return the day (YYYY-MM-DD) of the newest post of a database, '' if none has one."""
    with closing(open_read_only(database)) as connection:
        (day,) = connection.execute("select max(date) from posts").fetchone()
    return day or ""


def read_recorded(connection: sqlite3.Connection) -> Settings:
    """Return what the sources of all posts say of their site, as far as they say the same."""
    sites = [said_by(site) for site in read_sites(connection)]
    if not sites:
        return Settings()
    agreed = {
        name: value
        for name, value in sites[0].items()
        if all(site.get(name) == value for site in sites)
    }
    return Settings(**agreed)


def read_sites(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield what `loads.options` keeps of the site of each source with posts."""
    for name, scopes, options in connection.execute(LAST_LOADS):
        sites = json.loads(options or "{}").get("sites") or []
        loaded = (scopes or "").split("\n")
        # A git repository is recorded with the directories it is limited to.
        numbers = (at for at, each in enumerate(loaded) if f"{each}:".startswith(f"{name}:"))
        number = next(numbers, len(sites))
        yield sites[number] if number < len(sites) else {}


def said_by(site: dict[str, Any]) -> dict[str, Any]:
    """Return settings from what a site's generator is configured to, and from its newsdb.yml."""
    url = f"{site.get('url') or ''}{site.get('base_path') or ''}"
    found = {name: " ".join(f"{site.get(name) or ''}".split()) for name in ("title", "description")}
    language = f"{site.get('language') or ''}".replace("_", "-")
    found |= {"url": url, "language": "" if language.lower() in DEFAULT_LANGUAGES else language}
    said: dict[str, Any] = {}
    for name, value in (found | (site.get("settings") or {})).items():
        if name in BESIDE_THE_DATABASE:
            continue
        # A generator may take what cannot be shown.
        try:
            said |= Settings(**{name: value}).said() if value else {}
        except ValidationError:
            continue
    return said


def name_of_sources(connection: sqlite3.Connection) -> str:
    """Return the name of the directory, archive or repository of all posts; '' if it has none."""
    names = connection.execute("select distinct source from files where post_id is not null")
    found = {name for (name,) in names}
    name = PurePosixPath(found.pop()).name if len(found) == 1 else ""
    while name.endswith(SUFFIXES):
        name = name.rpartition(".")[0]
    return "" if name in NAMELESS else name


def read_language(connection: sqlite3.Connection) -> str:
    """Return the language of most posts, as they name it or else as they are written."""
    rows = connection.execute(SAMPLE_OF_POSTS).fetchall()
    named = [lang for lang, _ in rows if lang and lang.lower() not in DEFAULT_LANGUAGES]
    most = max(set(named), key=named.count, default="")
    if most and named.count(most) > len(rows) / 2 and LANGUAGE_TAG.fullmatch(most):
        return most
    return detect_language(text for _, text in rows)
