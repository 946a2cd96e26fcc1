"""What is true of the rows of every news.db: rules that `newsdb check` checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsdb.database.file_contents import damaged_contents
from newsdb.database.images import damaged_images
from newsdb.versions.stored import damaged_versions


@dataclass(frozen=True, slots=True)
class Rule:
    """A query for rows that should not exist, and what to say of one and of several.

    The first column names a row.
    """

    one: str
    many: str
    query: str

    def describe(self, names: Sequence[str]) -> str:
        """Return a sentence on the rows that were found, with the first few names."""
        more = "" if len(names) <= MAX_NAMES else ", …"
        what = self.one if len(names) == 1 else self.many
        return f"{len(names)} {what}: {', '.join(names[:MAX_NAMES])}{more}"


MAX_NAMES = 3
RULES = (
    Rule(
        "image of a post is not stored",
        "images of posts are not stored",
        "select url from image_files where sha256 not in (select sha256 from image_contents)",
    ),
    Rule(
        "stored image belongs to no post",
        "stored images belong to no post",
        "select sha256 from image_contents where sha256 not in (select sha256 from image_files)",
    ),
    Rule(
        "post has no source file",
        "posts have no source file",
        """select slug from posts where not exists
        (select 1 from files where files.post_id = posts.id and files.status = 'post')""",
    ),
    Rule(
        "post has more than one source file",
        "posts have more than one source file",
        "select slug from files where status = 'post' group by slug having count(*) > 1",
    ),
    Rule(
        "file has another SHA-256 than its post",
        "files have another SHA-256 than their post",
        """select files.path from files join posts on posts.id = files.post_id
        where files.status = 'post' and files.sha256 != posts.sha256""",
    ),
    Rule(
        "file has a status that does not fit its post or problems",
        "files have a status that does not fit their post or problems",
        """select path from files
        where status not in ('post', 'duplicate', 'rejected', 'unpublished')
        or (status in ('post', 'duplicate')) != (post_id is not null)
        or (status in ('rejected', 'unpublished')
            and id not in (select file_id from problems))""",
    ),
    Rule(
        "rejected file has no stored bytes",
        "rejected files have no stored bytes",
        """select path from files where status = 'rejected' and sha256 is not null
        and not exists (select 1 from problems where file_id = files.id and raw is not null
                        and length(raw) = files.bytes and sha256(raw) = files.sha256)
        and bytes > 0""",
    ),
    Rule(
        "file has another slug than its post",
        "files have another slug than their post",
        """select files.path from files join posts on posts.id = files.post_id
        where files.slug != posts.slug""",
    ),
    Rule(
        "post has a date that disagrees with its time of publication",
        "posts have a date that disagrees with their time of publication",
        "select slug from posts where date is not substr(published, 1, 10)",
    ),
    Rule(
        "post has an instant that disagrees with its time of publication",
        "posts have an instant that disagrees with their time of publication",
        """select slug from posts where iif(length(published) = 10,
          ifnull(date(published_utc), '') not between date(published, '-1 day') and published,
          published_utc is not instant(published))""",
    ),
    Rule(
        "source has no posts",
        "sources have no posts",
        """select name from sources where id not in
        (select source_id from posts where source_id is not null)""",
    ),
    Rule(
        "author has no posts",
        "authors have no posts",
        "select name from authors where id not in (select author_id from post_authors)",
    ),
    Rule(
        "tag has no posts",
        "tags have no posts",
        "select name from tags where id not in (select tag_id from post_tags)",
    ),
    Rule(
        "category has no posts",
        "categories have no posts",
        "select name from categories where id not in (select category_id from post_categories)",
    ),
    Rule(
        "security has no posts",
        "securities have no posts",
        "select code from securities where code not in (select code from post_securities)",
    ),
)
MENTIONS = "from post_securities join posts on posts.id = post_id"
TOTALS = (
    Rule(
        "security has totals that disagree with its posts",
        "securities have totals that disagree with their posts",
        f"""select code, posts, posts_marked, mentions, first_seen, last_seen from securities;
        select code, count(*), sum(found_by in ('mark', 'code', 'chart')), sum(mentions),
        min(date), max(date) {MENTIONS} group by code""",  # noqa: S608
    ),
    Rule(
        "security has names that disagree with its posts",
        "securities have names that disagree with their posts",
        f"""select code, name, posts, first_seen, last_seen from security_names;
        select code, post_securities.name, count(*), min(date), max(date) {MENTIONS}
        where post_securities.name != code group by 1, 2""",  # noqa: S608
    ),
    Rule(
        "security has monthly totals that disagree with its posts",
        "securities have monthly totals that disagree with their posts",
        f"""select code, month, posts, mentions from security_months;
        select code, substr(date, 1, 7), count(*), sum(mentions) {MENTIONS}
        where date is not null group by 1, 2""",  # noqa: S608
    ),
)
"""Each has two queries that should have the same rows: what is stored, and what the posts give."""
DAMAGED_CONTENT = Rule(
    "file has kept content that is damaged", "files have kept content that is damaged", ""
)
DAMAGED_VERSION = Rule(
    "article has a damaged earlier version", "articles have a damaged earlier version", ""
)
DAMAGED_IMAGE = Rule("copy of an image is damaged", "copies of images are damaged", "")


def check_rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for each rule that rows of a database break.

    SQL of the connection must have the functions `sha256` and `instant`.
    """
    for rule in RULES:
        if names := [str(name) for (name,) in connection.execute(rule.query)]:
            yield rule.describe(names)
    if paths := list(damaged_contents(connection)):
        yield DAMAGED_CONTENT.describe(paths)
    if damaged := list(damaged_images(connection)):
        yield DAMAGED_IMAGE.describe(damaged)
    if articles := damaged_versions(connection):
        yield DAMAGED_VERSION.describe(articles)
    for rule in TOTALS:
        stored, counted = rule.query.split(";")
        differing = set(connection.execute(stored)) ^ set(connection.execute(counted))
        if differing:
            yield rule.describe(sorted({str(code) for code, *_ in differing}))
