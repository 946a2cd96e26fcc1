"""What several tests stand on: the sample archive, loaded and served as people do it."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from datasette.plugins import pm
from hypothesis import HealthCheck, settings

from newsdb.cli import main
from newsdb.commands.prepare import instance, prepared
from tests.exports import FORMATS, export
from tests.paths import TOP

# Each run tries the same examples, whatever else the machine does; `make fuzz` looks for new ones.
settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", settings.get_profile("same"), derandomize=False, max_examples=2000
)
settings.load_profile("same")

STARTING = frozenset(
    {"subprocess", "multiprocessing", "http.server", "tests.live", "tests.loaders.repositories"}
)
"""Modules that start processes, servers or git. Tests of a module that imports one are slow."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of modules that start something; others are marked where they stand."""
    starting = {
        module: any(
            (value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", ""))
            in STARTING
            for value in vars(module).values()
        )
        for module in {item.module for item in items if isinstance(item, pytest.Function)}
    }
    for item in items:
        if isinstance(item, pytest.Function) and starting[item.module]:
            item.add_marker("slow")


PATIENT = (
    *("--setting", "sql_time_limit_ms", "600000"),
    *("--setting", "facet_time_limit_ms", "600000"),
)
"""Options for a site whose tests are about something else than time: what takes milliseconds may
take a second on a slow or busy machine."""


def load(posts: Path, database: Path, *options: str) -> Path:
    """Load a folder of posts with the real command, and return the database."""
    arguments = ["load", "posts", str(posts), "--db", str(database), "--quiet", *options]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output) == (0, "")
    return database


@pytest.fixture
def restored_plugins() -> Iterator[None]:
    """Unregister the plugins that a test registers; they are those of the whole process."""
    before = set(pm.get_plugins())
    yield
    for plugin in set(pm.get_plugins()) - before:
        pm.unregister(plugin)


@pytest.fixture(scope="session")
def news_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that the loaders make of the sample archive, `posts/`."""
    return load(TOP / "posts", tmp_path_factory.mktemp("sample") / "news.db", "--no-split")


@pytest.fixture(scope="session")
def datasette(news_db: Path) -> Iterator[Datasette]:
    """The sample archive as `newsdb serve` serves it, to be asked by `datasette.client`."""
    with prepared(news_db, PATIENT) as context:
        yield instance(context)


@pytest.fixture(scope="session")
def edits_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    """A site whose articles were edited; see tests/edits_site.py."""
    from tests.edits_site import make_edits_site

    with prepared(make_edits_site(tmp_path_factory.mktemp("edits")), PATIENT) as context:
        yield instance(context)


@pytest.fixture(scope="module")
def whole(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    assert export(news_db, folder, *FORMATS).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def monthly(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("monthly")
    assert export(news_db, folder, *FORMATS, "--by", "month").exit_code == 0
    return folder
