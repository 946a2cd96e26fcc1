"""`newsdb watch`: each new post is reported once, and none is lost where a webhook fails."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsdb.cli import main
from newsdb.watching import webhook
from tests.conftest import load
from tests.newsdb.watching.test_searches import write
from tests.newsdb.watching.test_webhook import hook

SETTINGS = "watch:\n  cuts:\n    search: 降息\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A database of one load, with a saved search that has started."""
    write(tmp_path / "posts", "a", 1, "央行降息", "利率")
    load(tmp_path / "posts", tmp_path / "news.db")
    (tmp_path / "newsdb.yml").write_text(SETTINGS, encoding="utf-8")
    result = watch(tmp_path)
    message = "cuts: first run; posts that loads after load 1 add are reported\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", message)
    return tmp_path


def watch(directory: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["watch", "--db", f"{directory / 'news.db'}", *options])


def add(directory: Path, name: str, day: int, title: str, body: str = "正文") -> None:
    write(directory / "posts", name, day, title, "利率", body)
    load(directory / "posts", directory / "news.db")


def with_webhook(directory: Path, url: str) -> None:
    text = f"{SETTINGS}    webhook: {url}\n"
    (directory / "newsdb.yml").write_text(text, encoding="utf-8")


def printed(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


def test_new_posts_are_printed_once(site: Path) -> None:
    assert printed(watch(site)) == (0, "", "")
    add(site, "b", 2, "再次降息\u202e\x1b[31m")
    add(site, "c", 3, "无关")
    add(site, "d", 4, "降息")
    expected = (
        "cuts: 2 new posts\n"
        "  2022-03-12  再次降息  https://n.example/article/2022-03-12-b\n"
        "  2022-03-14  降息  https://n.example/article/2022-03-14-d\n"
    )
    status, out, errors = printed(watch(site, "--site", "https://n.example/"))
    assert (status, errors) == (0, "")
    assert out.replace("\\u202e", "").replace("\\x1b[31m", "").replace("[31m", "") == expected
    assert printed(watch(site)) == (0, "", "")


def test_json_is_one_object_per_search(site: Path) -> None:
    add(site, "b", 2, "降息 <!channel> @all")
    found = json.loads(watch(site, "--format", "json").stdout)
    assert {name: found[name] for name in ("name", "search", "since_load", "load", "total")} == {
        "name": "cuts",
        "search": "降息",
        "since_load": 1,
        "load": 2,
        "total": 1,
    }
    assert found["posts"] == [
        {
            "slug": "2022-03-12-b",
            "title": "降息 <!channel> @all",
            "published": "2022-03-12T08:00:00+08:00",
            "source": None,
            "url": None,
            "summary": "正文",
            "article": None,
        }
    ]
    assert found["text"] == "cuts: 1 new post\n2022-03-12  降息 ＜!channel＞ ＠all"


def test_nothing_is_lost_where_a_webhook_fails(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook.send, "__defaults__", ((0, 0), 15.0))
    add(site, "b", 2, "降息")
    failed = (
        "cuts: the webhook at 127.0.0.1 answered 500; its new posts will be reported next time\n"
    )
    with hook(500) as broken:
        with_webhook(site, broken.url)
        assert printed(watch(site)) == (1, "", failed)
        assert len(broken.bodies) == 3
    add(site, "c", 3, "又降息")
    with hook(500, 200) as server:  # the second attempt succeeds
        monkeypatch.setenv("CUTS_HOOK", server.url)
        with_webhook(site, "$CUTS_HOOK")
        done = watch(site)
        assert printed(done) == (0, "cuts: 2 new posts, sent to 127.0.0.1\n", "")
        assert printed(watch(site)) == (0, "", "")
    bodies: list[dict[str, Any]] = [json.loads(body) for body in server.bodies]
    assert bodies[0] == bodies[1]
    assert (bodies[1]["since_load"], bodies[1]["load"]) == (1, 3)
    assert [post["slug"] for post in bodies[1]["posts"]] == ["2022-03-12-b", "2022-03-13-c"]


def test_many_posts_are_sent_in_several_requests(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsdb.commands.watch.MAX_POSTS", 2)
    for at in range(2, 6):
        write(site / "posts", f"p{at}", at, f"降息{at}", "利率")
    add(site, "p6", 6, "降息6")
    with hook(200) as server:
        with_webhook(site, server.url)
        assert watch(site).exit_code == 0
    posts = [[post["slug"][-2:] for post in json.loads(body)["posts"]] for body in server.bodies]
    assert posts == [["p2", "p3"], ["p4", "p5"], ["p6"]]


def test_what_fails_at_the_first_run_is_reported_at_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUTS_HOOK", raising=False)
    add(tmp_path, "a", 1, "降息")
    with_webhook(tmp_path, "$CUTS_HOOK")
    result = watch(tmp_path, "--since-load", "0")
    assert result.exit_code == 1
    assert "cuts: the environment has no variable CUTS_HOOK" in result.stderr
    with hook(200) as server:
        monkeypatch.setenv("CUTS_HOOK", server.url)
        assert watch(tmp_path).stdout == "cuts: 1 new post, sent to 127.0.0.1\n"


def test_a_database_that_was_rebuilt(site: Path) -> None:
    state = site / "news.db.watch.json"
    state.write_text('{"cuts": {"load": 7, "started": "2022-03-12T08:00:00+08:00"}}', "utf-8")
    add(site, "b", 2, "降息")
    add(site, "c", 3, "降息")
    with_webhook(site, "$CUTS_HOOK")  # not set: the same is reported again
    message = (
        "cuts: the database was rebuilt since load 7 was reported; "
        "reporting posts published since then (2022-03-12T08:00:00+08:00)\n"
    )
    status, out, errors = printed(watch(site))
    assert (status, out) == (1, "") and errors.startswith(message)
    (site / "newsdb.yml").write_text(SETTINGS, encoding="utf-8")
    assert printed(watch(site)) == (0, "cuts: 1 new post\n  2022-03-13  降息\n", message)
    assert printed(watch(site)) == (0, "", "")
    assert watch(site, "--since-load", "0").stdout.splitlines()[0] == "cuts: 3 new posts"


def test_mistakes_are_said(site: Path) -> None:
    load_99 = printed(watch(site, "--since-load", "99"))
    assert load_99 == (2, "", "newsdb: there is no load 99; the last one is 1\n")
    assert watch(site, "--site", "n.example").exit_code == 2
    text = "watch:\n  x:\n    search: tag:没有 before:never\n"
    (site / "newsdb.yml").write_text(text, encoding="utf-8")
    status, out, errors = printed(watch(site))
    assert (status, out) == (0, "")
    assert errors == (
        "x: not understood: before\n"
        "x: there is no tag '没有'\n"
        "x: first run; posts that loads after load 1 add are reported\n"
    )
    for name in ("newsdb.yml", "other.yml"):
        (site / name).write_text("title: T\n", encoding="utf-8")
        given = [] if name == "newsdb.yml" else ["--config", f"{site / name}"]
        errors = f"newsdb: {site / name} has no searches under `watch`\n"
        assert printed(watch(site, *given)) == (2, "", errors)
    (site / "newsdb.yml").write_text("watch:\n  x:\n    search: a\n    webhook: a\n", "utf-8")
    assert "newsdb.yml:4: watch.x.webhook: 'a' is not a URL" in watch(site).stderr
