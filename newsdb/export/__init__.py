"""Records of posts: selected, and written in several formats."""
