"""From a post's Markdown to safe HTML: `render` runs the other modules' steps."""
