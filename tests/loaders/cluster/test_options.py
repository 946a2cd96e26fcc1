"""`newsdb load posts --cluster` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loaders.cluster import run
from loaders.cluster.job import Job
from loaders.cluster.run import Loaded
from newsdb.cli import main
from newsdb.models import Summary
from tests.lakes import write_site


def load(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["load", "posts", *arguments])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--cluster", "local:2"], "need each other"),
        (["--to", "lake"], "need each other"),
        (["--cluster", "local:2", "--to", "lake", "--db", "a.db"], "--db does not go with"),
        (["--cluster", "local:2", "--to", "lake", "--prune"], "--prune does not go with"),
        (["--cluster", "local:2", "--to", "lake", "--media", "copy"], "--media copy does not"),
        (["--cluster", "local:0", "--to", "lake"], "is not local:N"),
        (["--cluster", "scheduler:8786", "--to", "lake"], "is not local:N"),
        (["--cluster", "tcp://[", "--to", "lake"], "is not local:N"),
    ],
)
def test_what_makes_no_sense_is_an_error(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    result = load(f"{write_site(tmp_path)}", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


def test_a_password_in_a_url_is_not_sent_to_workers(tmp_path: Path) -> None:
    arguments = ["--cluster", "local:2", "--to", f"{tmp_path}/lake"]
    result = load("https://me:secret@example.com/posts.zip", *arguments)
    assert (result.exit_code, "secret" in result.output) == (2, False)
    assert "leave out user and password" in result.output


@pytest.mark.parametrize(
    ("address", "is_warned"),
    [("tcp://127.0.0.1:8786", False), ("tls://a.example:8786", False), ("tcp://a.example:1", True)],
)
def test_the_load_and_what_is_said_of_it(
    address: str, is_warned: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []

    def load_on_cluster(job: Job, sources: object, given: str, *_: object) -> Loaded:
        assert given == address
        jobs.append(job)
        summary = Summary(added=2, rejected=1, problems=["a.md: the file is empty"])
        return Loaded(summary, shares=3, converted=1)

    monkeypatch.setattr(run, "load_on_cluster", load_on_cluster)
    monkeypatch.chdir(tmp_path)
    write_site(tmp_path / "site")
    arguments = ["site", "site", "--cluster", address, "--to", "lake"]
    result = load(*arguments, "--strict")
    assert result.exit_code == 1
    assert (
        "lake: 2 posts, 0 duplicates, 0 repaired, 1 rejected, 0 removed; "
        "converted 1 of 3 shares.\n  a.md: the file is empty\n"
    ) in result.output
    assert ("use tls://" in result.output) == is_warned
    assert [(place.name, place.location) for place in jobs[0].places] == [
        ("site", f"{tmp_path}/site")
    ]
    assert jobs[0].options.media == "link"
    quiet = load(*arguments, "--quiet")
    assert (quiet.exit_code, "posts" in quiet.output) == (0, False)
