"""Datasette's own options add to the site, with `newsdb serve` and with `datasette .` alike."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsdb.metadata import Metadata
from newsdb.site import fold_securities
from tests.paths import TOP

METADATA = """
title: Ann's blog
license: All rights reserved
databases:
  news:
    tables: {posts: {columns: {title: The headline.}}}
    queries: {own: {title: My query, sql: select 1 as one}}
"""

# A name that one of the site's plugins has, too.
CELLS = """
from datasette import hookimpl
from markupsafe import Markup

@hookimpl
def render_cell(column, value):
    return Markup("<b>own cell</b>") if column == "slug" else None

@hookimpl
def extra_template_vars():
    return {"own": "own variable", "site": None}

@hookimpl
def prepare_connection(conn):
    conn.create_function("own", 0, lambda: "own function")
"""

TABLE = """{% extends "newsdb:table.html" %}
{% block content %}<p>own template, {{ own }}</p>{{ super() }}{% endblock %}"""

OPTIONS = {
    "metadata": ("--metadata", "own.yml"),
    "plugins": ("--plugins-dir", "own-plugins"),
    "templates": ("--template-dir", "own-templates"),
    "static": ("--static", "static:own-static"),
    "another static": ("--static", "files:own-static"),
}

ASK = """
import asyncio, json, sys
from pathlib import Path

mode, *options = sys.argv[1:]
paths = json.loads(sys.stdin.read())

async def ask(datasette):
    found = {}
    for path in paths:
        response = await datasette.client.get(path)
        found[path] = [response.status_code, response.text]
    print(json.dumps(found))

if mode == "newsdb serve":
    from newsdb.commands.prepare import instance, prepared
    with prepared(Path("news.db"), options) as context:
        asyncio.run(ask(instance(context)))
else:
    from datasette.cli import serve
    context = serve.make_context("serve", [".", *options])
    asyncio.run(ask(context.invoke(serve, **context.params, return_instance=True)))
"""

TABLE_PAGE = "/news/posts?_size=3&_col=slug"
FOUND = "/news/posts.json?_search=%E9%93%B6%E8%A1%8C&_size=0&_shape=objects"
QUERY = (
    "/news.json?_shape=array&sql=select+excerpt('abc','b')+as+a,"
    "+match_expression('%E9%93%B6%E8%A1%8C')+as+b"
)
OWN_QUERY = "/news.json?_shape=array&sql=select+own()+as+a"
STYLE, OWN_STYLE = "/static/site.css", "/static/own.css"
FILES = "/files/own.css"
PATHS = [
    *("/", "/search?q=x", "/news", TABLE_PAGE, FOUND, QUERY, OWN_QUERY, STYLE, OWN_STYLE, FILES),
    *(
        "/news/own.json",
        "/news/most_mentioned.json",
        "/article/-202205262391920486",
        "/-/metadata.json",
    ),
]


@pytest.fixture(scope="module")
def folder(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout, with a publisher's own parts beside the site's."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("metadata.yml", "settings.json", "plugins", "templates", "static"):
        (folder / name).symlink_to(TOP / name)
    shutil.copy(news_db, folder / "news.db")
    (folder / "own.yml").write_text(METADATA, encoding="utf-8")
    for name, file, text in [
        ("own-plugins", "cells.py", CELLS),
        ("own-templates", "table.html", TABLE),
        ("own-static", "own.css", "own style"),
    ]:
        (folder / name).mkdir()
        (folder / name / file).write_text(text, encoding="utf-8")
    return folder


ALL = ("metadata", "plugins", "templates", "static")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "given"),
    [
        ("newsdb serve", ("metadata", "another static")),
        ("newsdb serve", ("plugins",)),
        ("newsdb serve", ALL),
        ("datasette .", ()),
        ("datasette .", ("metadata", "templates")),
        ("datasette .", ALL),
    ],
)
def test_any_combination(folder: Path, mode: str, given: tuple[str, ...]) -> None:
    options = [word for name in given for word in OPTIONS[name]]
    run = subprocess.run(
        [sys.executable, "-c", ASK, mode, *options],
        input=json.dumps(PATHS),
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    status = {path: status for path, (status, _) in found.items()}
    text = {path: text for path, (_, text) in found.items()}
    own_parts = {OWN_QUERY, OWN_STYLE, FILES, "/news/own.json", "/-/metadata.json"}
    assert {status[path] for path in PATHS if path not in own_parts} == {200}
    assert json.loads(text[FOUND])["filtered_table_rows_count"] == 39
    assert json.loads(text[QUERY]) == [{"a": "a[b]c", "b": '("银 行" OR "銀 行")'}]
    assert "--paper" in text[STYLE]

    assert ("Ann&#39;s blog" in text["/"]) == ("metadata" in given)
    assert ("CC0" in text["/"]) == ("metadata" not in given)
    assert status["/news/own.json"] == (200 if "metadata" in given else 404)

    assert ("own cell" in text[TABLE_PAGE]) == ("plugins" in given)
    assert status[OWN_QUERY] == (200 if "plugins" in given else 400)

    assert ("own template" in text[TABLE_PAGE]) == ("templates" in given)
    assert ("own variable" in text[TABLE_PAGE]) == ({"plugins", "templates"} <= set(given))

    assert status[OWN_STYLE] == (200 if "static" in given else 404)
    assert status[FILES] == (200 if "another static" in given else 404)


def test_other_instances_of_the_environment_stay_as_they_are(folder: Path) -> None:
    """The entry point does nothing to a Datasette that is not the site."""
    command = [sys.executable, "-m", "datasette", "news.db", "--get", "/news/posts.json?_size=2"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=600)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["rows"][0][0] == 1


@pytest.mark.parametrize("first", ["newsdb.site", "datasette.app", "newsdb.web.errors"])
def test_the_site_has_its_hooks_whatever_is_imported_first(first: str) -> None:
    code = (
        f"import {first}, newsdb.site; from datasette.plugins import pm; "
        "print(len(pm.get_hookcallers(newsdb.site)), pm.get_name(newsdb.site))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=TOP)
    hooks, name = done.stdout.split()
    assert (int(hooks) > 0, name, done.stderr) == (True, "newsdb", "")


@pytest.mark.slow
def test_a_plugin_that_datasette_registered_is_registered_once() -> None:
    """In a checkout, `datasette .` registers the files in plugins/ under their own names."""
    code = (
        "from datasette.app import pm; from newsdb import site; "
        "name = 'newsdb.plugins.pages'; site.register_plugins(); plugin = pm.get_plugin(name); "
        "pm.unregister(plugin); pm.register(plugin, 'pages.py'); site.register_plugins(); "
        "print(pm.get_plugin(name) is plugin, pm.has_plugin('pages.py'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=TOP)
    assert (done.stdout, done.stderr) == ("True False\n", "")


def test_an_archive_without_securities_folds_their_tables_and_has_no_queries_about_them() -> None:
    metadata: Metadata = {}
    fold_securities(metadata)
    news = metadata["databases"]["news"]
    folded = set(news["plugins"]["newsdb"]["bookkeeping"])
    assert {"securities", "post_securities", "security_names", "names", "loads"} <= folded
    assert "posts" not in folded
    assert news["queries"] and set(news["queries"].values()) == {None}
