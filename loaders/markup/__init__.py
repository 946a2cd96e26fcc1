"""The text of a post, whatever markup it has, as clean Markdown."""
