"""Steps from a post's Markdown to HTML on markdown-it's tokens; `loaders.render` joins them."""
