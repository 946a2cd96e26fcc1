"""The site's own pages."""

import re

from datasette import hookimpl

from newsdb.publication import IMAGE_TYPES
from newsdb.search.dimensions import DIMENSIONS
from newsdb.urls import IMAGE_SUFFIXES
from newsdb.web.directories import DIRECTORIES
from newsdb.web.lists import PERIODS
from newsdb.web.views.archive import archive_page
from newsdb.web.views.article import article_page
from newsdb.web.views.card import card
from newsdb.web.views.compare import compare_page
from newsdb.web.views.custom import asset, custom_page
from newsdb.web.views.data import data_page, months_page
from newsdb.web.views.data_tables import table_page
from newsdb.web.views.directories import directory_page
from newsdb.web.views.edits import edits_page
from newsdb.web.views.history import history_page
from newsdb.web.views.home import home_page
from newsdb.web.views.image import image
from newsdb.web.views.lists import list_page
from newsdb.web.views.search import search_json, search_page
from newsdb.web.views.securities import securities_page, security_page
from newsdb.web.views.story import story_page
from newsdb.web.views.suggest import opensearch_xml, suggest_json
from newsdb.web.views.trends import trends_file, trends_page

SUFFIXES = "|".join(map(re.escape, IMAGE_TYPES))
IMAGES = "|".join(map(re.escape, IMAGE_SUFFIXES.values()))
NAME = r"(?:/(?P<name>.+))?"
# The list of a security has a page of its own.
LISTS = "|".join(kind for kind in (*DIMENSIONS, *PERIODS) if kind != "security")


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [
        (r"^/$", home_page),
        (r"^/article/(?P<name>.+)/history(?P<suffix>\.json)?$", history_page),
        (rf"^/article{NAME}$", article_page),
        (rf"^/card{NAME}$", card),
        (r"^/edits(?:\.(?P<suffix>json|xml))?$", edits_page),
        (r"^/search$", search_page),
        (r"^/search\.json$", search_json),
        (r"^/trends$", trends_page),
        (r"^/compare$", compare_page),
        (r"^/trends\.(?P<suffix>csv|json|svg)$", trends_file),
        (r"^/suggest\.json$", suggest_json),
        (r"^/opensearch\.xml$", opensearch_xml),
        (r"^/securities$", securities_page),
        (rf"^/security{NAME}$", security_page),
        (rf"^/(?P<kind>{LISTS}){NAME}$", list_page),
        (r"^/story/(?P<story>\d{1,18})$", story_page),
        (r"^/archive$", archive_page),
        (rf"^/(?P<directory>{'|'.join(DIRECTORIES)})$", directory_page),
        (rf"^/media/(?P<sha256>[0-9a-f]{{64}})(?P<suffix>{IMAGES})$", image),
        (r"^/data$", data_page),
        (r"^/data/months$", months_page),
        (r"^/data/tables(?:/(?P<name>[^/]+))?$", table_page),
        (r"^/page/(?P<name>[^/]+)$", custom_page),
        (rf"^/(?P<file>theme\.css|logo(?:{SUFFIXES}))$", asset),
    ]
