"""From the bytes of a file, feed entry or record to a post."""
