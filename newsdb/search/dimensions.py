"""The dimensions of posts: properties by which they are filtered, listed, counted and searched.

A new one is a line in DIMENSIONS and a field of `filters.Filter` of the same name, and its words in
`web/strings`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dimension:
    """A property of posts: its values are the rows of a table, and posts refer to them.

    URLs name a value by the column `value` of `table`, people by `label`. The column `key` holds
    the `primary_key` of `table`: it is a column of posts, or, where posts have several values, of
    the table `links` (post_id, key). For a property that is just a column of posts, `table` is
    posts, and all columns are that one. In a search, `name:` and each of `aliases` with a colon
    precedes a value.
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

    def reference(self, binding: str) -> str:
        """Return the SQL for the primary key of the value that is bound as `:<binding>`.

        A security is also found by its name, and by its code without the market: 600160.
        """
        if self.value == self.primary_key:
            code, label, given = self.value, self.label, f":{binding}"
            select = f"select min({code}) from {self.table} where"  # noqa: S608
            beginning = f"{code} between {given} || '.' and {given} || '.~'"
            return (
                f"coalesce(({select} {code} = {given}), ({select} {label} = {given}), "
                f"({select} {beginning}))"
            )
        select = f"select {self.primary_key} from {self.table}"  # noqa: S608
        return f"({select} where {self.value} = :{binding})"

    def post_ids(self, bindings: Sequence[str]) -> str:
        """Return the SQL that selects the ids of the posts with one of some values."""
        column, table = ("post_id", self.links) if self.links else ("id", "posts")
        return f"select {column} from {table} where {self.is_one_of(self.key, bindings)}"  # noqa: S608

    def condition(self, bindings: Sequence[str], excluded: bool = False) -> str:
        """Return the SQL condition on posts with one of some values, or with none of them."""
        if self.links:
            return f"posts.id {'not ' if excluded else ''}in ({self.post_ids(bindings)})"
        return self.condition_on("posts", bindings, excluded)

    def condition_on(self, table: str, bindings: Sequence[str], excluded: bool = False) -> str:
        """Return the SQL condition on a single post, a row of posts by the name `table`."""
        if self.links:
            return (
                f"{'not ' if excluded else ''}exists (select 1 from {self.links} "  # noqa: S608
                f"where post_id = {table}.id and {self.is_one_of(self.key, bindings)})"
            )
        column = f"{table}.{self.key}"
        if excluded:
            each = (f"{column} is not {self.reference(binding)}" for binding in bindings)
            return f"({column} is null or {' and '.join(each)})"
        return self.is_one_of(column, bindings)

    def is_one_of(self, column: str, bindings: Sequence[str]) -> str:
        """Return the SQL condition that a column has the primary key of one of some values."""
        references = [self.reference(binding) for binding in bindings]
        if len(references) == 1:
            return f"{column} = {references[0]}"
        return f"{column} in ({', '.join(references)})"


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
    **dict.fromkeys(("title", "intitle", "标题", "標題"), "title"),
    **dict.fromkeys(("date", "日期"), "date"),
    "before": "before",
    "after": "after",
}
"""What can precede a colon in a search, and what it means. The name of a dimension goes before
an alias of another one."""
