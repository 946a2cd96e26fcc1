"""The site of several databases, one a year, and that of one file with all their posts."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner
from datasette.app import Datasette

from newsdb.cli import main

OF_ONE_DATABASE = (
    r'\s*<ul class="formats".*?</ul>'
    r'|\s*<section aria-labelledby="(?:analysts|top-securities|about|evidence)".*?</section>'
    r"|\s*<datalist.*?</datalist>"
    r'|\s*<details class="source"><summary>SQL of these numbers.*?</details>'
)


def build_years(news_db: Path, folder: Path) -> list[str]:
    """Build the files of the sample's years, 2021.db and 2022.db.

    Beside them, `whole.sqlite` has the posts of all.
    """
    lake = f"{folder / 'lake'}"
    for command in (
        ["export", "--db", f"{news_db}", "--to", lake],
        ["build", "--from", lake, "--shard", "year", "--to", f"{folder}"],
        ["build", "--from", lake, "--db", f"{folder / 'whole.sqlite'}"],
    ):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
    return [f"{path}" for path in sorted(folder.glob("*.db"))]


async def get(site: Datasette, url: str) -> str:
    """Return a page without what leads to pages of a single database, ids, and times of loads."""
    response = await site.client.get(url)
    assert response.status_code == 200, url
    text = re.sub(OF_ONE_DATABASE, "", response.text, flags=re.DOTALL)
    text = re.sub(r"(~|%7E)\d+", r"\1", text)
    text = re.sub(r'(<updated>|"date_modified": "|<dt>Last updated</dt>.*?")[^"<]+', r"\1", text)
    text = re.sub(r"\s+", " ", text)
    return text.partition("<main")[2].partition("</main>")[0] or text
