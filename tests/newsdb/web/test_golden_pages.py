"""What pages say, all of it: the golden pages in tests/golden/pages/.

A file there has requests, each with the response that was approved. `NEWSDB_REWRITE_GOLDEN=1 pytest
tests/newsdb/web/test_golden_pages.py` rewrites the responses; review the difference then. A new
request is a line there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.conftest import PATIENT
from tests.pages import golden
from tests.pages_site import make_pages_site, make_second_site
from tests.paths import GOLDEN

FILES = sorted((GOLDEN / "pages").glob("*.txt"))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pages_site(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[Datasette]:
    with prepared(database, PATIENT) as context:
        yield instance(context)


@pytest.fixture(scope="module")
def several(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    files = make_second_site(database, tmp_path_factory.mktemp("several"))
    with prepared(None, [*files, *PATIENT]) as context:
        yield instance(context)


async def check(site: Datasette, path: Path) -> None:
    text = await golden(site, path)
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_pages_say_what_was_approved(site: Datasette, path: Path) -> None:
    await check(site, path)


async def test_pages_of_several_databases(several: Datasette) -> None:
    await check(several, GOLDEN / "pages" / "several" / "pages.txt")
