"""Where content lies in a site of Hugo: its languages, their directories, and mounts.

https://gohugo.io/content-management/multilingual/ and https://gohugo.io/hugo-modules/configuration/
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from posixpath import splitext

from loaders.front_matter import Value
from loaders.generators.names import LANGUAGES
from loaders.generators.site import Site
from loaders.generators.values import Fields, as_text, items_of

CONTENT_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory of the source whose files are content: its path, and theirs below the content.

    Both end with `/`, or `target` is empty. `language` is '' where the names of files have it.
    """

    source: str
    target: str = ""
    language: str = ""


class Content:
    """The languages of a site, and for each file its own one and its path below the content."""

    def __init__(self, site: Site) -> None:
        """Read the configuration."""
        self.config = Fields(site.config)
        self.languages = _by_code(self.config.get("languages"))
        self.default_language = self.config.text("defaultcontentlanguage").lower() or "en"
        self._site = site
        self._disabled = {each.lower() for each in items_of(self.config.get("disablelanguages"))}

    @cached_property
    def mounts(self) -> list[tuple[str, str, str]]:
        """Source, target and language of each mount of the configuration."""
        module = self.config.get("module")
        mounts = Fields(module).get("mounts") if isinstance(module, dict) else ""
        tables = [Fields(each) for each in mounts if isinstance(each, dict)]
        return [
            (_directory(each.text("source")), _directory(each.text("target")), each.text("lang"))
            for each in tables
        ]

    @cached_property
    def directories(self) -> list[Directory]:
        """The directories of content, those further down first.

        Without mounts for content, they are those of the languages, or `contentDir`.
        """
        top = self._site.root
        found = [
            Directory(top + source, target.removeprefix("content/"), language.lower())
            for source, target, language in self.mounts
            if target.startswith("content/")
        ]
        if not found:
            own = {
                code: _directory(each.text("contentdir")) for code, each in self.languages.items()
            }
            found = [Directory(top + own[code], "", code) for code in own if own[code]]
            if not found or not all(own.values()):
                found.append(Directory(top + self._site.content))
        return sorted(found, key=lambda each: -len(each.source))

    def directory(self, path: str) -> Directory | None:
        """Return the directory of content that a file lies in, None if it lies in none."""
        return next((each for each in self.directories if path.startswith(each.source)), None)

    def is_content(self, path: str) -> bool:
        """Return whether a file is content, and of a language that is built."""
        if not path.lower().endswith(CONTENT_SUFFIXES) or self.directory(path) is None:
            return False
        code = self.code(path)
        language = self.languages.get(code)
        return code not in self._disabled and not (language and language.flag("disabled"))

    def below(self, path: str) -> str:
        """Return the path of a file below the content of its language."""
        directory = self.directory(path)
        return directory.target + path.removeprefix(directory.source) if directory else path

    def stem(self, path: str) -> tuple[str, str]:
        """Return a file's name without suffix and language, and the language or ''."""
        stem = splitext(path.rpartition("/")[2])[0]
        name, dot, lang = stem.rpartition(".")
        known = self.languages or LANGUAGES
        return (name, lang) if dot and lang.lower() in known else (stem, "")

    def page(self, path: str) -> str:
        """Return the path of a page: below the content, without suffix, language and `index`."""
        directory = self.below(path).rpartition("/")[0]
        name = self.stem(path)[0]
        return directory if name == "index" else f"{directory}/{name}".lstrip("/")

    def named_code(self, path: str) -> str:
        """Return the language that a file's name or directory says, or ''."""
        if lang := self.stem(path)[1]:
            return lang.lower()
        directory = self.directory(path)
        return directory.language if directory else ""

    def code(self, path: str) -> str:
        """Return the language of a file, '' where the site has no languages."""
        return self.named_code(path) or (self.default_language if self.languages else "")

    def prefix(self, path: str) -> str:
        """Return what the URL of a page begins with for its language."""
        code = self.code(path) if self.languages else ""
        in_directory = self.config.flag("defaultcontentlanguageinsubdir")
        return f"/{code}" if code and (code != self.default_language or in_directory) else ""


def _by_code(languages: Value) -> dict[str, Fields]:
    """Return what the configuration says of each language, by its code."""
    if not isinstance(languages, dict):
        return {}
    return {
        code.lower(): Fields(each if isinstance(each, dict) else {})
        for code, each in languages.items()
    }


def _directory(text: str) -> str:
    """Return a path with a slash at its end, '' for none."""
    path = as_text(text).removeprefix("./").strip("/")
    return f"{path}/" if path else ""
