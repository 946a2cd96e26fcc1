"""What the files of a site of Jekyll are: https://jekyllrb.com/docs/structure/ and its source."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from loaders.front_matter import Value
from loaders.generators.values import Fields, as_text, items_of
from loaders.post_paths import in_posts_directory

HIDDEN = ("_", "#", "~")
EXCLUDED = ("vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby", "node_modules")


class Files:
    """The rules for the files of a site, which are named by their path below its source."""

    def __init__(self, config: Fields) -> None:
        """Keep the configuration."""
        self.config = config

    def kind(self, local: str) -> str:
        """Return what a file is: of `posts`, `drafts`, `pages`, or a collection's name."""
        directories = self.below_collections(local).split("/")[:-1]
        if in_posts_directory(local):
            return "posts"
        if "_drafts" in directories:
            return "drafts"
        if directories and directories[0].startswith("_") and self.collection(directories[0][1:]):
            return directories[0][1:]
        return "" if self._is_hidden(local.split("/")) else "pages"

    def _is_hidden(self, parts: Iterable[str]) -> bool:
        included = items_of(self.config.get("include"))
        return any(part.startswith(HIDDEN) and part not in included for part in parts)

    def below_collections(self, local: str) -> str:
        """Return a path below `collections_dir`, if it lies there; posts and drafts do, too."""
        return local.removeprefix(self.collections_directory)

    @property
    def collections_directory(self) -> str:
        """`collections_dir` with a slash at its end, '' if there is none."""
        directory = self.config.text("collections_dir").removeprefix("./").strip("/")
        return f"{directory}/" if directory else ""

    def collection(self, name: str) -> dict[str, Value]:
        """Return what the configuration says of a collection, {} if there is none of that name."""
        collections = self.config.get("collections")
        if isinstance(collections, list):
            return {"name": name} if name in collections else {}
        found = collections.get(name) if isinstance(collections, dict) else None
        return found if isinstance(found, dict) else {"name": name} if found is not None else {}

    def is_excluded(self, local: str) -> bool:
        """Return whether Jekyll does not look at a file: it is hidden, or excluded."""
        excluded = self.config.get("exclude")
        destination = (self.config.text("destination") or "_site").removeprefix("./")
        patterns = [
            destination,
            *EXCLUDED,
            *(map(as_text, excluded) if isinstance(excluded, list) else ()),
        ]
        parts = self.below_collections(local).split("/")
        at = _posts_at(parts[:-1])
        # Of a directory of posts, Jekyll looks at the first name below and the last.
        seen = [*parts[:at], *({parts[at + 1], parts[-1]} if at + 1 < len(parts) else ())]
        if self._is_hidden(seen):
            return True
        for pattern in filter(None, (each.strip("/") for each in patterns)):
            if local.startswith(f"{pattern}/") or fnmatchcase(local, pattern):
                return True
        return False

    def defaults(self, local: str) -> dict[str, Value]:
        """Return the front matter that files have by default, by their path and kind."""
        sets = self.config.get("defaults")
        if not isinstance(sets, list):
            return {}
        kind = self.kind(local)
        found: list[tuple[tuple[int, bool], dict[str, Value]]] = []
        for each in sets:
            scope = each.get("scope", {}) if isinstance(each, dict) else None
            values = each.get("values") if isinstance(each, dict) else None
            if not isinstance(scope, dict) or not isinstance(values, dict):
                continue
            prefix, kinds = as_text(scope.get("path")).lstrip("/"), as_text(scope.get("type"))
            if kinds and kinds.rstrip("s") != kind.rstrip("s"):
                continue
            if "*" in prefix:
                parts = local.split("/")
                above = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
                if not any(fnmatchcase(part, prefix) for part in above):
                    continue
            elif not local.startswith(prefix):
                continue
            found.append(((len(prefix), bool(kinds)), values))
        merged: dict[str, Value] = {}
        for _, values in sorted(found, key=lambda pair: pair[0]):
            merged |= values
        return merged


def _posts_at(directories: list[str]) -> int:
    """Return the position of the directory that says what a file is: of posts or a collection."""
    special = (at for at, name in enumerate(directories) if name in ("_posts", "_drafts"))
    return next(special, 0 if directories and directories[0].startswith("_") else len(directories))
