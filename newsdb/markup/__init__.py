"""How Markdown is read, wherever it is read: one parser, one list of the HTML that may stay."""
