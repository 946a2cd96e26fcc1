"""What the site's pages show: queries on news.db and plain data, apart from HTTP and HTML."""
