"""Where the site's files are: at the top of a checkout, or in an installed package."""

from pathlib import Path

import pytest

from newsdb import config
from newsdb.config import DATABASE_NAME, site_directory
from tests.paths import TOP


def test_a_checkout() -> None:
    assert site_directory() == TOP
    assert DATABASE_NAME in (TOP / "metadata.yml").read_text("utf-8")


def test_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "__file__", f"{tmp_path / 'newsdb' / 'config.py'}")
    assert site_directory() == tmp_path
    (tmp_path / "newsdb" / "served").mkdir(parents=True)
    assert site_directory() == tmp_path / "newsdb" / "served"


def test_the_wheel_has_what_a_checkout_has() -> None:
    """pyproject.toml puts it where `site_directory` looks."""
    text = (TOP / "pyproject.toml").read_text("utf-8")
    for name in ("metadata.yml", "settings.json", "plugins", "templates", "static", "deploy"):
        assert (TOP / name).exists()
        assert f'"{name}" = "newsdb/served/{name}"\n' in text
