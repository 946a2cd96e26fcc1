"""Jekyll 4: https://jekyllrb.com/docs/posts/, /permalinks/, /configuration/ and its source."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import splitext

from loaders import archive_rules
from loaders.front_matter import SplitPost, Value
from loaders.generators.jekyll_data import MAX_LENGTH, SUFFIXES, Data
from loaders.generators.jekyll_files import Files
from loaders.generators.kramdown import as_kramdown_reads
from loaders.generators.links import DEFINED
from loaders.generators.liquid_page import LiquidPage, typed
from loaders.generators.names import FILE_NAME
from loaders.generators.permalinks import date_parts, fill, slugify
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
from loaders.post_paths import is_post_name
from newsdb.models import Problem

STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
PRETTY = "._~!$&'()+,;=@"
TAG = re.compile(r"\{%-?\s*(\w+)")
DEFINITION = re.compile(rf"{DEFINED}[^\[\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
WITHOUT_ZONE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[Tt ]+\d{1,2}:\d{2}:\d{2}(?:\.\d+)?")
DATED = ("posts", "drafts")


class Jekyll(Plain):
    """A site with a `_config.yml`."""

    name = "jekyll"
    date_keys = ("date",)
    updated_keys: tuple[str, ...] = ("last_modified_at", *Plain.updated_keys)
    title_in_heading_first = False
    static_directories = ()

    def needed(self, paths: list[str]) -> list[str]:
        """Return the files that templates may include, and those of `_data`."""
        data = [path for path in paths if path.startswith(self._data) and path.endswith(SUFFIXES)]
        return [*(path for path in paths if path.startswith(self._includes)), *data]

    def keeps(self, path: str, text: str) -> bool:
        """Return whether one of those files is to be kept: no long list of data."""
        return not path.startswith(self._data) or len(text) <= MAX_LENGTH

    @property
    def _includes(self) -> str:
        directory = self.config.text("includes_dir").strip("./") or "_includes"
        return f"{self.site.root}{self.site.content}{directory}/"

    @property
    def _data(self) -> str:
        directory = self.config.text("data_dir").strip("./") or "_data"
        return f"{self.site.root}{self.site.content}{directory}/"

    @cached_property
    def data(self) -> Data:
        """What the files of `_data` say."""
        return Data(self.site.files, self._data, typed)

    def posts(self, paths: list[str]) -> list[str]:
        """Return the posts, and what the switches of the configuration or the load add."""
        return [path for path in paths if path.startswith(self.site.root) and self.is_post(path)]

    def is_post(self, path: str) -> bool:
        """Return whether Jekyll makes a post of a file; `old_post` counts as well."""
        local = self.local(path)
        if not is_post_name(path) or self.files.is_excluded(local):
            return False
        kind = self.files.kind(local)
        # Posts and drafts elsewhere are none (lib/jekyll/reader.rb).
        if kind in ("posts", "drafts") and not local.startswith(self.files.collections_directory):
            return False
        if kind == "posts":
            return True
        if kind == "drafts":
            return self.config.flag("show_drafts") is True or "drafts" in self.include
        if kind == "pages":
            return "pages" in self.include
        return "collections" in self.include and self.files.collection(kind).get("output") in TRUE

    def with_defaults(self, path: str, fields: dict[str, Value]) -> dict[str, Value]:
        """Return the front matter with the defaults whose scope the post lies in."""
        return self.files.defaults(self.local(path)) | fields

    @cached_property
    def files(self) -> Files:
        """What files of the site are."""
        return Files(self.config)

    def categories(self, path: str, fields: Fields) -> list[str]:
        """Return the categories; `collections_dir` is none."""
        return super().categories(self.files.below_collections(self.local(path)), fields)

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

    def published(self, fields: Fields, path: str, problems: list[Problem]) -> datetime | None:
        """Return the time of a post; YAML takes one that has seconds and no zone for UTC."""
        is_as_meant = self.zone_is_given or archive_rules.has_article_name(path)
        if not is_as_meant and WITHOUT_ZONE.fullmatch(date := fields.text("date")):
            fields = Fields({"date": f"{date}Z"})
            found = super().published(fields, path, problems)
            return found.astimezone(self.local_zone) if found else None
        return super().published(fields, path, problems)

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
        kind = self.files.kind(local)
        if kind == "pages":
            return fields.text("permalink") or self._page(local)
        style = self.config.text("permalink") or "date"
        own = fields.text("permalink") or as_text(self.files.collection(kind).get("permalink"))
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
            "path": splitext(self.files.below_collections(local))[0].partition("/")[2],
            "output_ext": ".html",
            **(date_parts(time) if time else {}),
        }
        return fill(pattern, lambda name, _: values.get(name))

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its Liquid expanded, and what of it was not understood."""
        if "{{" not in document.body and "{%" not in document.body:
            return as_kramdown_reads(document.body), []
        from loaders.generators.liquid import expand  # slow import

        site = {key: typed(value) for key, value in self.site.config.items()}
        site |= {"url": self.site.url, "baseurl": self.site.base_path, "time": self.now}
        site["data"] = self.data
        fields = {key: typed(value) for key, value in document.fields.items()}
        fields |= {"title": meta.title, "date": meta.published, "path": self.local(path)}
        fields |= {"tags": list(meta.tags), "categories": list(meta.categories)}
        fields["url"] = (meta.permalink or "").removeprefix(self.site.base_path)
        page = LiquidPage(
            site=site,
            page=fields,
            includes={
                path.removeprefix(self._includes): text
                for path, text in self.site.files.items()
                if path.startswith(self._includes)
            },
            relative_url=self._on_site,
            absolute_url=lambda each: self.site.url + self._on_site(each),
            post_url=self.post_named,
            link=self._link,
        )
        text, problems = expand(document.body, document.line, page)
        return as_kramdown_reads(text), problems

    def _on_site(self, url: str) -> str:
        if "://" in url or url.startswith("//"):
            return url
        return f"{self.site.base_path}/{url.lstrip('/')}"

    def _link(self, local: str) -> str | None:
        path = self.site.root + self.site.content + local.lstrip("/")
        if path in self.post_paths:
            return self.article_of(path)
        if path not in self.site.paths:
            return None
        if is_post_name(path) and self.files.kind(local.lstrip("/")) not in (
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
        if self.files.kind(local) == "posts":
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
        return [Problem("difference", each) for each in found]

    def held_back(self, path: str, fields: Fields, document: SplitPost) -> str | None:
        """Return what keeps a post back; `draft: true` does here, though not in Jekyll."""
        published = fields.text("published").lower()
        if published in FALSE or ("published" in fields and not published):
            return "its front matter says published: false"
        has_head = document.fields or document.line > 1 or document.problems
        if not has_head and self.files.kind(self.local(path)) not in DATED:
            return "it has no front matter, a static file"
        return super().held_back(path, fields, document)


def _suffix(style: str) -> str:
    """Return what permalinks of pages and documents end with (lib/jekyll/utils.rb)."""
    if style in ("date", "ordinal", "none") or style.endswith(":output_ext"):
        return ".html"
    return "/" if style == "pretty" or style.endswith("/") else ""
