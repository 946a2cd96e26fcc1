"""Sample SQL queries for the home page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleQuery:
    """A query, the key of its title in the string catalogues, and the section that it is about."""

    title: str
    section: str
    sql: str


SAMPLE_QUERIES = (
    SampleQuery(
        "query_rising",
        "securities",
        """\
select
  code, securities.name,
  sum(date >= date(newest, '-30 days')) as last_30_days,
  sum(date < date(newest, '-30 days')) as the_30_days_before
from posts
join post_securities on post_id = posts.id
join securities using (code)
join (select max(date) as newest from posts)
where date >= date(newest, '-60 days')
group by code
order by last_30_days - the_30_days_before desc, code
limit 50""",
    ),
    SampleQuery(
        "query_together",
        "securities",
        """\
select
  first.name as one, second.name as another, count(*) as articles
from post_securities as first
join post_securities as second
  on second.post_id = first.post_id and second.code > first.code
group by first.code, second.code
order by articles desc, one, another
limit 50""",
    ),
    SampleQuery(
        "query_sources",
        "sources",
        """\
select
  sources.name as source, count(*) as articles,
  round(avg(characters)) as characters, min(date) as first_day, max(date) as last_day
from posts
join sources on sources.id = source_id
group by source_id
order by articles desc""",
    ),
    SampleQuery(
        "query_years",
        "archive",
        """\
select
  substr(date, 1, 4) as year, count(*) as articles, sum(characters) as characters
from posts
where date is not null
group by year
order by year desc""",
    ),
    SampleQuery(
        "query_tags",
        "tags",
        """\
select tags.name as tag, count(*) as articles, max(date) as last_day
from post_tags
join tags on tags.id = tag_id
join posts on posts.id = post_id
group by tag_id
order by articles desc, tag
limit 50""",
    ),
)
