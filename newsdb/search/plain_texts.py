"""Which text of a post is searched and shown in snippets: its plain text, not its Markdown."""

PLAIN_TEXT = "coalesce((select text from post_texts where post_id = posts.id), posts.body)"
"""The plain text of a post of `posts`, as SQL.

`post_texts` has it for the posts whose body has markup; any other body is its own text.
"""
