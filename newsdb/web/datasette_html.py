"""Datasette's own pages, made good where they are not: labels, headings, no styles in attributes.

Every pattern begins with `<`, which neither a cell nor an attribute holds unescaped.
"""

from __future__ import annotations

import re

REPAIRS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in [
        # A table that is wider than the window scrolls, also for who uses the keyboard.
        (
            r'<div class="table-wrapper">',
            '<div class="table-wrapper" role="region" tabindex="0" aria-label="Rows">',
        ),
        # Fields without a label.
        (r'<select name="_filter_column', '<select aria-label="Column" name="_filter_column'),
        (r'<select name="_filter_op', '<select aria-label="Condition" name="_filter_op'),
        (
            r'<input type="text" name="_filter_value',
            '<input type="text" aria-label="Value" name="_filter_value',
        ),
        (r'<select name="_sort"', '<select aria-label="Sort by" name="_sort"'),
        (r'<textarea id="sql-editor"', '<textarea id="sql-editor" aria-label="SQL"'),
        (r'(<a [^<>]*class="cross")>', r'\1 aria-label="Remove">'),
        # Headings one below the other.
        (r'(<form class="sql".*?)<h3>(.*?)</h3>', r"\1<h2>\2</h2>"),
        (r"<h3>Query parameters</h3>", "<h2>Query parameters</h2>"),
        (r"<h3>Advanced export</h3>", "<h2>Advanced export</h2>"),
        (r"<h3>([^<]* extra where clauses?)</h3>", r"<h2>\1</h2>"),
        (r"<h3>([\d,]+ rows?\s.*?)</h3>(?=\s*<form class=\"filters\")", r"<h2>\1</h2>"),
        (r"<h3>(\s*[^<]*?)</h3>(?=\s*<form class=\"filters\")", r"<h2>\1</h2>"),
        # What the columns mean is there for who asks, not between a reader and the rows.
        (
            r'<dl class="column-descriptions">(.*?)</dl>',
            '<details class="column-descriptions"><summary>Columns</summary><dl>\\1</dl></details>',
        ),
        # How a facet counts is nothing to its reader.
        (r"(<strong>[^<]*?) \(m2m\)", r"\1"),
        (r"<p>(\s*Data (?:license|source):)", r'<p class="provenance">\1'),
        # Sizes and colours in attributes, which our Content-Security-Policy does not let in.
        (r'(<textarea [^<>]*) style="height: (\d+)em"', r'\1 rows="\2"'),
        (r'(<(?:div|h1|h2|svg)\b[^<>]*?)\s+style="[^"<>]*"', r"\1"),
    ]
]


def repaired(html: str) -> str:
    """Return a part of a page of Datasette's with its shortcomings repaired."""
    for pattern, replacement in REPAIRS:
        html = pattern.sub(replacement, html)
    return html
