"""Names of HTML elements that conversion and the search for securities both need."""

from __future__ import annotations

BLOCK = frozenset(
    (
        "address article aside blockquote body center dd details div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe li main nav ol p pre "
        "script section style summary table tbody td tfoot th thead tr ul"
    ).split()
)
"""Elements that begin and end a line of text."""
