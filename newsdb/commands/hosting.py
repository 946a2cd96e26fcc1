"""The files that publish a site on a host, which `newsdb init` writes beside newsdb.yml."""

from __future__ import annotations

import getpass
import re
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from newsdb.commands.errors import CommandError
from newsdb.config import site_directory

IMAGE = {"Dockerfile": "Dockerfile.site", ".dockerignore": "dockerignore"}
UNITS = ("newsdb.service", "newsdb-load.service", "newsdb-load.timer")
RECIPES = {
    "github": {".github/workflows/newsdb.yml": "github.yml"},
    "docker": {**IMAGE, "compose.yml": "compose.yml"},
    "fly": {**IMAGE, "fly.toml": "fly.toml"},
    "spaces": {**IMAGE, "README.md": "huggingface.readme"},
    "systemd": {name: name for name in UNITS},
}
"""For each host, the files it needs, and what they are called in `deploy`."""
IN_UNITS = re.compile(r"[\w./@+:,=-]+")
"""A path that means itself wherever systemd reads one."""


def files_for(hosts: Iterable[str]) -> dict[Path, str]:
    """Return the content of each file that hosts need, by its path in the site's directory.

    Raises CommandError for systemd if the path of the site or of newsdb has a space or the like.
    """
    deploy = site_directory() / "deploy"
    names = {target: name for host in hosts for target, name in RECIPES[host].items()}
    return {
        Path(target): (for_this_machine if name in UNITS else str)(
            (deploy / name).read_text(encoding="utf-8")
        )
        for target, name in names.items()
    }


def for_this_machine(unit: str) -> str:
    """Return a unit with the directory, the program and the user of this process."""
    places = {
        "/srv/site": f"{Path.cwd()}",
        "/opt/newsdb/.venv/bin/newsdb": f"{Path(sysconfig.get_path('scripts'), 'newsdb')}",
        "User=newsdb": f"User={getpass.getuser()}",
    }
    for path in places.values():
        if not IN_UNITS.fullmatch(path):
            raise CommandError(f"{path}: systemd needs a path without spaces and quotation marks")
    return re.sub("|".join(places), lambda match: places[match[0]], unit)
