"""Detects a source's generator by its configuration files and directories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from loaders.decode import decode
from loaders.front_matter import Value, parse_config
from loaders.generators.base import Generator
from loaders.generators.configuration import (
    HUGO_DIRECTORIES,
    HUGO_DIRECTORY,
    in_default_language,
    merged_files,
)
from loaders.generators.hexo import Hexo
from loaders.generators.hugo import Hugo
from loaders.generators.hugo_content import Content
from loaders.generators.jekyll import Jekyll
from loaders.generators.plain import Plain
from loaders.generators.site import Site
from loaders.generators.values import Fields
from loaders.generators.zola import Zola
from loaders.post_paths import is_post_name
from newsdb.config import SETTINGS_NAME
from newsdb.exceptions import BinaryFileError
from newsdb.models import Options, RawPost

if TYPE_CHECKING:
    from loaders.sources import Source
    from newsdb.settings import Settings

GENERATORS: dict[str, type[Generator]] = {
    each.name: each for each in (Jekyll, Hugo, Hexo, Zola, Plain)
}
CONFIG_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
YAML_NAMES = ("_config.yml", "_config.yaml", "_config.toml")
HUGO_NAMES = tuple(
    f"{name}.{suffix}" for name in ("hugo", "config") for suffix in ("toml", "yaml", "yml", "json")
)
HEXO_KEYS = ("public_dir", "new_post_name", "post_asset_folder", "source_dir", "render_drafts")
CONTAINERS = ("source/", "src/", "docs/")
MAX_DEPTH = 2
"""How many directories deep a configuration is looked for: an archive may hold its site in one."""
PLACEHOLDERS = ("Hexo", "My New Hugo Site", "Your awesome title")
PLACEHOLDER_DESCRIPTION = "Write an awesome description for your new site here."
PLACEHOLDER_HOSTS = ("example.com", "example.org", "yoursite.com")
"""What `hexo init`, `hugo new site` and `jekyll new` write where the author's own is to stand."""
MAX_NEEDED = 1000
"""How many files are read whose texts the rules for other files need."""


def generator_for(
    source: Source, paths: list[str], options: Options, now: datetime | None = None
) -> Generator:
    """Return the rules for a source whose files are `paths`.

    `options.generator` names one; otherwise the first configuration counts, from the top, below
    which there are posts. What newsdb.yml at the source's top says goes before it.
    Raises SourceError if the source cannot be read (any more), SettingsError for a newsdb.yml
    that makes no sense.
    """
    settings = _settings(source, paths)
    if settings is None:
        return _generator_for(source, paths, options, now)
    generator = _generator_for(source, paths, _with_settings(options, settings), now)
    generator.site = replace(generator.site, settings=settings.said())
    return generator


def _settings(source: Source, paths: list[str]) -> Settings | None:
    """Return what newsdb.yml at the top of a source says, None if there is none."""
    texts = dict(_texts(source, [SETTINGS_NAME]) if SETTINGS_NAME in paths else [])
    if not texts:
        return None
    from newsdb.settings import parse_settings  # slow import

    return parse_settings(texts[SETTINGS_NAME], f"{source.name}/{SETTINGS_NAME}")


def _with_settings(options: Options, settings: Settings) -> Options:
    """Return options with the settings of a source where none were given."""
    site_url = options.site_url or settings.url or ""
    if settings.timezone and not options.timezone_given:
        options = replace(options, timezone=settings.timezone, timezone_given=True)
    return replace(options, site_url=site_url)


def _generator_for(
    source: Source, paths: list[str], options: Options, now: datetime | None
) -> Generator:
    known = frozenset(paths)
    for root in _roots(paths):
        config = _read_config(source, known, root)
        site = _site(config, root, known, options)
        if site is None:
            continue
        generator = GENERATORS[site.generator](site, options, now)
        if generator.posts(paths):
            needed = _texts(source, generator.needed(paths)[:MAX_NEEDED])
            files = {path: text for path, text in needed if generator.keeps(path, text)}
            return GENERATORS[site.generator](replace(site, files=files), options, now)
    site = _site_without_config(paths, options)
    return GENERATORS[site.generator](replace(site, paths=known), options, now)


def _roots(paths: Iterable[str]) -> list[str]:
    """Return the directories that hold a configuration, from the top."""
    found: set[str] = set()
    for path in paths:
        if path.endswith(CONFIG_SUFFIXES):
            root, slash, name = path.rpartition("/")
            if name in YAML_NAMES or name in HUGO_NAMES:
                found.add(root + slash)
            if f"/{path}".find(f"/{HUGO_DIRECTORY}") >= 0:
                found.add(path[: f"/{path}".index(f"/{HUGO_DIRECTORY}")])
    return sorted((each for each in found if each.count("/") <= MAX_DEPTH), key=_depth)


def _depth(root: str) -> tuple[int, str]:
    return root.count("/"), root


def _read_config(source: Source, paths: frozenset[str], root: str) -> dict[str, dict[str, Value]]:
    """Return what each configuration file in a directory says, by its name."""
    wanted = [root + name for name in (*YAML_NAMES, *HUGO_NAMES) if root + name in paths]
    for directory in HUGO_DIRECTORIES:
        in_directory = (path for path in paths if path.startswith(root + directory))
        wanted += sorted(path for path in in_directory if path.endswith(CONFIG_SUFFIXES))
    return {
        path.removeprefix(root): fields
        for path, text in _texts(source, wanted)
        if (fields := parse_config(path, text))
    }


def _texts(source: Source, paths: list[str]) -> list[tuple[str, str]]:
    """Return the text of each file that has one."""
    found = []
    for raw in source.read(paths):
        if isinstance(raw, RawPost):
            try:
                found.append((raw.path, decode(raw.content)[0]))
            except BinaryFileError:
                continue
    return found


def _site(
    files: dict[str, dict[str, Value]], root: str, paths: frozenset[str], options: Options
) -> Site | None:
    """Return the site that configuration files describe, None for those of something else."""
    merged = merged_files(files)
    config = Fields(merged)
    name = options.generator or _name(files, config, root, paths) or ""
    if not name:
        return None
    url, base_path = _url_and_path(config, name, options.site_url)
    said = in_default_language(config) if name == "hugo" else config
    return Site(
        generator=name,
        root=root,
        content=_content(config, name),
        title=_own(said.text("title", "name")),
        description=_own(said.text("description")),
        url=url,
        base_path=base_path,
        timezone=_zone(config.text("timezone"), options),
        language=said.text("languagecode", "default_language", "lang", "language", "locale"),
        # Templates name keys as they are written: {{ site.assetUrl }}.
        config={key.lower(): value for key, value in merged.items()} | merged,
        paths=paths,
    )


def _name(
    files: dict[str, dict[str, Value]], config: Fields, root: str, paths: frozenset[str]
) -> str | None:
    if any(name in YAML_NAMES for name in files):
        is_hexo = any(key in config for key in HEXO_KEYS) or (
            "url" in config and any(path.startswith(f"{root}source/_posts/") for path in paths)
            and not any(path.startswith(f"{root}_layouts/") for path in paths)
        )  # fmt: skip
        return "hexo" if is_hexo else "jekyll"
    content = Content(Site(root=root, content=_content(config, "hugo"), config=config.values))
    if not any(map(content.directory, paths)):
        return None
    if "base_url" in config:
        return "zola"
    return (
        "hugo" if any(key in config for key in ("baseurl", "title", "languages", "theme")) else None
    )


def _content(config: Fields, name: str) -> str:
    if name in ("hugo", "zola"):
        directory = config.text("contentdir") or "content"
    elif name == "hexo":
        directory = config.text("source_dir") or "source"
    else:
        directory = config.text("source") if name == "jekyll" else ""
    directory = directory.strip("./")
    return f"{directory}/" if directory else ""


def _url_and_path(config: Fields, name: str, site_url: str) -> tuple[str, str]:
    """Return the URL of a site without its path, and the path without a slash at its end."""
    if site_url:
        whole, base = site_url, ""
    elif name == "jekyll":
        whole, base = config.text("url"), config.text("baseurl")
    elif name == "hexo":
        whole, base = config.text("url"), config.text("root")
    else:
        whole, base = config.text("baseurl", "base_url"), ""
    if whole.startswith("//"):
        whole = f"https:{whole}"
    parts = urlsplit(whole)
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.netloc.removeprefix("www.") in PLACEHOLDER_HOSTS
    ):
        return "", "/" + base.strip("/") if base.strip("/") else ""
    path = parts.path.strip("/")
    base = base.strip("/")
    if name == "jekyll" or path != base:
        path = "/".join(filter(None, (path, base)))
    return f"{parts.scheme}://{parts.netloc}", f"/{path}" if path else ""


def _own(text: str) -> str:
    """Return a text of the configuration, '' for one that generators write into every new site."""
    return "" if text in PLACEHOLDERS or text.startswith(PLACEHOLDER_DESCRIPTION) else text


def _zone(name: str, options: Options) -> str:
    """Return the time zone of the configuration, '' for one that does not exist."""
    try:
        return ZoneInfo(name).key if name and not options.timezone_given else ""
    except (ValueError, OSError, LookupError):
        return ""


def _site_without_config(paths: list[str], options: Options) -> Site:
    """Return what directories show of a site: Hexo's `source/_posts`, Hugo's `content`."""
    posts = [path for path in paths if is_post_name(path)]
    in_posts = [path for path in posts if "_posts/" in path]
    container = next(
        (
            each
            for each in CONTAINERS
            if in_posts and all(p.startswith(f"{each}_posts/") for p in in_posts)
        ),
        "",
    )
    url, base_path = _url_and_path(Fields({}), "plain", options.site_url)
    site = Site(generator=options.generator or "plain", url=url, base_path=base_path)
    if options.generator in ("hugo", "zola") or (
        not options.generator and not in_posts and posts
        and all(path.startswith("content/") for path in posts)
    ):  # fmt: skip
        has_content = any(path.startswith("content/") for path in posts)
        return replace(
            site, generator=options.generator or "hugo", content="content/" if has_content else ""
        )
    return replace(site, content=container)
