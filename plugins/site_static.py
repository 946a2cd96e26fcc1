"""The site's static files beside a publisher's."""

import re
from pathlib import Path

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import asgi_static

from newsdb.config import site_directory


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, object]]:
    """The site's static files, where a publisher has mounted a directory of the same name; files
    in that go before them."""
    ours = site_directory() / "static"
    given = [Path(directory) for mount, directory in datasette.static_mounts if mount == ours.name]
    names = {path.name for path in ours.iterdir()}
    names -= {path.name for directory in given for path in directory.iterdir()}
    if not given or not names:
        return []
    files = "|".join(map(re.escape, sorted(names)))
    return [(rf"^/{ours.name}/(?P<path>{files})$", asgi_static(ours))]
