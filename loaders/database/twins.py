"""What posts of the same article share: the rolling post has the marks, the outlet's its tags.

Shared rows are marked as such (`found_by` is twin), and made again by each load.
"""

from __future__ import annotations

import sqlite3

SHARED = ("post_securities", "post_tags")
BY_TIME = "others.published_utc is null, others.published_utc, others.slug"
SHARE_MENTIONS = f"""
insert or ignore into post_securities
  (post_id, code, name, mentions, in_title, url, found_by, role)
select posts.id, code, name, mentions, in_title, post_securities.url, 'twin', role
from posts join posts as others using (article_id)
join post_securities on post_securities.post_id = others.id
where others.id != posts.id and found_by != 'twin'
order by posts.id, {BY_TIME}, code
"""  # noqa: S608
SHARE_TAGS = """
insert or ignore into post_tags (post_id, tag_id, found_by)
select posts.id, tag_id, 'twin' from posts join posts as others using (article_id)
join post_tags on post_tags.post_id = others.id
where others.id != posts.id and found_by != 'twin' order by posts.id, tag_id
"""
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
DERIVE_URLS = f"""
with derived as (select id as post_id, {DERIVED_URL} as found from posts
  where article_id is not null or derived_url is not null)
update posts set derived_url = found from derived
where id = post_id and derived_url is not found
"""  # noqa: S608


def remove_shared(connection: sqlite3.Connection) -> None:
    """Leave each post with what is its own."""
    for table in SHARED:
        connection.execute(f"delete from {table} where found_by = 'twin'")  # noqa: S608


def share_between_twins(connection: sqlite3.Connection) -> None:
    """Give each post the mentions and tags of its twins, and the URL of the original."""
    for statement in (SHARE_MENTIONS, SHARE_TAGS, DERIVE_URLS):
        connection.execute(statement)
