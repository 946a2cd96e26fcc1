"""A publisher's additions to a site: colours, a logo, a style sheet, pages of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from newsdb.exceptions import SettingsError
from newsdb.settings import Settings
from newsdb.settings_errors import compose, line_of

MAX_FILE_BYTES = 2 * 2**20
IMAGE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the publisher's: its content, its media type, and the path where it is served."""

    content: bytes
    media_type: str
    path: str

    @property
    def url(self) -> str:
        """The path with a version, which changes with the content."""
        return f"{self.path}?v={sha256(self.content).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class CustomPage:
    """A page of text, in Markdown; `name` is the last part of its URL."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that a publisher adds to the pages of a site."""

    theme: Asset | None = None
    logo: Asset | None = None
    pages: tuple[CustomPage, ...] = ()

    @property
    def assets(self) -> Mapping[str, Asset]:
        """The files, by the paths where they are served."""
        return {asset.path: asset for asset in (self.theme, self.logo) if asset}


NOTHING = Publication()


def read_publication(settings: Settings, path: Path) -> Publication:
    """Return what the settings in a file add to a site; files that they name are beside it.

    Raises SettingsError, with the line, if one of these is missing, too large, or not below the
    directory.
    """

    def read(location: tuple[int | str, ...], name: str, *suffixes: str) -> bytes:
        try:
            return read_file(path.parent, name, *suffixes)
        except SettingsError as error:
            line = line_of(compose(path.read_text(encoding="utf-8"), f"{path}"), location)
            key = ".".join(f"{part}" for part in location)
            raise SettingsError(f"{path}:{line}: {key}: {error}") from None

    css = set_colors(settings.colors or {}, settings.dark_colors or {})
    if settings.css:
        css += read(("css",), settings.css, ".css").decode("utf-8", "replace")
    logo = None
    if settings.logo:
        content = read(("logo",), settings.logo, *IMAGE_TYPES)
        suffix = PurePosixPath(settings.logo).suffix.lower()
        logo = Asset(content, IMAGE_TYPES[suffix], f"/logo{suffix}")
    pages = [
        CustomPage(
            PurePosixPath(page.file).stem,
            page.title,
            read(("pages", number, "file"), page.file, ".md").decode("utf-8", "replace"),
        )
        for number, page in enumerate(settings.pages or ())
    ]
    names = [page.name for page in pages]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise SettingsError(f"{path}: pages: two files are called {min(repeated)}.md")
    theme = Asset(css.encode(), "text/css; charset=utf-8", "/theme.css") if css else None
    return Publication(theme, logo, tuple(pages))


def set_colors(light: Mapping[Any, str], dark: Mapping[Any, str]) -> str:
    """Return the CSS rule that sets colours of the site's style sheet, '' for none.

    A colour without one for dark pages is that of all pages; one for dark pages alone leaves light
    pages as they are.
    """
    declared = {
        f"--{name}": f"light-dark({color}, {dark[name]})" if name in dark else color
        for name, color in light.items()
    } | {f"--dark-{name}": color for name, color in dark.items() if name not in light}
    rules = " ".join(f"{name}: {value};" for name, value in declared.items())
    return f":root {{ {rules} }}\n" if rules else ""


def read_file(directory: Path, name: str, *suffixes: str) -> bytes:
    """Return the bytes of a file that a setting names.

    Raises SettingsError if it is not below the directory, has another suffix, or is too large.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise SettingsError(f"{name} is not below the directory of newsdb.yml")
    if path.suffix.lower() not in suffixes:
        raise SettingsError(f"{name} does not end in {', '.join(suffixes)}")
    try:
        with (directory / path).open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{name} cannot be read: {error.strerror}") from None
    if len(content) > MAX_FILE_BYTES:
        raise SettingsError(f"{name} is larger than {MAX_FILE_BYTES // 2**20} MB")
    return content
