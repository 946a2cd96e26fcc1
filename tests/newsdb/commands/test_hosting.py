"""`newsdb init` writes the files of a host, also where there is a newsdb.yml."""

import getpass
import sysconfig
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsdb.cli import main
from newsdb.commands.hosting import RECIPES
from tests.paths import TOP

DEPLOY = TOP / "deploy"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {f"{path.relative_to(folder)}": path.read_text("utf-8") for path in files}


@pytest.mark.parametrize("host", [host for host in RECIPES if host != "systemd"])
def test_the_files_of_a_host(folder: Path, host: str) -> None:
    result = CliRunner().invoke(main, ["init", "--yes", f"--{host}"])
    assert (result.exit_code, result.stderr) == (0, "")
    found = written(folder)
    assert found.pop("newsdb.yml") and found.pop("newsdb.schema.json")
    assert found == {
        target: (DEPLOY / name).read_text("utf-8") for target, name in RECIPES[host].items()
    }
    assert [line.removeprefix("Wrote ") for line in result.stdout.splitlines()[1:-1]] == [
        *RECIPES[host]
    ]


def test_units_are_for_this_machine(folder: Path) -> None:
    assert CliRunner().invoke(main, ["init", "--yes", "--systemd"]).exit_code == 0
    places = {
        "/srv/site": f"{folder}",
        "/opt/newsdb/.venv/bin/newsdb": f"{sysconfig.get_path('scripts')}/newsdb",
        "User=newsdb": f"User={getpass.getuser()}",
    }
    for name in RECIPES["systemd"]:
        text = (DEPLOY / name).read_text("utf-8")
        for before, after in places.items():
            text = text.replace(before, after)
        assert (folder / name).read_text("utf-8") == text
    assert Path(places["/opt/newsdb/.venv/bin/newsdb"]).exists()


def test_systemd_needs_a_path_that_it_reads_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "my site").mkdir()
    monkeypatch.chdir(folder / "my site")
    result = CliRunner().invoke(main, ["init", "--yes", "--systemd"])
    assert result.exit_code == 2
    assert "my site: systemd needs a path without spaces" in result.stderr
    assert written(folder) == {}


def test_what_is_there_is_kept(folder: Path) -> None:
    (folder / "newsdb.yml").write_text("title: Mine\n", encoding="utf-8")
    (folder / "README.md").write_text("Mine\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["init", "--spaces"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Wrote Dockerfile",
        "Wrote .dockerignore",
        "Kept README.md, which exists already",
    ]
    assert (folder / "newsdb.yml").read_text("utf-8") == "title: Mine\n"
    assert (folder / "README.md").read_text("utf-8") == "Mine\n"


def test_settings_are_not_written_into_a_file_that_is_there(folder: Path) -> None:
    (folder / "newsdb.yml").write_text("title: Mine\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["init", "--fly", "--title", "Other"])
    assert result.exit_code == 2
    assert "newsdb.yml exists already" in result.stderr
    assert [*written(folder)] == ["newsdb.yml"]
