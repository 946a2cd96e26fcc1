"""Sample SQL queries for the home page, by the keys of their titles in the string catalogues."""

SAMPLE_QUERIES = {
    "query_rising": """\
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
    "query_together": """\
select
  first.name as one, second.name as another, count(*) as articles
from post_securities as first
join post_securities as second
  on second.post_id = first.post_id and second.code > first.code
group by first.code, second.code
order by articles desc, one, another
limit 50""",
    "query_sources": """\
select
  sources.name as source, count(*) as articles,
  round(avg(characters)) as characters, min(date) as first_day, max(date) as last_day
from posts
join sources on sources.id = source_id
group by source_id
order by articles desc""",
}
