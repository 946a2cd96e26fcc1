"""Datasette's pages of tables, views and queries: complete paging, default columns, templates."""
