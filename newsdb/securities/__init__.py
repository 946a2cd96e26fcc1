"""What security codes mean, and where a text mentions them."""
