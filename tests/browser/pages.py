"""The kinds of pages that the site has, as addresses on the sample archive."""

from urllib.parse import quote

ARTICLE = "/article/-202205262391920486"
TABLE = "/article/2022-01-10-NW202201102242638075"

PAGES = {
    "home": "/",
    "home in English": "/?lang=en",
    "article": ARTICLE,
    "article with a table": TABLE,
    "article without a picture": "/article/2022-08-05-202208052444610273",
    "article with headings": "/article/2021-12-31-NW202112312230118463",
    "article in English": f"{ARTICLE}?lang=en",
    "source": f"/source/{quote('滚动')}",
    "second part of a source": f"/source/{quote('滚动')}?before=2022-05",
    "tag": f"/tag/{quote('滚动新闻')}?lang=en",
    "category": "/category/rolling",
    "security": "/security/609011.SH",
    "securities": "/securities",
    "securities found": "/securities?q=zz&lang=en",
    "search": f"/search?q={quote('银行')}",
    "search without a hit": "/search?q=zzzzzz",
    "trends": f"/trends?q={quote('银行')}&q={quote('央行')}&since=2022-01-01",
    "trends of one search": f"/trends?q={quote('银行')}&share=on&lang=en",
    "trends in a frame": "/trends?split=source&embed=1",
    "comparison": f"/compare?source={quote('瀚海证券报')}&source={quote('东岭财经报')}",
    "what can be compared": "/compare?lang=en",
    "data": "/data?lang=en",
    "data by month": "/data/months",
    "data tables": "/data/tables",
    "data table": "/data/tables/posts?lang=en",
    "archive": "/archive",
    "sources": "/sources?lang=en",
    "authors": "/authors",
    "tags": "/tags",
    "edits": "/edits",
    "day": "/day/2022-03-03",
    "month": "/month/2022-03",
    "no such article": "/article/none",
    "no such page": "/none/none",
    "database": "/news",
    "table": "/news/posts?_size=8",
    "table with facets": "/news/posts?_size=8&_facet=load_id&title__contains=" + quote("银行"),
    "table without rows": "/news/posts?id=0",
    "view": "/news/articles?_size=5",
    "row": "/news/posts/1",
    "query": "/news?sql=select+id,+title+from+posts+limit+3",
    "chart of a query": "/news?_lang=en&sql=select+substr(date,1,7)+as+month,+count(*)+as+posts"
    "+from+posts+group+by+1",
    "broken query": "/news?sql=selekt",
    "versions": "/-/versions",
}

ERRORS = ("no such article", "no such page", "broken query")
"""Those whose status is an error, which browsers log."""

NOT_INDEXED = (
    *("second part of a source", "search", "search without a hit", "securities found"),
    *("trends", "trends of one search", "trends in a frame", "comparison"),
    *("data by month", "data tables", "data table", "row", "query", "chart of a query"),
    *("table", "table with facets", "table without rows", "view"),
    "versions",
    *ERRORS,
)
"""Those that search engines are asked to leave out, in the page or in robots.txt, and errors."""
