"""The dimensions of posts: properties by which they are filtered, listed, counted and searched.

A new one is a line in DIMENSIONS and a field of `filters.Filter` of the same name, and its words in
`web/strings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dimension:
    """A property of posts: its values are the rows of a table, and posts refer to them.

    URLs name a value by the column `value` of `table`, people by `label`. The column `key` holds
    the `primary_key` of `table`: it is a column of posts, or, where posts have several values, of
    the table `links` (post_id, key). For a property that is just a column of posts, `table` is
    posts, and all columns are that one. In a search, `name:` and each of `aliases` with a colon
    stands before a value.
    """

    name: str
    description: str
    table: str
    key: str
    links: str | None = None
    value: str = "name"
    label: str = "name"
    primary_key: str = "id"
    aliases: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """The SQL for the primary key of the value that is bound as `:<name>`.

        A security is also found by its name, and by its code without the market: 600160.
        """
        if self.value == self.primary_key:
            code, label, given = self.value, self.label, f":{self.name}"
            select = f"select min({code}) from {self.table} where"  # noqa: S608
            beginning = f"{code} between {given} || '.' and {given} || '.~'"
            return (
                f"coalesce(({select} {code} = {given}), ({select} {label} = {given}), "
                f"({select} {beginning}))"
            )
        select = f"select {self.primary_key} from {self.table}"  # noqa: S608
        return f"({select} where {self.value} = :{self.name})"

    @property
    def post_ids(self) -> str:
        """The SQL that selects the ids of the posts with a value."""
        column, table = ("post_id", self.links) if self.links else ("id", "posts")
        return f"select {column} from {table} where {self.key} = {self.reference}"  # noqa: S608

    @property
    def condition(self) -> str:
        """The SQL condition on posts with a value."""
        return f"posts.id in ({self.post_ids})" if self.links else self.condition_on("posts")

    def condition_on(self, table: str) -> str:
        """Return the SQL condition on a single post, a row of posts by the name `table`."""
        if self.links:
            return (
                f"exists (select 1 from {self.links} "  # noqa: S608
                f"where post_id = {table}.id and {self.key} = {self.reference})"
            )
        return f"{table}.{self.key} = {self.reference}"


DIMENSIONS: Mapping[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("source", "Name of a source.", "sources", "source_id", aliases=("来源", "來源")),
        Dimension(
            "section", "Name of a section.", "sections", "section_id", aliases=("栏目", "欄目")
        ),
        Dimension(
            "author",
            "Name of an author.",
            "authors",
            "author_id",
            "post_authors",
            aliases=("作者",),
        ),
        Dimension("tag", "Name of a tag.", "tags", "tag_id", "post_tags", aliases=("标签", "標籤")),
        Dimension(
            "category",
            "Name of a category.",
            "categories",
            "category_id",
            "post_categories",
            aliases=("分类", "分類"),
        ),
        Dimension(
            "security",
            "Code of a security, such as 600160.SH.",
            "securities",
            "code",
            "post_securities",
            value="code",
            primary_key="code",
            aliases=("company", "公司", "证券", "證券"),
        ),
    )
}

FIELDS: Mapping[str, str] = {
    **{alias: each.name for each in DIMENSIONS.values() for alias in each.aliases},
    **{name: name for name in DIMENSIONS},
    **dict.fromkeys(("title", "标题", "標題"), "title"),
    **dict.fromkeys(("date", "日期"), "date"),
    "before": "before",
    "after": "after",
}
"""What can stand before a colon in a search, and what it means. The name of a dimension goes before
an alias of another one."""
