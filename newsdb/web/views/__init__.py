"""The site's own pages: each function answers a request with a response."""
