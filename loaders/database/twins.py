"""What posts of the same article share: the rolling post has the marks, the outlet's its tags.

Shared rows are marked as such (`found_by` is twin), and made again where a post of theirs changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from loaders import stages
from loaders.database.derivations import is_derived

SHARED = ("post_securities", "post_tags")
BY_TIME = "others.published_utc is null, others.published_utc, others.slug"
ARTICLES = "affected_articles (article_id text primary key)"
ALL_ARTICLES = """
insert or ignore into affected_articles
select article_id from posts where article_id is not null
"""
CHANGED_ARTICLES = """
insert or ignore into affected_articles
select article_id from posts not indexed
where id in (select post_id from noted) and article_id is not null
"""
# SQLite would read all posts for the few articles of a daily load.
TWINS = """
posts indexed by idx_posts_article_id cross join posts as others using (article_id)
""".strip()
OF_ARTICLES = "posts.article_id in (select article_id from affected_articles)"
REMOVE_SHARED = """
delete from {table} where found_by = 'twin' and post_id in (
  select id from posts where article_id in (select article_id from affected_articles))
"""
SHARE_MENTIONS = f"""
insert or ignore into post_securities
  (post_id, code, name, mentions, in_title, url, found_by, role)
select posts.id, code, name, mentions, in_title, post_securities.url, 'twin', role
from {TWINS} cross join post_securities on post_securities.post_id = others.id
where {OF_ARTICLES} and others.id != posts.id and found_by != 'twin'
order by posts.id, {BY_TIME}, code
"""  # noqa: S608
SHARE_TAGS = f"""
insert or ignore into post_tags (post_id, tag_id, found_by)
select posts.id, tag_id, 'twin' from {TWINS} cross join post_tags on post_tags.post_id = others.id
where {OF_ARTICLES} and others.id != posts.id and found_by != 'twin' order by posts.id, tag_id
"""  # noqa: S608
ARCHIVERS_PAGE = "glob 'http*://*/NewsShare.html?infoCode=NW*'"
"""The page that the archiver made of an article: it lasts only as long as the archiver's host."""
ARCHIVERS = ("finews.zning.xyz", "choicewzp1.eastmoney.com")
OF_THE_ARCHIVE = " or ".join(f"url glob 'http*://{host}/*'" for host in ARCHIVERS)
LASTING = "'https://finance.eastmoney.com/a/' || article_id || '.html'"
"""Where the archive's site has every article, by its id."""
DERIVED_URL = f"""
iif(article_id is not null and (url is null or url {ARCHIVERS_PAGE}), coalesce(
  (select others.url from posts as others where others.article_id = posts.article_id
   and others.url is not null and not others.url {ARCHIVERS_PAGE} order by {BY_TIME} limit 1),
  iif({OF_THE_ARCHIVE}, {LASTING}, null)), null)
"""  # noqa: S608
OTHER_URLS = f"""
select found, id from (
  select posts.id, posts.derived_url, {DERIVED_URL} as found
  from posts where {OF_ARTICLES})
where derived_url is not found
"""  # noqa: S608


def share_between_twins(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Give each post the mentions and tags of its twins, and the URL of the original.

    `article_ids` are the articles of posts that a load changed or removed; those of posts whose
    change is noted (loaders/database/before.py) count, too.
    """
    connection.execute(f"create temp table {ARTICLES}")
    insert = "insert or ignore into affected_articles values (?)"
    connection.executemany(insert, ((each,) for each in article_ids))
    is_known = is_derived(connection, "twins", stages.TWINS)
    connection.execute(CHANGED_ARTICLES if is_known else ALL_ARTICLES)
    for table in SHARED:
        connection.execute(REMOVE_SHARED.format(table=table))
    for statement in (SHARE_MENTIONS, SHARE_TAGS):
        connection.execute(statement)
    urls = connection.execute(OTHER_URLS).fetchall()
    connection.executemany("update posts set derived_url = ? where id = ?", urls)
    connection.execute("drop table temp.affected_articles")
