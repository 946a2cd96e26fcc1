"""Jekyll 4: https://jekyllrb.com/docs/posts/, /permalinks/, /configuration/ and its source."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from loaders import archive_rules
from loaders.front_matter import SplitPost, Value
from loaders.generators.names import FILE_NAME
from loaders.generators.permalinks import fill, slugify
from loaders.generators.plain import Plain
from loaders.generators.site import PostMeta
from loaders.generators.values import (
    FALSE,
    TRUE,
    Fields,
    as_text,
    items_of,
    split_names,
)
from loaders.post_paths import in_posts_directory, is_post_name
from newsdb.models import Problem

STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
HIDDEN = ("_", "#", "~")
PRETTY = "._~!$&'()+,;=@"
TAG = re.compile(r"\{%-?\s*(\w+)")
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:.*$", re.MULTILINE)
WITHOUT_ZONE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[Tt ]+\d{1,2}:\d{2}:\d{2}(?:\.\d+)?")
DATED = ("posts", "drafts")
EXCLUDED = ("vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby", "node_modules")


class Jekyll(Plain):
    """A site with a `_config.yml`."""

    name = "jekyll"
    date_keys = ("date",)
    updated_keys: tuple[str, ...] = ("last_modified_at", *Plain.updated_keys)
    title_in_heading_first = False
    static_directories = ()

    def needed(self, paths: list[str]) -> list[str]:
        """Return the files that templates may include."""
        return [path for path in paths if path.startswith(self._includes)]

    @property
    def _includes(self) -> str:
        directory = self.config.text("includes_dir").strip("./") or "_includes"
        return f"{self.site.root}{self.site.content}{directory}/"

    def posts(self, paths: list[str]) -> list[str]:
        """Return the posts, and what the switches of the configuration or the load add."""
        return [path for path in paths if path.startswith(self.site.root) and self.is_post(path)]

    def is_post(self, path: str) -> bool:
        """Return whether Jekyll makes a post of a file; `old_post` counts as well."""
        local = self.local(path)
        if not is_post_name(path) or self._is_excluded(local):
            return False
        kind = self._kind(local)
        # Posts and drafts elsewhere are none (lib/jekyll/reader.rb).
        if kind in ("posts", "drafts") and not local.startswith(self._collections_directory):
            return False
        if kind == "posts":
            return True
        if kind == "drafts":
            return self.config.flag("show_drafts") is True or "drafts" in self.include
        if kind == "pages":
            return "pages" in self.include
        return "collections" in self.include and self._collection(kind).get("output") in TRUE

    def _kind(self, local: str) -> str:
        """Return what a file is: of `posts`, `drafts`, `pages`, or a collection's name."""
        directories = self._in_collections(local).split("/")[:-1]
        if in_posts_directory(local):
            return "posts"
        if "_drafts" in directories:
            return "drafts"
        if directories and directories[0].startswith("_") and self._collection(directories[0][1:]):
            return directories[0][1:]
        hidden = any(part.startswith(HIDDEN) for part in local.split("/"))
        return "" if hidden else "pages"

    def _in_collections(self, local: str) -> str:
        """Return a path below `collections_dir`, if it lies there; posts and drafts do, too."""
        return local.removeprefix(self._collections_directory)

    @property
    def _collections_directory(self) -> str:
        """`collections_dir` with a slash at its end, '' if there is none."""
        directory = self.config.text("collections_dir").removeprefix("./").strip("/")
        return f"{directory}/" if directory else ""

    def _collection(self, name: str) -> dict[str, Value]:
        collections = self.config.get("collections")
        if isinstance(collections, list):
            return {"name": name} if name in collections else {}
        found = collections.get(name) if isinstance(collections, dict) else None
        return found if isinstance(found, dict) else {"name": name} if found is not None else {}

    def _is_excluded(self, local: str) -> bool:
        excluded = self.config.get("exclude")
        destination = (self.config.text("destination") or "_site").removeprefix("./")
        patterns = [
            destination,
            *EXCLUDED,
            *(map(as_text, excluded) if isinstance(excluded, list) else ()),
        ]
        parts = self._in_collections(local).split("/")
        included = items_of(self.config.get("include"))
        at = _posts_at(parts[:-1])
        # Of a directory of posts, Jekyll looks at the first name below and the last.
        seen = [*parts[:at], *({parts[at + 1], parts[-1]} if at + 1 < len(parts) else ())]
        if any(part.startswith(HIDDEN) and part not in included for part in seen):
            return True
        for pattern in filter(None, (each.strip("/") for each in patterns)):
            if local.startswith(f"{pattern}/") or fnmatchcase(local, pattern):
                return True
        return False

    def with_defaults(self, path: str, fields: dict[str, Value]) -> dict[str, Value]:
        """Return the front matter with the defaults whose scope the post lies in."""
        sets = self.config.get("defaults")
        if not isinstance(sets, list):
            return fields
        local = self.local(path)
        kind = self._kind(local)
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
        return merged | fields

    def categories(self, path: str, fields: Fields) -> list[str]:
        """Return the categories; `collections_dir` is none."""
        return super().categories(self._in_collections(self.local(path)), fields)

    def title(self, path: str, fields: Fields, document: SplitPost) -> str:
        """Return the title; one made of the file's name as Jekyll makes it: `Api V2`."""
        match = FILE_NAME.match(self.name_of(path))
        has_own = fields.text("title") or not document.fields
        if has_own or match is None or archive_rules.has_article_name(path):
            return super().title(path, fields, document)
        return " ".join(word.capitalize() for word in match["name"].split("-") if word)

    def tags(self, fields: Fields) -> list[str]:
        """Return the tags; `tag`, also that of the defaults, counts before `tags`."""
        return items_of(fields.get("tag")) or split_names(fields.get("tags"), self.split)

    def _time(
        self, fields: Fields, keys: tuple[str, ...], path: str, problems: list[Problem]
    ) -> datetime | None:
        """Return the time of a post; YAML takes one that has seconds and no zone for UTC."""
        is_as_meant = self.zone_is_given or archive_rules.has_article_name(path)
        if not is_as_meant and WITHOUT_ZONE.fullmatch(date := fields.text("date")):
            fields = Fields({"date": f"{date}Z"})
            found = super()._time(fields, keys, path, problems)
            return found.astimezone(self.local_zone) if found else None
        return super()._time(fields, keys, path, problems)

    def outdated(self, path: str, fields: Fields, published: datetime | None) -> Problem | None:
        """Return a reason if a post is in the future, unless the configuration allows that."""
        return self.scheduled(published) if published and not self.config.flag("future") else None

    def before_more(self, document: SplitPost) -> str:
        """Return the text before `excerpt_separator`; by default, the first paragraph.

        Tags of Liquid that are open at its end are closed (lib/jekyll/excerpt.rb).
        """
        fields, body = Fields(document.fields), document.body.lstrip()
        separator = fields.text("excerpt_separator") or self.config.text("excerpt_separator")
        if separator and separator not in body:
            return ""
        head, _, rest = body.partition(separator or "\n\n")
        opened = [tag for tag in TAG.findall(head) if f"end{tag}" in rest]
        closing = (f"{{% end{tag} %}}" for tag in reversed(opened) if f"end{tag}" not in head)
        definitions = DEFINITION.findall(rest)
        return "\n\n".join([head + "".join(closing), *definitions]).strip()

    def permalink(self, path: str, fields: Fields, meta: PostMeta) -> str | None:
        """Return the post's path by its own permalink, its collection's or the site's style."""
        local = self.local(path)
        kind = self._kind(local)
        if kind == "pages":
            return fields.text("permalink") or self._page(local)
        style = self.config.text("permalink") or "date"
        own = fields.text("permalink") or as_text(self._collection(kind).get("permalink"))
        of_site = "/:collection/:path" + _suffix(style)
        if kind in DATED:
            of_site = STYLES.get(style, style)
        pattern = own or of_site
        time = meta.published.astimezone(self.local_zone) if meta.published else None
        if time is None and re.search(r":(?:year|month|day|i_|y_|w_|short_|long_|week)", pattern):
            return None
        name = self.name_of(path)
        match = FILE_NAME.match(name)
        base = match["name"] if match else name
        slug = fields.text("slug")
        values = {
            "title": slugify(slug or base, PRETTY),
            "slug": slugify(slug or base).lower(),
            "name": slugify(base).lower(),
            "categories": "/".join(dict.fromkeys(each.lower() for each in meta.categories)),
            "slugified_categories": "/".join(
                dict.fromkeys(slugify(each).lower() for each in meta.categories)
            ),
            "collection": kind,
            "path": str(PurePosixPath(self._in_collections(local)).with_suffix("")).partition("/")[
                2
            ],
            "output_ext": ".html",
            **(date_parts(time) if time else {}),
        }
        return fill(pattern, lambda name, _: values.get(name))

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its Liquid expanded, and what of it was not understood."""
        if "{{" not in document.body and "{%" not in document.body:
            return document.body, []
        from loaders.generators.liquid import LiquidPage, expand, typed  # slow import

        site = {key: typed(value) for key, value in self.site.config.items()}
        site |= {"url": self.site.url, "baseurl": self.site.base_path, "time": self.now}
        fields = {key: typed(value) for key, value in document.fields.items()}
        fields |= {"title": meta.title, "date": meta.published, "path": self.local(path)}
        fields |= {"tags": list(meta.tags), "categories": list(meta.categories)}
        fields["url"] = (meta.permalink or "").removeprefix(self.site.base_path)
        page = LiquidPage(
            site=site,
            page=fields,
            includes={
                path.removeprefix(self._includes): text for path, text in self.site.files.items()
            },
            relative_url=self._on_site,
            absolute_url=lambda each: self.site.url + self._on_site(each),
            post_url=self._post_url,
            link=self._link,
        )
        return expand(document.body, document.line, page)

    def _on_site(self, url: str) -> str:
        if "://" in url or url.startswith("//"):
            return url
        return f"{self.site.base_path}/{url.lstrip('/')}"

    def _post_url(self, name: str) -> str | None:
        path = self.paths_by_slug.get(name.strip("/")) or self.paths_by_name.get(name.lower())
        return self.article_of(path) if path else None

    def _link(self, local: str) -> str | None:
        path = self.site.root + self.site.content + local.lstrip("/")
        if path in self.post_paths:
            return self.article_of(path)
        if path not in self.site.paths:
            return None
        if is_post_name(path) and self._kind(local.lstrip("/")) not in (
            "",
            "pages",
            "posts",
            "drafts",
        ):
            fields = Fields(self.with_defaults(path, {}))
            return self._on_site(self.permalink(path, fields, PostMeta()) or local)
        return self._on_site(self._page(local.lstrip("/")) if is_post_name(path) else local)

    def _page(self, local: str) -> str:
        """Return the path of a page, which depends on the style of posts."""
        stem = str(PurePosixPath(local).with_suffix(""))
        if stem == "index" or stem.endswith("/index"):
            return "/" + stem.removesuffix("index")
        # Without a suffix, the page is still a file of HTML.
        suffix = _suffix(self.config.text("permalink") or "date")
        return f"/{stem}{suffix}"

    def differences(self, path: str, fields: Fields, document: SplitPost) -> list[Problem]:
        """Return where Jekyll would leave the file out, or read it in another way."""
        found = []
        local = self.local(path)
        if self._kind(local) == "posts":
            if "old_post" in local.split("/")[:-1]:
                found.append("Jekyll builds only posts in _posts directories")
            elif FILE_NAME.match(PurePosixPath(path).name) is None:
                found.append("Jekyll leaves out a post whose file name does not begin with a date")
        date = fields.text("date")
        if self.zone_is_given and WITHOUT_ZONE.fullmatch(date):
            found.append(f"Jekyll reads {date} as UTC; here it is a time in {self.zone}")
        for key in ("tags", "categories"):
            value = fields.get(key)
            names = split_names(value, self.split)
            if isinstance(value, str) and names != value.split():
                found.append(f"Jekyll splits {key} at white space, and only there")
        return [self.difference(each) for each in found]

    def held_back(self, path: str, fields: Fields, document: SplitPost) -> str | None:
        """Return what keeps a post back; `draft: true` does here, though not in Jekyll."""
        published = fields.text("published").lower()
        if published in FALSE or ("published" in fields and not published):
            return "its front matter says published: false"
        has_head = document.fields or document.line > 1 or document.problems
        if not has_head and self._kind(self.local(path)) not in DATED:
            return "it has no front matter, a static file"
        return super().held_back(path, fields, document)


def _posts_at(directories: list[str]) -> int:
    """Return the position of the directory that says what a file is: of posts or a collection."""
    special = (at for at, name in enumerate(directories) if name in ("_posts", "_drafts"))
    return next(special, 0 if directories and directories[0].startswith("_") else len(directories))


def _suffix(style: str) -> str:
    """Return what permalinks of pages and documents end with (lib/jekyll/utils.rb)."""
    if style in ("date", "ordinal", "none") or style.endswith(":output_ext"):
        return ".html"
    return "/" if style == "pretty" or style.endswith("/") else ""


def date_parts(time: datetime) -> dict[str, str]:
    """Return the parts of a time that permalinks name, by their placeholders without the colon."""
    iso = time.isocalendar()
    return {
        "year": f"{time.year:04}",
        "month": f"{time.month:02}",
        "day": f"{time.day:02}",
        "hour": f"{time.hour:02}",
        "minute": f"{time.minute:02}",
        "second": f"{time.second:02}",
        "i_day": str(time.day),
        "i_month": str(time.month),
        "short_month": month_name[time.month][:3],
        "long_month": month_name[time.month],
        "short_year": f"{time.year % 100:02}",
        "y_day": f"{time.timetuple().tm_yday:03}",
        "w_year": f"{iso.year:04}",
        "week": f"{iso.week:02}",
        "w_day": str(iso.weekday),
        "short_day": day_name[time.weekday()][:3],
        "long_day": day_name[time.weekday()],
    }
