"""Articles made for a test."""

from newsdb.web.articles import Article


def article(**given: object) -> Article:
    values: dict[str, object] = {
        "id": 7,
        "slug": "2022-01-19-x",
        "title": "题",
        "published": "2022-01-19T08:00:00+08:00",
        "date": "2022-01-19",
        "source": "日报",
        "url": None,
        "summary": "",
        "characters": 2,
        "body": "",
        "tags": (),
        "categories": (),
        "securities": (),
        "images": (),
        **given,
    }
    return Article(**values)  # type: ignore[arg-type]
