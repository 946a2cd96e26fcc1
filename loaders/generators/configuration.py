"""What the configuration files of a site say together."""

from __future__ import annotations

from loaders.front_matter import Value
from loaders.generators.values import Fields

HUGO_DIRECTORY = "config/_default/"
HUGO_DIRECTORIES = (HUGO_DIRECTORY, "config/production/")
"""What a later one says counts: Hugo builds sites for `production`."""


def in_default_language(config: Fields) -> Fields:
    """Return what Hugo's configuration says of the site in the language that is its default."""
    default = config.text("defaultcontentlanguage")
    languages = config.get("languages")
    codes = languages if isinstance(languages, dict) else {}
    own = Fields(codes).get(default.lower() or "en") or next(iter(codes.values()), "")
    names = ("title", "description", "languagecode", "locale")
    found: dict[str, Value] = {"languagecode": default}
    for fields in (config, Fields(own if isinstance(own, dict) else {})):
        parameters = fields.get("params")
        for each in (Fields(parameters if isinstance(parameters, dict) else {}), fields):
            found |= {name: text for name in names if (text := each.text(name))}
    return Fields(found)


def merged_files(files: dict[str, dict[str, Value]]) -> dict[str, Value]:
    """Return the configuration of all files; `config/_default/menus.toml` has what is in `menus`.

    `languages.en.toml` has what is in `languages.en`, `menus.en.toml` what is in
    `languages.en.menus`.
    """
    merged: dict[str, Value] = {}
    for name, fields in files.items():
        part = name.rpartition("/")[2] if name.startswith(HUGO_DIRECTORIES) else name
        key, *middle = part.split(".")[:-1]
        if part == name or key in ("hugo", "config"):
            _merge(merged, fields)
        elif not middle:
            _merge(merged, {key: fields})
        else:
            own: Value = fields if key == "languages" else {key: fields}
            _merge(merged, {"languages": {middle[0]: own}})
    return merged


def _merge(into: dict[str, Value], fields: dict[str, Value]) -> None:
    """Add fields to others; tables that both have become one."""
    for key, value in fields.items():
        known = into.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        else:
            into[key] = value
