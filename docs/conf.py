"""Sphinx configuration of the documentation site: `make docs` builds it in build/docs."""

from newsdb import __version__

project = "newsdb"
author = "The newsdb contributors"
project_copyright = author
version = release = __version__

extensions = ["myst_nb", "sphinx_click"]
myst_heading_anchors = 3
# tests/docs/test_analysis.py runs the notebook; its outputs are stored in it.
nb_execution_mode = "off"
html_theme = "furo"
html_title = f"newsdb {__version__}"
html_copy_source = False
# The examples of the design system, with the site's own style sheet.
html_static_path = ["components.html", "../static/site.css"]

# Quotation marks and `--` stay as they are typed.
smartquotes = False
# Pygments has one lexer for SQL; the second word says which program the tests run a query with.
suppress_warnings = ["misc.highlighting_failure"]
nitpicky = True
