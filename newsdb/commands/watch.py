"""`newsdb watch`: what is new for saved searches after a load."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from newsdb import urls
from newsdb.commands.errors import CommandError, handle_errors, open_existing
from newsdb.commands.options import database_option
from newsdb.commands.output import count, echo, escape_controls, one_line
from newsdb.config import SETTINGS_NAME
from newsdb.exceptions import SettingsError, UnknownValueError, WebhookError
from newsdb.models import Json
from newsdb.search.filter_sql import check_values_exist
from newsdb.search.grammar import parse_query
from newsdb.setting_values import check_url
from newsdb.settings import SavedSearch, find_settings, read_settings
from newsdb.watching import webhook
from newsdb.watching.searches import Cursor, NewPost, is_stale, new_since, read_cursor, saved_filter
from newsdb.watching.state import read_cursors, state_path, write_state

MAX_POSTS = 100
"""How many posts one request to a webhook has; more are sent in several."""

MARKUP = str.maketrans("<>@[]", "＜＞＠［］")
"""What chat services take for a link, or for the name of a person to notify."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is new for a saved search: the posts that loads after `since`, up to `last`, added."""

    name: str
    search: SavedSearch
    since: Cursor
    last: Cursor
    posts: list[NewPost]


def _check_site(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    try:
        return value and check_url(value)
    except ValueError as error:
        raise click.BadParameter(f"{value} {error}") from None


@click.command("watch")
@database_option()
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    show_default=f"{SETTINGS_NAME} beside the database",
    help="Settings file.",
)
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    show_default="the name of the database and .watch.json",
    help="File that remembers what was reported.",
)
@click.option(
    "--site",
    metavar="URL",
    callback=_check_site,
    help="URL of the served site, so that posts are linked there.",
)
@click.option(
    "--since-load",
    type=click.IntRange(min=0),
    help="Report the posts of all loads after this one, whatever was reported before.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="Print text, or one JSON object per search.")  # fmt: skip
def watch_command(
    database: Path,
    config: Path | None,
    state: Path | None,
    site: str | None,
    since_load: int | None,
    form: str,
) -> None:
    """Print or send what is new for saved searches.

    The searches are those under `watch` in newsdb.yml. A post is reported once: the load that a
    search was last reported at is remembered. The first run reports nothing. After the database
    was rebuilt, the posts that were published since then are reported. A search with a webhook is
    sent there as JSON by POST; if that fails, the exit status is 1, and the next run reports the
    same posts again.

    \b
    Example:
      newsdb load && newsdb watch --site https://news.example.org
    """
    with handle_errors():
        settings = read_settings(config) if config else find_settings(database.resolve().parent)
        if not settings.watch:
            where = config or database.resolve().parent / SETTINGS_NAME
            raise CommandError(f"{where} has no searches under `watch`")
        path = state or state_path(database)
        cursors = read_cursors(path)
        with closing(open_existing(database)) as connection:
            reports = list(find_reports(connection, settings.watch, cursors, since_load))
        # What fails from here on is reported next time.
        cursors |= {report.name: report.since for report in reports}
        write_state(path, cursors)
        failed = False
        for report in reports:
            try:
                deliver(report, site, form)
            except (WebhookError, SettingsError) as error:
                echo(f"{report.name}: {error}; its new posts will be reported next time", err=True)
                failed = True
            else:
                cursors[report.name] = report.last
                write_state(path, cursors)
    if failed:
        sys.exit(1)


def find_reports(
    connection: sqlite3.Connection,
    searches: dict[str, SavedSearch],
    cursors: dict[str, Cursor],
    since_load: int | None,
) -> Iterator[Report]:
    """Yield what is new for each search; one without a cursor starts at the last load."""
    connection.execute("begin")  # all see the same load
    last = read_cursor(connection)
    given = None if since_load is None else read_cursor(connection, since_load)
    if since_load is not None and given is None:
        raise CommandError(f"there is no load {since_load}; the last one is {last and last.load}")
    assert last is not None  # noqa: S101
    for name, search in searches.items():
        filter = saved_filter(search.search)
        if unknown := parse_query(search.search).unknown:
            echo(f"{name}: not understood: {', '.join(unknown)}", err=True)
        try:
            check_values_exist([connection], filter)
        except UnknownValueError as error:
            echo(f"{name}: {error}", err=True)
        since = given or cursors.get(name)
        if since is None:
            echo(
                f"{name}: first run; posts that loads after load {last.load} add are reported",
                err=True,
            )
        elif is_stale(connection, since):
            echo(
                f"{name}: the database was rebuilt since load {since.load} was reported; "
                f"reporting posts published since then ({since.started})",
                err=True,
            )
        since = since or last
        yield Report(name, search, since, last, new_since(connection, since, filter))


def deliver(report: Report, site: str | None, form: str) -> None:
    """Print or send a report. Raises WebhookError, and SettingsError for a webhook that is not set.

    All of it is written, or accepted, when this returns.
    """
    if not report.posts:
        return
    title = f"{report.name}: {count(len(report.posts), 'new post')}"
    if report.search.webhook:
        url = webhook_url(report.search.webhook)
        for start in range(0, len(report.posts), MAX_POSTS):
            content = posts_as_json(report, report.posts[start : start + MAX_POSTS], title, site)
            webhook.send(url, json.dumps(content, ensure_ascii=False).encode())
        title += f", sent to {webhook.host_of(url)}"
    if form == "json":
        click.echo(json.dumps(posts_as_json(report, report.posts, title, site)))
    else:
        click.echo(title)
        for post in [] if report.search.webhook else report.posts:
            click.echo(f"  {escape_controls(line_of_post(post, site))}")
    sys.stdout.flush()


def webhook_url(webhook: str) -> str:
    """Return the URL of a webhook, which may be in an environment variable."""
    if not webhook.startswith("$"):
        return webhook
    try:
        return os.environ[webhook[1:]]
    except KeyError:
        raise SettingsError(f"the environment has no variable {webhook[1:]}") from None


def posts_as_json(report: Report, posts: list[NewPost], title: str, site: str | None) -> Json:
    """Return posts of a report as the object that is printed or sent.

    `text` is the same as plain text, which chat services show; titles cannot mention people in it.
    """
    return {
        "text": "\n".join([title, *(line_of_post(post, site).translate(MARKUP) for post in posts)]),
        "name": report.name,
        "search": report.search.search,
        "since_load": report.since.load,
        "load": report.last.load,
        "total": len(report.posts),
        "posts": [{**asdict(post), "article": article_url(post, site)} for post in posts],
    }


def line_of_post(post: NewPost, site: str | None) -> str:
    """Return a post in one line: its day, source, title and link."""
    day = (post.published or "")[:10]
    parts = (day, post.source, one_line(post.title), article_url(post, site) or post.url)
    return "  ".join(filter(None, parts))


def article_url(post: NewPost, site: str | None) -> str | None:
    """Return the URL of a post's page; None if it is not known where the site is."""
    return f"{site.rstrip('/')}{urls.article(post.slug)}" if site else None
